# Written by bastide from the program; change the program, not this file.

resource "aws_network_acl" "app" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.app-a.id, aws_subnet.app-b.id, aws_subnet.app-c.id]

  ingress {
    rule_no    = 23925
    action     = "allow"
    protocol   = "icmp"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    icmp_type  = 3
    icmp_code  = 4
  }

  ingress {
    rule_no    = 32678
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.1.11.0/24"
    from_port  = 1024
    to_port    = 65535
  }

  ingress {
    rule_no    = 1310
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.1.12.0/23"
    from_port  = 1024
    to_port    = 65535
  }

  ingress {
    rule_no    = 15324
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.11.0/24"
    from_port  = 443
    to_port    = 443
  }

  ingress {
    rule_no    = 12817
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.12.0/23"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 23925
    action     = "allow"
    protocol   = "icmp"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
    icmp_type  = 3
    icmp_code  = 4
  }

  egress {
    rule_no    = 11628
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.11.0/24"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 21410
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.12.0/23"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 32678
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.1.11.0/24"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 1310
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.1.12.0/23"
    from_port  = 1024
    to_port    = 65535
  }

  tags = {
    Name = "cards-app"
  }
}
