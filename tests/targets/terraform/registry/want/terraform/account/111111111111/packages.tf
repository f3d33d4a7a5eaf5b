# Written by bastide from the program; change the program, not this file.

# What was released stays, as images do: a new host installs it, however long ago that was.
resource "aws_s3_bucket" "packages" {
  # checkov:skip=CKV_AWS_18:aws_s3_bucket_policy.packages names who may read it
  # checkov:skip=CKV_AWS_144,CKV2_AWS_62:aws_s3_bucket_versioning.packages keeps what is overwritten, in three zones (Amazon S3 user guide, Data protection); nobody waits for new objects
  bucket = "acme-111111111111-us-east-1-artefacts"
}

resource "aws_s3_bucket_public_access_block" "packages" {
  bucket                  = aws_s3_bucket.packages.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "packages" {
  bucket = aws_s3_bucket.packages.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "packages" {
  bucket = aws_s3_bucket.packages.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "packages" {
  bucket = aws_s3_bucket.packages.id

  rule {
    id     = "leftovers"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "packages" {
  bucket = aws_s3_bucket.packages.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Encrypted"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.packages.arn, "${aws_s3_bucket.packages.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
      {
        Sid    = "Fetch"
        Effect = "Allow"
        Principal = {
          AWS = ["arn:aws:iam::111111111111:root"]
        }
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = "${aws_s3_bucket.packages.arn}/*"
        Condition = {
          ArnEquals = {
            "aws:PrincipalArn" = [
              "arn:aws:iam::111111111111:role/tools-batch",
              "arn:aws:iam::111111111111:role/tools-batch-deploy",
            ]
          }
        }
      },
    ]
  })
}
