# Written by bastide from the program; change the program, not this file.

resource "aws_lb" "parts-internal" {
  # checkov:skip=CKV_AWS_150:other is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "other-parts-internal"
  load_balancer_type = "application"
  internal           = true
  security_groups = [
    data.terraform_remote_state.other_network.outputs.aws_security_group_balancer-parts-internal_id,
  ]
  subnets                    = [data.terraform_remote_state.other_network.outputs.aws_subnet_app-a_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "other-parts-internal"
    enabled = true
  }

  tags = {
    Name = "other-parts-internal"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "parts-internal-443" {
  load_balancer_arn = aws_lb.parts-internal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.parts-example-com.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.parts-main.arn
  }
}

resource "aws_lb_target_group" "parts-main" {
  name                 = "other-parts-main-8080-tls"
  vpc_id               = data.terraform_remote_state.other_network.outputs.aws_vpc_main_id
  port                 = 8080
  protocol             = "HTTPS"
  target_type          = "instance"
  deregistration_delay = 60

  health_check {
    path                = "/"
    protocol            = "HTTPS"
    matcher             = "200-499"
    healthy_threshold   = 2
    unhealthy_threshold = 3
    timeout             = 5
    interval            = 30
  }

  # One in use cannot be taken away: another port is another group, made before the old one goes.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "parts-example-com" {
  domain_name       = "parts.example.com"
  validation_method = "DNS"
  tags = {
    Name = "other-parts.example.com"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "parts-example-com" {
  certificate_arn = aws_acm_certificate.parts-example-com.arn
}

output "parts-example-com-record" {
  description = "The record that proves parts.example.com to the issuer of its certificate"
  value       = aws_acm_certificate.parts-example-com.domain_validation_options
}
