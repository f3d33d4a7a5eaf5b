# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-payments" {
  # checkov:skip=CKV2_AWS_5:carried in cards/services/hosts.tf
  name                   = "cards-service-payments"
  description            = "Service payments"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "cards-service-payments"
  }
}

resource "aws_security_group" "balancer-payments-internal" {
  # checkov:skip=CKV2_AWS_5:carried in cards/services/balancers.tf
  name                   = "cards-balancer-payments-internal"
  description            = "Balancer of payments for callers inside"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "cards-balancer-payments-internal"
  }
}
