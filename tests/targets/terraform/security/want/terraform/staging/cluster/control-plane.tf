# Written by bastide from the program; change the program, not this file.

resource "aws_kms_key" "cluster" {
  description             = "Secrets and logs of staging-eks-cluster"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Account"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::111111111111:root"
        }
        Action   = "kms:*"
        Resource = "*"
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Principal = {
          Service = "logs.us-east-1.amazonaws.com"
        }
        Action = [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:DescribeKey",
        ]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:us-east-1:111111111111:*"
          }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "cluster" {
  name          = "alias/staging-cluster"
  target_key_id = aws_kms_key.cluster.key_id
}

resource "aws_iam_role" "control-plane" {
  name = "staging-eks-control-plane"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "eks.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "111111111111"
          }
          ArnEquals = {
            "aws:SourceArn" = "arn:aws:eks:us-east-1:111111111111:cluster/staging-eks-cluster"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "control-plane-AmazonEKSClusterPolicy" {
  role       = aws_iam_role.control-plane.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role_policy_attachment" "control-plane-AmazonEKSVPCResourceController" {
  role       = aws_iam_role.control-plane.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSVPCResourceController"
}

resource "aws_cloudwatch_log_group" "control-plane" {
  # checkov:skip=CKV_AWS_338:ends with the records of staging/network/flow-logs.tf
  name              = "/aws/eks/staging-eks-cluster/cluster"
  retention_in_days = 90
  kms_key_id        = aws_kms_key.cluster.arn
}

resource "aws_eks_cluster" "main" {
  name                      = "staging-eks-cluster"
  version                   = "1.35"
  role_arn                  = aws_iam_role.control-plane.arn
  enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  deletion_protection       = false

  vpc_config {
    subnet_ids = [data.terraform_remote_state.staging_network.outputs.aws_subnet_app-a_id]
    security_group_ids = [
      data.terraform_remote_state.staging_network.outputs.aws_security_group_control-plane_id,
    ]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.cluster.arn
    }
  }

  upgrade_policy {
    support_type = "STANDARD"
  }

  tags = {
    Name = "staging-eks-cluster"
  }
  depends_on = [
    aws_cloudwatch_log_group.control-plane,
    aws_iam_role_policy_attachment.control-plane-AmazonEKSClusterPolicy,
  ]
}
