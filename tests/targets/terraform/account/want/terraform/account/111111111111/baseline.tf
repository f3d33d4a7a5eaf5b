# Written by bastide from the program; change the program, not this file.

resource "aws_s3_account_public_access_block" "all" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_ebs_encryption_by_default" "us-east-1" {
  region  = "us-east-1"
  enabled = true
}

resource "aws_iam_account_password_policy" "all" {
  minimum_password_length   = 14
  password_reuse_prevention = 24
  max_password_age          = 90
  # Whose password has run out gives himself another.
  allow_users_to_change_password = true
}
