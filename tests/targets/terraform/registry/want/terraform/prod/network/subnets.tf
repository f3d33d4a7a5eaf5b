# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "public-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.1.0/24"
  availability_zone = "us-west-2a"
  tags = {
    Name = "prod-public-a"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "public-a" {
  subnet_id      = aws_subnet.public-a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "public-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.2.0/24"
  availability_zone = "us-west-2b"
  tags = {
    Name = "prod-public-b"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "public-b" {
  subnet_id      = aws_subnet.public-b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.11.0/24"
  availability_zone = "us-west-2a"
  tags = {
    Name = "prod-app-a"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "app-a" {
  subnet_id      = aws_subnet.app-a.id
  route_table_id = aws_route_table.app-a.id
}

resource "aws_subnet" "app-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.12.0/24"
  availability_zone = "us-west-2b"
  tags = {
    Name = "prod-app-b"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "app-b" {
  subnet_id      = aws_subnet.app-b.id
  route_table_id = aws_route_table.app-b.id
}
