# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "desk" {
  name        = "production-desk"
  description = "Service desk in production"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = ["sts:AssumeRole"]
      },
    ]
  })
}

resource "aws_iam_instance_profile" "desk" {
  name = "production-desk"
  role = aws_iam_role.desk.name
}

resource "aws_iam_role_policy_attachment" "desk-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.desk.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "desk" {
  name = "uses"
  role = aws_iam_role.desk.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Agent"
        Effect = "Allow"
        Action = [
          "codedeploy-commands-secure:GetDeploymentSpecification",
          "codedeploy-commands-secure:PollHostCommand",
          "codedeploy-commands-secure:PutHostCommandAcknowledgement",
          "codedeploy-commands-secure:PutHostCommandComplete",
        ]
        Resource = "*"
      },
      {
        Sid      = "ListBucketc0de8542"
        Effect   = "Allow"
        Action   = "s3:ListBucket"
        Resource = "arn:aws:s3:::acme-production-111111111111-papers"
      },
      {
        Sid      = "GetObjectc0de8542"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "arn:aws:s3:::acme-production-111111111111-papers/*"
      },
      {
        Sid      = "PutObjectc0de8542"
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "arn:aws:s3:::acme-production-111111111111-papers/*"
      },
      {
        Sid      = "KeyOfc0de8542"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = data.terraform_remote_state.production_data.outputs.aws_kms_key_key-trail-key_arn
      },
    ]
  })
}
