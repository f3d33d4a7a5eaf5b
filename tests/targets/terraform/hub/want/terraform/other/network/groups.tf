# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-parts" {
  name                   = "other-service-parts"
  description            = "Service parts"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "other-service-parts"
  }
}

resource "aws_security_group" "balancer-parts-internal" {
  name                   = "other-balancer-parts-internal"
  description            = "Balancer of parts for callers inside"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "other-balancer-parts-internal"
  }
}
