# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "shop" {
  name        = "lab-web"
  description = "Service shop in dev"
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

resource "aws_iam_instance_profile" "shop" {
  name = "lab-web"
  role = aws_iam_role.shop.name
}

resource "aws_iam_role_policy_attachment" "shop-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.shop.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "shop" {
  name = "uses"
  role = aws_iam_role.shop.id
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
      {
        Sid      = "Stores"
        Effect   = "Allow"
        Action   = "ssm:GetParameter"
        Resource = [aws_ssm_parameter.shop-orders-host.arn]
      },
    ]
  })
}
