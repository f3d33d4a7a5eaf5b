# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "shop" {
  name        = "dev-shop"
  description = "Service shop in dev"
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
            "aws:SourceArn" = data.terraform_remote_state.dev_cluster.outputs.aws_eks_cluster_main_arn
          }
        }
      },
    ]
  })
}

resource "aws_eks_pod_identity_association" "shop" {
  cluster_name    = data.terraform_remote_state.dev_cluster.outputs.aws_eks_cluster_main_name
  namespace       = "dev"
  service_account = "shop"
  role_arn        = aws_iam_role.shop.arn
}
