# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "nodes-to-endpoints-443" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "endpoints of the platform"
}

resource "aws_vpc_security_group_ingress_rule" "endpoints-from-nodes-443" {
  security_group_id            = aws_security_group.endpoints.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "endpoints of the platform"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-s3" {
  security_group_id = aws_security_group.nodes.id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "endpoint of s3"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-anywhere-443" {
  security_group_id = aws_security_group.nodes.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "the platform: images, credentials, logs"
}
