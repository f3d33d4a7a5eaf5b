# Written by bastide from the program; change the program, not this file.

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.public-a.id, aws_subnet.public-b.id, aws_subnet.public-c.id]

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
    rule_no    = 19150
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 1024
    to_port    = 65535
  }

  ingress {
    rule_no    = 1026
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "203.0.113.0/24"
    from_port  = 22
    to_port    = 22
  }

  ingress {
    rule_no    = 3654
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
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
    rule_no    = 19150
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 25306
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.11.0/24"
    from_port  = 22
    to_port    = 22
  }

  egress {
    rule_no    = 16936
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.12.0/23"
    from_port  = 22
    to_port    = 22
  }

  egress {
    rule_no    = 3654
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }

  tags = {
    Name = "dev-public"
  }
}

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
    rule_no    = 19150
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 1024
    to_port    = 65535
  }

  ingress {
    rule_no    = 22259
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.1.0/24"
    from_port  = 22
    to_port    = 22
  }

  ingress {
    rule_no    = 17955
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.2.0/23"
    from_port  = 22
    to_port    = 22
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

  ingress {
    rule_no    = 26649
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.11.0/24"
    from_port  = 53
    to_port    = 53
  }

  ingress {
    rule_no    = 6508
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.12.0/23"
    from_port  = 53
    to_port    = 53
  }

  ingress {
    rule_no    = 2767
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.11.0/24"
    from_port  = 1024
    to_port    = 65535
  }

  ingress {
    rule_no    = 25218
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.12.0/23"
    from_port  = 1024
    to_port    = 65535
  }

  ingress {
    rule_no    = 32040
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.11.0/24"
    from_port  = 53
    to_port    = 53
  }

  ingress {
    rule_no    = 22704
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.12.0/23"
    from_port  = 53
    to_port    = 53
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
    rule_no    = 23839
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.1.0/24"
    from_port  = 1024
    to_port    = 65535
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
    rule_no    = 32563
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.2.0/23"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 3654
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "0.0.0.0/0"
    from_port  = 443
    to_port    = 443
  }

  egress {
    rule_no    = 26649
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.11.0/24"
    from_port  = 53
    to_port    = 53
  }

  egress {
    rule_no    = 6508
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.12.0/23"
    from_port  = 53
    to_port    = 53
  }

  egress {
    rule_no    = 8221
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.21.0/24"
    from_port  = 5432
    to_port    = 5432
  }

  egress {
    rule_no    = 28800
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.22.0/23"
    from_port  = 5432
    to_port    = 5432
  }

  egress {
    rule_no    = 2767
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.11.0/24"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 25218
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.12.0/23"
    from_port  = 1024
    to_port    = 65535
  }

  egress {
    rule_no    = 32040
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.11.0/24"
    from_port  = 53
    to_port    = 53
  }

  egress {
    rule_no    = 22704
    action     = "allow"
    protocol   = "udp"
    cidr_block = "10.0.12.0/23"
    from_port  = 53
    to_port    = 53
  }

  tags = {
    Name = "dev-app"
  }
}

resource "aws_network_acl" "data" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.data-a.id, aws_subnet.data-b.id, aws_subnet.data-c.id]

  ingress {
    rule_no    = 11731
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.11.0/24"
    from_port  = 5432
    to_port    = 5432
  }

  ingress {
    rule_no    = 22942
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.12.0/23"
    from_port  = 5432
    to_port    = 5432
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

  tags = {
    Name = "dev-data"
  }
}

resource "aws_network_acl" "alone" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.alone-a.id, aws_subnet.alone-b.id, aws_subnet.alone-c.id]
  ingress    = []
  egress     = []
  tags = {
    Name = "dev-alone"
  }
}
