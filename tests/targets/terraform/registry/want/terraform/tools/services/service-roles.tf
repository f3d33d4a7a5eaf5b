# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "batch" {
  name        = "tools-batch"
  description = "Service batch in tools"
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

resource "aws_iam_instance_profile" "batch" {
  name = "tools-batch"
  role = aws_iam_role.batch.name
}

resource "aws_iam_role_policy_attachment" "batch-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.batch.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "batch" {
  name = "uses"
  role = aws_iam_role.batch.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Packages"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = "arn:aws:s3:::acme-111111111111-us-east-1-artefacts/batch/batch/*"
      },
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
    ]
  })
}

resource "aws_iam_role" "shop" {
  name        = "tools-shop"
  description = "Service shop in tools"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "pods.eks.amazonaws.com"
        }
        Action = ["sts:AssumeRole", "sts:TagSession"]
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "111111111111"
          }
          ArnEquals = {
            "aws:SourceArn" = data.terraform_remote_state.tools_cluster.outputs.aws_eks_cluster_main_arn
          }
        }
      },
    ]
  })
}

resource "aws_eks_pod_identity_association" "shop" {
  cluster_name    = data.terraform_remote_state.tools_cluster.outputs.aws_eks_cluster_main_name
  namespace       = "tools"
  service_account = "shop"
  role_arn        = aws_iam_role.shop.arn
}
