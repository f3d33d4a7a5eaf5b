# Written by bastide from the program; change the program, not this file.

resource "aws_lb" "shop-public" {
  # checkov:skip=CKV2_AWS_28:no firewall is declared; who may call is in dev/network/security.tf
  # checkov:skip=CKV_AWS_150:dev is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "dev-shop-public"
  load_balancer_type = "application"
  internal           = false
  security_groups = [
    data.terraform_remote_state.dev_network.outputs.aws_security_group_balancer-shop-public_id,
  ]
  subnets = [
    data.terraform_remote_state.dev_network.outputs.aws_subnet_public-a_id,
    data.terraform_remote_state.dev_network.outputs.aws_subnet_public-b_id,
    data.terraform_remote_state.dev_network.outputs.aws_subnet_public-c_id,
  ]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "dev-shop-public"
    enabled = true
  }

  tags = {
    Name = "dev-shop-public"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "shop-public-443" {
  load_balancer_arn = aws_lb.shop-public.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.shop-dev-acme-example.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop-main.arn
  }
}

resource "aws_lb_target_group" "shop-main" {
  name                 = "dev-shop-main-8080"
  vpc_id               = data.terraform_remote_state.dev_network.outputs.aws_vpc_main_id
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 60

  health_check {
    path                = "/"
    protocol            = "HTTP"
    matcher             = "200"
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

resource "aws_acm_certificate" "shop-dev-acme-example" {
  domain_name       = "shop.dev.acme.example"
  validation_method = "DNS"
  tags = {
    Name = "dev-shop.dev.acme.example"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "shop-dev-acme-example" {
  certificate_arn = aws_acm_certificate.shop-dev-acme-example.arn
}

output "shop-dev-acme-example-record" {
  description = "The record that proves shop.dev.acme.example to the issuer of its certificate"
  value       = aws_acm_certificate.shop-dev-acme-example.domain_validation_options
}
