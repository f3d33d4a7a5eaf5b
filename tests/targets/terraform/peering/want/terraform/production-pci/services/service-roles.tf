# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "cards" {
  name        = "production-pci-cards"
  description = "Service cards in production-pci"
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

resource "aws_iam_instance_profile" "cards" {
  name = "production-pci-cards"
  role = aws_iam_role.cards.name
}

resource "aws_iam_role_policy_attachment" "cards-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.cards.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "cards" {
  name = "uses"
  role = aws_iam_role.cards.id
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
