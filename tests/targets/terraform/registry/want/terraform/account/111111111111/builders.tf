# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "batch-build" {
  name        = "batch-build"
  description = "Builds what batch delivers"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.github.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud"           = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub"           = "repo:acme@${data.terraform_remote_state.github_acme.outputs.data_github_organization_main_id}/batch@${data.terraform_remote_state.github_acme.outputs.data_github_repository_batch_repo_id}:environment:batch-build"
            "token.actions.githubusercontent.com:repository_id" = data.terraform_remote_state.github_acme.outputs.data_github_repository_batch_repo_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "batch-build" {
  name = "keep"
  role = aws_iam_role.batch-build.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Packages"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.packages.arn}/batch/batch/*"]
      },
    ]
  })
}

resource "aws_iam_role" "shop-build" {
  name        = "shop-build"
  description = "Builds what shop delivers"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = aws_iam_openid_connect_provider.github.arn
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud"           = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub"           = "repo:acme@${data.terraform_remote_state.github_acme.outputs.data_github_organization_main_id}/shop@${data.terraform_remote_state.github_acme.outputs.data_github_repository_shop_repo_id}:environment:shop-build"
            "token.actions.githubusercontent.com:repository_id" = data.terraform_remote_state.github_acme.outputs.data_github_repository_shop_repo_id
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "shop-build" {
  name = "keep"
  role = aws_iam_role.shop-build.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Registry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid    = "Images"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:DescribeImages",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = [aws_ecr_repository.shop.arn]
      },
    ]
  })
}
