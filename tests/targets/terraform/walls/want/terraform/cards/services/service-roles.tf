# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "payments" {
  name        = "cards-payments"
  description = "Service payments in cards"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = ["sts:AssumeRole"]
      },
    ]
  })
}

resource "aws_iam_instance_profile" "payments" {
  name = "cards-payments"
  role = aws_iam_role.payments.name
}

resource "aws_iam_role_policy_attachment" "payments-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.payments.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "payments" {
  name = "uses"
  role = aws_iam_role.payments.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Agent"
        Effect = "Allow"
        Action = [
          "codedeploy-commands-secure:GetDeploymentSpecification",
          "codedeploy-commands-secure:PollHostCommand",
          "codedeploy-commands-secure:PutHostCommandAcknowledgement",
          "codedeploy-commands-secure:PutHostCommandComplete",
        ]
        Resource = "*"
      },
    ]
  })
}
