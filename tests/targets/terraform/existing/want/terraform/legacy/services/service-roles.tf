# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "ledger" {
  name        = "legacy-ledger"
  description = "Service ledger in legacy"
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

resource "aws_iam_instance_profile" "ledger" {
  name = "legacy-ledger"
  role = aws_iam_role.ledger.name
}

resource "aws_iam_role_policy_attachment" "ledger-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.ledger.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "ledger" {
  name = "uses"
  role = aws_iam_role.ledger.id
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
