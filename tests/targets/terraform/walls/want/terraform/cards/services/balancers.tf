# Written by bastide from the program; change the program, not this file.

resource "aws_lb" "payments-internal" {
  # checkov:skip=CKV_AWS_150:cards is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "cards-payments-internal"
  load_balancer_type = "application"
  internal           = true
  security_groups = [
    data.terraform_remote_state.cards_network.outputs.aws_security_group_balancer-payments-internal_id,
  ]
  subnets = [
    data.terraform_remote_state.cards_network.outputs.aws_subnet_app-a_id,
    data.terraform_remote_state.cards_network.outputs.aws_subnet_app-b_id,
    data.terraform_remote_state.cards_network.outputs.aws_subnet_app-c_id,
  ]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "cards-payments-internal"
    enabled = true
  }

  tags = {
    Name = "cards-payments-internal"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "payments-internal-443" {
  load_balancer_arn = aws_lb.payments-internal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.payments-cards-acme-example.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.payments-main.arn
  }
}

resource "aws_lb_target_group" "payments-main" {
  name                 = "cards-payments-main-8443"
  vpc_id               = data.terraform_remote_state.cards_network.outputs.aws_vpc_main_id
  port                 = 8443
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

resource "aws_acm_certificate" "payments-cards-acme-example" {
  domain_name       = "payments.cards.acme.example"
  validation_method = "DNS"
  tags = {
    Name = "cards-payments.cards.acme.example"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "payments-cards-acme-example" {
  certificate_arn = aws_acm_certificate.payments-cards-acme-example.arn
}

output "payments-cards-acme-example-record" {
  description = "The record that proves payments.cards.acme.example to the issuer of its certificate"
  value       = aws_acm_certificate.payments-cards-acme-example.domain_validation_options
}
