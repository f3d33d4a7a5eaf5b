# Written by bastide from the program; change the program, not this file.

output "aws_iam_openid_connect_provider_github_arn" {
  value = aws_iam_openid_connect_provider.github.arn
}
