# Written by bastide from the program; change the program, not this file.

moved {
  from = aws_codedeploy_app.web
  to   = aws_codedeploy_app.shop
}

moved {
  from = aws_codedeploy_deployment_group.web
  to   = aws_codedeploy_deployment_group.shop
}

moved {
  from = aws_launch_template.web
  to   = aws_launch_template.shop
}

moved {
  from = aws_autoscaling_group.web-main
  to   = aws_autoscaling_group.shop-main
}

moved {
  from = aws_autoscaling_policy.web-main
  to   = aws_autoscaling_policy.shop-main
}

moved {
  from = terraform_data.web
  to   = terraform_data.shop
}

moved {
  from = aws_iam_role.web
  to   = aws_iam_role.shop
}

moved {
  from = aws_iam_instance_profile.web
  to   = aws_iam_instance_profile.shop
}

moved {
  from = aws_iam_role_policy_attachment.web-AmazonSSMManagedInstanceCore
  to   = aws_iam_role_policy_attachment.shop-AmazonSSMManagedInstanceCore
}

moved {
  from = aws_iam_role_policy.web
  to   = aws_iam_role_policy.shop
}

moved {
  from = aws_ssm_parameter.web-purchases-host
  to   = aws_ssm_parameter.shop-orders-host
}
