# Written by bastide from the program; change the program, not this file.

resource "aws_s3_bucket" "bucket-papers" {
  # checkov:skip=CKV_AWS_144,CKV2_AWS_62:aws_s3_bucket_versioning.bucket-papers keeps what is overwritten, in three zones (Amazon S3 user guide, Data protection); nobody waits for new objects
  bucket = "acme-production-111111111111-papers"

  lifecycle {
    prevent_destroy = true
  }
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

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket-papers" {
  bucket = aws_s3_bucket.bucket-papers.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.key-trail-key.arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "bucket-papers" {
  bucket = aws_s3_bucket.bucket-papers.id

  rule {
    id     = "former"
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

resource "aws_s3_bucket_logging" "bucket-papers" {
  bucket        = aws_s3_bucket.bucket-papers.id
  target_bucket = aws_s3_bucket.bucket-trail.id
  target_prefix = "papers/"
}

resource "aws_s3_bucket_policy" "bucket-papers" {
  bucket = aws_s3_bucket.bucket-papers.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Encrypted"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.bucket-papers.arn, "${aws_s3_bucket.bucket-papers.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_s3_bucket" "bucket-trail" {
  # checkov:skip=CKV_AWS_18:holds logs itself (Amazon S3 user guide, Enabling Amazon S3 server access logging)
  # checkov:skip=CKV_AWS_144,CKV2_AWS_62:aws_s3_bucket_versioning.bucket-trail keeps what is overwritten, in three zones (Amazon S3 user guide, Data protection); nobody waits for new objects
  bucket = "acme-production-111111111111-trail"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "bucket-trail" {
  bucket                  = aws_s3_bucket.bucket-trail.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "bucket-trail" {
  bucket = aws_s3_bucket.bucket-trail.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket-trail" {
  bucket = aws_s3_bucket.bucket-trail.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "bucket-trail" {
  bucket = aws_s3_bucket.bucket-trail.id

  rule {
    id     = "former"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 365
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "trail-account"
    status = "Enabled"

    filter {
      prefix = "AWSLogs/"
    }

    expiration {
      days = 365
    }
  }
}

resource "aws_s3_bucket_policy" "bucket-trail" {
  bucket = aws_s3_bucket.bucket-trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Encrypted"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.bucket-trail.arn, "${aws_s3_bucket.bucket-trail.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
      {
        Sid    = "AccessLogs"
        Effect = "Allow"
        Principal = {
          Service = "logging.s3.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.bucket-trail.arn}/*"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "111111111111"
          }
        }
      },
      {
        Sid    = "TrailOf111111111111"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.bucket-trail.arn}/AWSLogs/111111111111/*"
        Condition = {
          StringEquals = {
            "s3:x-amz-acl"  = "bucket-owner-full-control"
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
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.bucket-trail.arn}/AWSLogs/222222222222/*"
        Condition = {
          StringEquals = {
            "s3:x-amz-acl"  = "bucket-owner-full-control"
            "aws:SourceArn" = "arn:aws:cloudtrail:eu-west-1:222222222222:trail/acme-trail"
          }
        }
      },
      {
        Sid    = "Trails8e20bd15"
        Effect = "Allow"
        Principal = {
          Service = "cloudtrail.amazonaws.com"
        }
        Action   = "s3:GetBucketAcl"
        Resource = aws_s3_bucket.bucket-trail.arn
        Condition = {
          StringEquals = {
            "aws:SourceArn" = [
              "arn:aws:cloudtrail:us-east-1:111111111111:trail/acme-trail",
              "arn:aws:cloudtrail:eu-west-1:222222222222:trail/acme-trail",
            ]
          }
        }
      },
      {
        Sid       = "Sealed8e20bd15"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
        Resource  = "${aws_s3_bucket.bucket-trail.arn}/AWSLogs/*"
      },
    ]
  })
}
