# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "shop-deploy" {
  name                 = "prod-shop-deploy"
  description          = "Delivers shop to prod"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = data.terraform_remote_state.account_222222222222.outputs.aws_iam_openid_connect_provider_github_arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud"           = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub"           = "repo:acme@${data.terraform_remote_state.github_acme.outputs.data_github_organization_main_id}/shop@${data.terraform_remote_state.github_acme.outputs.data_github_repository_shop_repo_id}:environment:prod"
            "token.actions.githubusercontent.com:repository_id" = data.terraform_remote_state.github_acme.outputs.data_github_repository_shop_repo_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "shop-deploy" {
  name = "deliver"
  role = aws_iam_role.shop-deploy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Cluster"
        Effect   = "Allow"
        Action   = ["eks:DescribeCluster"]
        Resource = ["arn:aws:eks:us-west-2:222222222222:cluster/prod-eks-cluster"]
      },
      {
        Sid      = "Images"
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages"]
        Resource = ["arn:aws:ecr:us-east-1:111111111111:repository/shop"]
      },
      {
        Sid      = "Registry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"]
      },
    ]
  })
}

resource "aws_eks_access_entry" "shop" {
  cluster_name      = data.terraform_remote_state.prod_cluster.outputs.aws_eks_cluster_main_name
  principal_arn     = aws_iam_role.shop-deploy.arn
  type              = "STANDARD"
  kubernetes_groups = ["bastide-shop-delivery"]
}
