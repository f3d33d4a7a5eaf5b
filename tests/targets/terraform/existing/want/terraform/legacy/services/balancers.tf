# Written by bastide from the program; change the program, not this file.

resource "aws_lb" "ledger-internal" {
  # checkov:skip=CKV_AWS_150:legacy is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "legacy-ledger-internal"
  load_balancer_type = "application"
  internal           = true
  security_groups = [
    data.terraform_remote_state.legacy_network.outputs.aws_security_group_balancer-ledger-internal_id,
  ]
  subnets                    = [data.terraform_remote_state.legacy_network.outputs.data_aws_subnet_app-a_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "legacy-ledger-internal"
    enabled = true
  }

  tags = {
    Name = "legacy-ledger-internal"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "ledger-internal-443" {
  load_balancer_arn = aws_lb.ledger-internal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.ledger-acme-example.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.ledger-main.arn
  }
}

resource "aws_lb_target_group" "ledger-main" {
  name                 = "legacy-ledger-main-8080"
  vpc_id               = data.terraform_remote_state.legacy_network.outputs.data_aws_vpc_main_id
  port                 = 8080
  protocol             = "HTTP"
  target_type          = "instance"
  deregistration_delay = 60

  health_check {
    path                = "/"
    protocol            = "HTTP"
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

resource "aws_acm_certificate" "ledger-acme-example" {
  domain_name       = "ledger.acme.example"
  validation_method = "DNS"
  tags = {
    Name = "legacy-ledger.acme.example"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "ledger-acme-example" {
  certificate_arn = aws_acm_certificate.ledger-acme-example.arn
}

output "ledger-acme-example-record" {
  description = "The record that proves ledger.acme.example to the issuer of its certificate"
  value       = aws_acm_certificate.ledger-acme-example.domain_validation_options
}
