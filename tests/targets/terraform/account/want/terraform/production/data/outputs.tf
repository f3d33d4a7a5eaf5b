# Written by bastide from the program; change the program, not this file.

output "aws_kms_key_key-trail-key_arn" {
  value = aws_kms_key.key-trail-key.arn
}

output "aws_s3_bucket_bucket-papers_arn" {
  value = aws_s3_bucket.bucket-papers.arn
}

output "aws_s3_bucket_bucket-trail_id" {
  value = aws_s3_bucket.bucket-trail.id
}
