# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "parts" {
  name        = "staging-parts"
  description = "Service parts in staging"
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
  name = "staging-parts"
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
      {
        Sid      = "Stores"
        Effect   = "Allow"
        Action   = "ssm:GetParameter"
        Resource = [aws_ssm_parameter.parts-orders-host.arn]
      },
    ]
  })
}

resource "aws_iam_role" "shop" {
  name        = "staging-shop"
  description = "Service shop in staging"
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
            "aws:SourceArn" = data.terraform_remote_state.staging_cluster.outputs.aws_eks_cluster_main_arn
          }
        }
      },
    ]
  })
}

resource "aws_eks_pod_identity_association" "shop" {
  cluster_name    = data.terraform_remote_state.staging_cluster.outputs.aws_eks_cluster_main_name
  namespace       = "staging"
  service_account = "shop"
  role_arn        = aws_iam_role.shop.arn
}
