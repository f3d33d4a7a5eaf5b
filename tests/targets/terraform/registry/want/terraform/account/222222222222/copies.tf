# Written by bastide from the program; change the program, not this file.

resource "aws_ecr_registry_policy" "us-west-2" {
  region = "us-west-2"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Copies"
        Effect = "Allow"
        Principal = {
          AWS = ["arn:aws:iam::111111111111:root"]
        }
        Action   = ["ecr:CreateRepository", "ecr:ReplicateImage"]
        Resource = "arn:aws:ecr:us-west-2:222222222222:repository/*"
      },
    ]
  })
}
