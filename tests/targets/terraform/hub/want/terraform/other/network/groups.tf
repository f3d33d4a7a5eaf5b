# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-parts" {
  # checkov:skip=CKV2_AWS_5:carried in other/services/hosts.tf
  name                   = "other-service-parts"
  description            = "Service parts"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "other-service-parts"
  }
}

resource "aws_security_group" "balancer-parts-internal" {
  # checkov:skip=CKV2_AWS_5:carried in other/services/balancers.tf
  name                   = "other-balancer-parts-internal"
  description            = "Balancer of parts for callers inside"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "other-balancer-parts-internal"
  }
}
