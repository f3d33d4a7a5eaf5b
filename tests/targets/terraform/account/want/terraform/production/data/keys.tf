# Written by bastide from the program; change the program, not this file.

resource "aws_kms_key" "key-trail-key" {
  description             = "trail-key of production"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30

  lifecycle {
    prevent_destroy = true
  }

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
      {
        Sid    = "TrailOf111111111111"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = ["kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:aws:cloudtrail:us-east-1:111111111111:trail/acme-trail"
          }
        }
      },
      {
        Sid    = "TrailOf222222222222"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = ["kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource = "*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:222222222222:trail/acme-trail"
          }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "key-trail-key" {
  name          = "alias/production-key-trail-key"
  target_key_id = aws_kms_key.key-trail-key.key_id
}
