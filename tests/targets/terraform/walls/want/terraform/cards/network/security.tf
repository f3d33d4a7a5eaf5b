# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "balancer-payments-internal-to-service-payments-8443" {
  security_group_id            = aws_security_group.balancer-payments-internal.id
  referenced_security_group_id = aws_security_group.service-payments.id
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  description                  = "internal balancer to payments"
}

resource "aws_vpc_security_group_ingress_rule" "service-payments-from-balancer-payments-internal-8443" {
  security_group_id            = aws_security_group.service-payments.id
  referenced_security_group_id = aws_security_group.balancer-payments-internal.id
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  description                  = "internal balancer to payments"
}
