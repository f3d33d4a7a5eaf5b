# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-cards" {
  # checkov:skip=CKV2_AWS_5:carried in production-pci/services/hosts.tf
  name                   = "production-pci-service-cards"
  description            = "Service cards"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "production-pci-service-cards"
  }
}

resource "aws_security_group" "balancer-cards-internal" {
  # checkov:skip=CKV2_AWS_5:carried in production-pci/services/balancers.tf
  name                   = "production-pci-balancer-cards-internal"
  description            = "Balancer of cards for callers inside"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "production-pci-balancer-cards-internal"
  }
}
