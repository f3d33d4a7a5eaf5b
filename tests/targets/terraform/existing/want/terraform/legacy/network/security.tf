# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "balancer-ledger-internal-to-service-ledger-8080" {
  security_group_id            = aws_security_group.balancer-ledger-internal.id
  referenced_security_group_id = aws_security_group.service-ledger.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "internal balancer to ledger"
}

resource "aws_vpc_security_group_ingress_rule" "service-ledger-from-balancer-ledger-internal-8080" {
  security_group_id            = aws_security_group.service-ledger.id
  referenced_security_group_id = aws_security_group.balancer-ledger-internal.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "internal balancer to ledger"
}
