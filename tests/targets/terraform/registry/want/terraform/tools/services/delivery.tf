# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "codedeploy" {
  name = "tools-codedeploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "codedeploy.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "111111111111"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "codedeploy-AWSCodeDeployRole" {
  role       = aws_iam_role.codedeploy.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRole"
}

resource "aws_codedeploy_app" "batch" {
  name             = "tools-batch"
  compute_platform = "Server"
}

resource "aws_codedeploy_deployment_group" "batch" {
  app_name               = aws_codedeploy_app.batch.name
  deployment_group_name  = "tools-batch"
  deployment_config_name = "CodeDeployDefault.OneAtATime"
  service_role_arn       = aws_iam_role.codedeploy.arn
  autoscaling_groups     = [aws_autoscaling_group.batch-main.name]

  deployment_style {
    deployment_type   = "IN_PLACE"
    deployment_option = "WITHOUT_TRAFFIC_CONTROL"
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
}
