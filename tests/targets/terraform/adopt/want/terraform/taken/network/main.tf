# Written by bastide from the program; change the program, not this file.

import {
  to = aws_vpc.main
  id = "vpc-0fedcba9876543210"
}

resource "aws_vpc" "main" {
  cidr_block           = "10.21.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags = {
    Name = "taken"
  }
}
