# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "balancer-cards-internal-to-service-cards-8080" {
  security_group_id            = aws_security_group.balancer-cards-internal.id
  referenced_security_group_id = aws_security_group.service-cards.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "internal balancer to cards"
}

resource "aws_vpc_security_group_ingress_rule" "service-cards-from-balancer-cards-internal-8080" {
  security_group_id            = aws_security_group.service-cards.id
  referenced_security_group_id = aws_security_group.balancer-cards-internal.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "internal balancer to cards"
}
