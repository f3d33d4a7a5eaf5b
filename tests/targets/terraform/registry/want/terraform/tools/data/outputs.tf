# Written by bastide from the program; change the program, not this file.

output "aws_kms_key_key-images_arn" {
  value = aws_kms_key.key-images.arn
}
