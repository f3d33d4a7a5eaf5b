# Written by bastide from the program; change the program, not this file.

import {
  to = aws_kms_key.key-vault
  id = "1234abcd-12ab-34cd-56ef-1234567890ab"
}

resource "aws_kms_key" "key-vault" {
  description             = "vault of taken"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30

  lifecycle {
    # Who may use it is in its policy, which stays as it was found.
    ignore_changes = [policy, description]
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
    ]
  })
}

resource "aws_kms_alias" "key-vault" {
  name          = "alias/taken-key-vault"
  target_key_id = aws_kms_key.key-vault.key_id
}

resource "aws_kms_key" "stores" {
  description             = "Stores of taken"
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

resource "aws_kms_alias" "stores" {
  name          = "alias/taken-stores"
  target_key_id = aws_kms_key.stores.key_id
}
