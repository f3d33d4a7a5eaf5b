# Written by bastide from the program; change the program, not this file.

resource "aws_ecr_repository" "shop" {
  name                 = "shop"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = data.terraform_remote_state.tools_data.outputs.aws_kms_key_key-images_arn
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Whoever runs it may fetch it; whoever builds it has a role of this account.
resource "aws_ecr_repository_policy" "shop" {
  repository = aws_ecr_repository.shop.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Fetch"
        Effect = "Allow"
        Principal = {
          AWS = ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]
        }
        Action = [
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchCheckLayerAvailability",
        ]
        Condition = {
          ArnEquals = {
            "aws:PrincipalArn" = [
              "arn:aws:iam::111111111111:role/tools-deployer-deploy",
              "arn:aws:iam::111111111111:role/tools-eks-nodes",
              "arn:aws:iam::222222222222:role/prod-eks-nodes",
              "arn:aws:iam::222222222222:role/prod-shop-deploy",
            ]
          }
        }
      },
    ]
  })
}

resource "aws_ecr_lifecycle_policy" "shop" {
  repository = aws_ecr_repository.shop.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "What has no tag was never released"
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = 14
        }
        action = {
          type = "expire"
        }
      },
      {
        rulePriority = 2
        description  = "The oldest go first"
        selection = {
          tagStatus   = "any"
          countType   = "imageCountMoreThan"
          countNumber = 200
        }
        action = {
          type = "expire"
        }
      },
    ]
  })
}

resource "aws_ecr_registry_scanning_configuration" "main" {
  scan_type = "ENHANCED"

  rule {
    scan_frequency = "CONTINUOUS_SCAN"

    repository_filter {
      filter      = "shop"
      filter_type = "WILDCARD"
    }
  }

  rule {
    scan_frequency = "SCAN_ON_PUSH"

    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}

resource "aws_ecr_replication_configuration" "main" {
  replication_configuration {
    rule {
      destination {
        region      = "us-west-2"
        registry_id = "222222222222"
      }

      repository_filter {
        filter      = "shop"
        filter_type = "PREFIX_MATCH"
      }
    }
  }
}
