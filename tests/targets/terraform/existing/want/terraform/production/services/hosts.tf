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

resource "aws_launch_template" "shop" {
  name                   = "production-shop-hosts"
  update_default_version = true
  image_id               = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
  instance_type          = "m7i.large"
  vpc_security_group_ids = [
    data.terraform_remote_state.production_network.outputs.aws_security_group_service-shop_id,
  ]
  user_data = base64encode(local.install-agent)

  iam_instance_profile {
    name = aws_iam_instance_profile.shop.name
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
      Name        = "production-shop-host"
      Service     = "shop"
      Environment = "production"
      Terraform   = "true"
    }
  }

  tag_specifications {
    resource_type = "volume"
    tags = {
      Name        = "production-shop-host"
      Service     = "shop"
      Environment = "production"
      Terraform   = "true"
    }
  }
}

resource "aws_autoscaling_group" "shop-main" {
  name                = "production-shop-main"
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [data.terraform_remote_state.production_network.outputs.aws_subnet_app-a_id]
  # Hosts serve nothing before the first delivery.
  health_check_type         = "EC2"
  health_check_grace_period = 300
  target_group_arns         = []

  launch_template {
    id      = aws_launch_template.shop.id
    version = aws_launch_template.shop.latest_version
  }

  tag {
    key                 = "Name"
    value               = "production-shop-main"
    propagate_at_launch = true
  }

  # How many there are now, and who says that they are well, is for deliveries to say.
  lifecycle {
    ignore_changes = [desired_capacity]
  }
}

resource "aws_autoscaling_policy" "shop-main" {
  name                      = "target-cpu"
  autoscaling_group_name    = aws_autoscaling_group.shop-main.name
  policy_type               = "TargetTrackingScaling"
  estimated_instance_warmup = 300

  target_tracking_configuration {
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }

    target_value = 70
  }
}
