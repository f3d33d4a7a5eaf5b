# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_ingress_rule" "balancer-parts-internal-from-10-1-1-0-24-443" {
  security_group_id = aws_security_group.balancer-parts-internal.id
  cidr_ipv4         = "10.1.1.0/24"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "shop to parts"
}

resource "aws_vpc_security_group_egress_rule" "balancer-parts-internal-to-service-parts-8080" {
  security_group_id            = aws_security_group.balancer-parts-internal.id
  referenced_security_group_id = aws_security_group.service-parts.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "internal balancer to parts"
}

resource "aws_vpc_security_group_ingress_rule" "service-parts-from-balancer-parts-internal-8080" {
  security_group_id            = aws_security_group.service-parts.id
  referenced_security_group_id = aws_security_group.balancer-parts-internal.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "internal balancer to parts"
}
