# Written by bastide from the program; change the program, not this file.

locals {
  install-agent = <<-EOT
    #!/bin/bash
    set -euo pipefail
    dnf install --assumeyes ruby
    curl --fail --silent --show-error --retry 5 --output /var/tmp/install-agent 'https://aws-codedeploy-us-east-1.s3.us-east-1.amazonaws.com/latest/install'
    chmod 700 /var/tmp/install-agent
    /var/tmp/install-agent auto
    echo ':enable_auth_policy: true' >> /etc/codedeploy-agent/conf/codedeployagent.yml
    systemctl restart codedeploy-agent
  EOT
}

resource "aws_launch_template" "payments" {
  name                   = "cards-payments-hosts"
  update_default_version = true
  image_id               = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
  instance_type          = "m7i.large"
  vpc_security_group_ids = [
    data.terraform_remote_state.cards_network.outputs.aws_security_group_service-payments_id,
  ]
  user_data = base64encode(local.install-agent)

  iam_instance_profile {
    name = aws_iam_instance_profile.payments.name
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = 30
      encrypted             = true
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "instance"
    tags = {
      Name        = "cards-payments-host"
      Service     = "payments"
      Environment = "cards"
      Terraform   = "true"
    }
  }

  tag_specifications {
    resource_type = "volume"
    tags = {
      Name        = "cards-payments-host"
      Service     = "payments"
      Environment = "cards"
      Terraform   = "true"
    }
  }
}

resource "aws_autoscaling_group" "payments-main" {
  name     = "cards-payments-main"
  min_size = 2
  max_size = 4
  vpc_zone_identifier = [
    data.terraform_remote_state.cards_network.outputs.aws_subnet_app-a_id,
    data.terraform_remote_state.cards_network.outputs.aws_subnet_app-b_id,
    data.terraform_remote_state.cards_network.outputs.aws_subnet_app-c_id,
  ]
  # Hosts serve nothing before the first delivery, which lets the balancer say from then on who is well.
  health_check_type         = "EC2"
  health_check_grace_period = 300
  target_group_arns         = [aws_lb_target_group.payments-main.arn]

  launch_template {
    id      = aws_launch_template.payments.id
    version = aws_launch_template.payments.latest_version
  }

  tag {
    key                 = "Name"
    value               = "cards-payments-main"
    propagate_at_launch = true
  }

  # How many there are now, and who says that they are well, is for deliveries to say.
  lifecycle {
    ignore_changes = [desired_capacity, health_check_type]
  }
}

resource "aws_autoscaling_policy" "payments-main" {
  name                      = "target-cpu"
  autoscaling_group_name    = aws_autoscaling_group.payments-main.name
  policy_type               = "TargetTrackingScaling"
  estimated_instance_warmup = 300

  target_tracking_configuration {
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }

    target_value = 70
  }
}
