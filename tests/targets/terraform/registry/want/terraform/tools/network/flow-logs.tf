# Written by bastide from the program; change the program, not this file.

resource "aws_s3_bucket" "flow-logs" {
  # checkov:skip=CKV_AWS_18:holds logs itself (Amazon S3 user guide, Enabling Amazon S3 server access logging)
  # checkov:skip=CKV_AWS_144,CKV2_AWS_62:aws_s3_bucket_versioning.flow-logs keeps what is overwritten, in three zones (Amazon S3 user guide, Data protection); nobody waits for new objects
  bucket = "acme-tools-111111111111-flow-logs"
}

resource "aws_s3_bucket_public_access_block" "flow-logs" {
  bucket                  = aws_s3_bucket.flow-logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "flow-logs" {
  bucket = aws_s3_bucket.flow-logs.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "flow-logs" {
  bucket = aws_s3_bucket.flow-logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "flow-logs" {
  bucket = aws_s3_bucket.flow-logs.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 90
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "flow-logs" {
  bucket = aws_s3_bucket.flow-logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Encrypted"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.flow-logs.arn, "${aws_s3_bucket.flow-logs.arn}/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
      {
        Sid    = "Deliver"
        Effect = "Allow"
        Principal = {
          Service = "delivery.logs.amazonaws.com"
        }
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.flow-logs.arn}/AWSLogs/111111111111/*"
        Condition = {
          StringEquals = {
            "s3:x-amz-acl"      = "bucket-owner-full-control"
            "aws:SourceAccount" = "111111111111"
          }
        }
      },
      {
        Sid    = "Look"
        Effect = "Allow"
        Principal = {
          Service = "delivery.logs.amazonaws.com"
        }
        Action   = "s3:GetBucketAcl"
        Resource = aws_s3_bucket.flow-logs.arn
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "111111111111"
          }
        }
      },
    ]
  })
}

resource "aws_flow_log" "main" {
  vpc_id                   = aws_vpc.main.id
  traffic_type             = "ALL"
  log_destination_type     = "s3"
  log_destination          = aws_s3_bucket.flow-logs.arn
  max_aggregation_interval = 60
  tags = {
    Name = "tools-flow-logs"
  }
  depends_on = [aws_s3_bucket_policy.flow-logs]
}
