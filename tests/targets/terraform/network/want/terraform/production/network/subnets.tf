# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "public-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.20.1.0/24"
  availability_zone = "eu-west-1a"
  tags = {
    Name = "production-public-a"
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
  cidr_block        = "10.20.2.0/24"
  availability_zone = "eu-west-1b"
  tags = {
    Name = "production-public-b"
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
  cidr_block        = "10.20.11.0/24"
  availability_zone = "eu-west-1a"
  tags = {
    Name = "production-app-a"
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
  cidr_block        = "10.20.12.0/24"
  availability_zone = "eu-west-1b"
  tags = {
    Name = "production-app-b"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "app-b" {
  subnet_id      = aws_subnet.app-b.id
  route_table_id = aws_route_table.app-b.id
}

resource "aws_subnet" "data-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.1.0/24"
  availability_zone = "eu-west-1a"
  tags = {
    Name = "production-data-a"
  }
  depends_on = [aws_vpc_ipv4_cidr_block_association.n10-21-0-0-16]

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "data-a" {
  subnet_id      = aws_subnet.data-a.id
  route_table_id = aws_route_table.data.id
}

resource "aws_subnet" "data-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.2.0/24"
  availability_zone = "eu-west-1b"
  tags = {
    Name = "production-data-b"
  }
  depends_on = [aws_vpc_ipv4_cidr_block_association.n10-21-0-0-16]

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_route_table_association" "data-b" {
  subnet_id      = aws_subnet.data-b.id
  route_table_id = aws_route_table.data.id
}
