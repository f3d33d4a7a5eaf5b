# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_ingress_rule" "bastion-public-from-203-0-113-0-24-22" {
  security_group_id = aws_security_group.bastion-public.id
  cidr_ipv4         = "203.0.113.0/24"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  description       = "office to dev: administration"
}

resource "aws_vpc_security_group_egress_rule" "bastion-public-to-nodes-22" {
  security_group_id            = aws_security_group.bastion-public.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  description                  = "administration"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-bastion-public-22" {
  security_group_id            = aws_security_group.nodes.id
  cidr_ipv4                    = null
  referenced_security_group_id = aws_security_group.bastion-public.id
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  description                  = "administration"
}
