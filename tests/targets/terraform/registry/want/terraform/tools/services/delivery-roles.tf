# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "batch-deploy" {
  name                 = "tools-batch-deploy"
  description          = "Delivers batch to tools"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = data.terraform_remote_state.account_111111111111.outputs.aws_iam_openid_connect_provider_github_arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud"           = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub"           = "repo:acme@${data.terraform_remote_state.github_acme.outputs.data_github_organization_main_id}/batch@${data.terraform_remote_state.github_acme.outputs.data_github_repository_batch_repo_id}:environment:tools"
            "token.actions.githubusercontent.com:repository_id" = data.terraform_remote_state.github_acme.outputs.data_github_repository_batch_repo_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "batch-deploy" {
  name = "deliver"
  role = aws_iam_role.batch-deploy.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Configuration"
        Effect = "Allow"
        Action = ["codedeploy:GetDeploymentConfig"]
        Resource = [
          "arn:aws:codedeploy:us-east-1:111111111111:deploymentconfig:CodeDeployDefault.OneAtATime",
        ]
      },
      {
        Sid    = "Deploy"
        Effect = "Allow"
        Action = ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"]
        Resource = [
          "arn:aws:codedeploy:us-east-1:111111111111:deploymentgroup:tools-batch/tools-batch",
        ]
      },
      {
        Sid    = "Grown"
        Effect = "Allow"
        Action = ["autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"]
        Resource = [
          "arn:aws:autoscaling:us-east-1:111111111111:autoScalingGroup:*:autoScalingGroupName/tools-batch-main",
        ]
      },
      {
        Sid    = "Hosts"
        Effect = "Allow"
        Action = ["autoscaling:UpdateAutoScalingGroup"]
        Resource = [
          "arn:aws:autoscaling:us-east-1:111111111111:autoScalingGroup:*:autoScalingGroupName/tools-batch-main",
        ]
      },
      {
        Sid      = "Packages"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = ["arn:aws:s3:::acme-111111111111-us-east-1-artefacts/batch/batch/*"]
      },
      {
        Sid      = "Revision"
        Effect   = "Allow"
        Action   = ["codedeploy:RegisterApplicationRevision", "codedeploy:GetApplicationRevision"]
        Resource = ["arn:aws:codedeploy:us-east-1:111111111111:application:tools-batch"]
      },
    ]
  })
}

resource "aws_iam_role" "shop-deploy" {
  name                 = "tools-deployer-deploy"
  description          = "Delivers shop to tools"
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = data.terraform_remote_state.account_111111111111.outputs.aws_iam_openid_connect_provider_github_arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud"           = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub"           = "repo:acme@${data.terraform_remote_state.github_acme.outputs.data_github_organization_main_id}/shop@${data.terraform_remote_state.github_acme.outputs.data_github_repository_shop_repo_id}:environment:tools"
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
        Resource = ["arn:aws:eks:us-east-1:111111111111:cluster/tools-eks-cluster"]
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
  cluster_name      = data.terraform_remote_state.tools_cluster.outputs.aws_eks_cluster_main_name
  principal_arn     = aws_iam_role.shop-deploy.arn
  type              = "STANDARD"
  kubernetes_groups = ["bastide-shop-delivery"]
}
