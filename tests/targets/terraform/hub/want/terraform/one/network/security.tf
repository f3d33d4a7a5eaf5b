# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "service-shop-to-10-2-1-0-24-443" {
  security_group_id = aws_security_group.service-shop.id
  cidr_ipv4         = "10.2.1.0/24"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "shop to parts"
}
