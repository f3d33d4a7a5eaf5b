# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "service-batch-to-anywhere-443" {
  security_group_id = aws_security_group.service-batch.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "the platform: deployments, credentials, logs"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-anywhere-443" {
  security_group_id = aws_security_group.nodes.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "the platform: images, credentials, logs"
}
