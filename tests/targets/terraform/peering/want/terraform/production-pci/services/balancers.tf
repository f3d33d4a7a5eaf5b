# Written by bastide from the program; change the program, not this file.

resource "aws_lb" "cards-internal" {
  # checkov:skip=CKV_AWS_150:production-pci is not kept, and may be destroyed (Application Load Balancers user guide, Deletion protection)
  name               = "production-pci-cards-internal"
  load_balancer_type = "application"
  internal           = true
  security_groups = [
    data.terraform_remote_state.production-pci_network.outputs.aws_security_group_balancer-cards-internal_id,
  ]
  subnets                    = [data.terraform_remote_state.production-pci_network.outputs.aws_subnet_app-a_id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = false

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "production-pci-cards-internal"
    enabled = true
  }

  tags = {
    Name = "production-pci-cards-internal"
  }
  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "cards-internal-443" {
  load_balancer_arn = aws_lb.cards-internal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = aws_acm_certificate_validation.cards-acme-example.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.cards-main.arn
  }
}

resource "aws_lb_target_group" "cards-main" {
  name                 = "production-pci-cards-ma-2751c7f7"
  vpc_id               = data.terraform_remote_state.production-pci_network.outputs.aws_vpc_main_id
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

resource "aws_acm_certificate" "cards-acme-example" {
  domain_name       = "cards.acme.example"
  validation_method = "DNS"
  tags = {
    Name = "production-pci-cards.acme.example"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "cards-acme-example" {
  certificate_arn = aws_acm_certificate.cards-acme-example.arn
}

output "cards-acme-example-record" {
  description = "The record that proves cards.acme.example to the issuer of its certificate"
  value       = aws_acm_certificate.cards-acme-example.domain_validation_options
}
