# Written by bastide from the program; change the program, not this file.

import {
  to = aws_s3_bucket.bucket-archive
  id = "acme-archive"
}

resource "aws_s3_bucket" "bucket-archive" {
  # checkov:skip=CKV_AWS_144,CKV2_AWS_62:aws_s3_bucket_versioning.bucket-archive keeps what is overwritten, in three zones (Amazon S3 user guide, Data protection); nobody waits for new objects
  bucket = "acme-archive"
}

resource "aws_s3_bucket_public_access_block" "bucket-archive" {
  bucket                  = aws_s3_bucket.bucket-archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "bucket-archive" {
  bucket = aws_s3_bucket.bucket-archive.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket-archive" {
  bucket = aws_s3_bucket.bucket-archive.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "bucket-archive" {
  bucket = aws_s3_bucket.bucket-archive.id

  rule {
    id     = "former"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "bucket-archive" {
  bucket = aws_s3_bucket.bucket-archive.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Encrypted"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.bucket-archive.arn, "${aws_s3_bucket.bucket-archive.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
    ]
  })
}

import {
  to = aws_s3_bucket.bucket-papers
  id = "acme-papers"
}

resource "aws_s3_bucket" "bucket-papers" {
  # checkov:skip=CKV_AWS_144,CKV2_AWS_62:aws_s3_bucket_versioning.bucket-papers keeps what is overwritten, in three zones (Amazon S3 user guide, Data protection); nobody waits for new objects
  bucket = "acme-papers"
}

resource "aws_s3_bucket_public_access_block" "bucket-papers" {
  bucket                  = aws_s3_bucket.bucket-papers.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "bucket-papers" {
  bucket = aws_s3_bucket.bucket-papers.id

  versioning_configuration {
    status = "Enabled"
  }
}
