# Written by bastide from the program; change the program, not this file.

resource "aws_lb" "parts-internal" {
  # checkov:skip=CKV_AWS_150:staging is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "staging-parts-internal"
  load_balancer_type = "application"
  internal           = true
  security_groups = [
    data.terraform_remote_state.staging_network.outputs.aws_security_group_balancer-parts-internal_id,
  ]
  subnets                    = [data.terraform_remote_state.staging_network.outputs.aws_subnet_app-a_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "staging-parts-internal"
    enabled = true
  }

  tags = {
    Name = "staging-parts-internal"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "parts-internal-443" {
  load_balancer_arn = aws_lb.parts-internal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.parts-staging-acme-example.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.parts-main.arn
  }
}

resource "aws_lb_target_group" "parts-main" {
  name                 = "staging-parts-main-9000"
  vpc_id               = data.terraform_remote_state.staging_network.outputs.aws_vpc_main_id
  port                 = 9000
  protocol             = "HTTP"
  target_type          = "instance"
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

resource "aws_acm_certificate" "parts-staging-acme-example" {
  domain_name       = "parts.staging.acme.example"
  validation_method = "DNS"
  tags = {
    Name = "staging-parts.staging.acme.example"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "parts-staging-acme-example" {
  certificate_arn = aws_acm_certificate.parts-staging-acme-example.arn
}

output "parts-staging-acme-example-record" {
  description = "The record that proves parts.staging.acme.example to the issuer of its certificate"
  value       = aws_acm_certificate.parts-staging-acme-example.domain_validation_options
}

resource "aws_lb" "shop-public" {
  # checkov:skip=CKV2_AWS_28:no firewall is declared; who may call is in staging/network/security.tf
  # checkov:skip=CKV_AWS_150:staging is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "staging-shop-public"
  load_balancer_type = "application"
  internal           = false
  security_groups = [
    data.terraform_remote_state.staging_network.outputs.aws_security_group_balancer-shop-public_id,
  ]
  subnets                    = [data.terraform_remote_state.staging_network.outputs.aws_subnet_public-a_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "staging-shop-public"
    enabled = true
  }

  tags = {
    Name = "staging-shop-public"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "shop-public-80" {
  load_balancer_arn = aws_lb.shop-public.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "shop-public-443" {
  load_balancer_arn = aws_lb.shop-public.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.shop-staging-acme-example.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.shop-main.arn
  }
}

resource "aws_lb_target_group" "shop-main" {
  name                 = "staging-shop-main-8080"
  vpc_id               = data.terraform_remote_state.staging_network.outputs.aws_vpc_main_id
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "ip"
  deregistration_delay = 60

  health_check {
    path                = "/health"
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

resource "aws_acm_certificate" "shop-staging-acme-example" {
  domain_name       = "shop.staging.acme.example"
  validation_method = "DNS"
  tags = {
    Name = "staging-shop.staging.acme.example"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "shop-staging-acme-example" {
  certificate_arn = aws_acm_certificate.shop-staging-acme-example.arn
}

output "shop-staging-acme-example-record" {
  description = "The record that proves shop.staging.acme.example to the issuer of its certificate"
  value       = aws_acm_certificate.shop-staging-acme-example.domain_validation_options
}
