# Written by bastide from the program; change the program, not this file.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags = {
    Name = "dev"
  }
}

# Nothing is allowed by a group that nobody chose.
resource "aws_default_security_group" "none" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "dev-none"
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "dev-internet"
  }
}
