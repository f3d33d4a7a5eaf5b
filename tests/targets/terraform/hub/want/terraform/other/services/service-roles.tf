# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "parts" {
  name        = "other-parts"
  description = "Service parts in other"
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

resource "aws_iam_instance_profile" "parts" {
  name = "other-parts"
  role = aws_iam_role.parts.name
}

resource "aws_iam_role_policy_attachment" "parts-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.parts.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "parts" {
  name = "uses"
  role = aws_iam_role.parts.id
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
    ]
  })
}
