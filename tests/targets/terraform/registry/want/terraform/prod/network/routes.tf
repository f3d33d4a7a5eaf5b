# Written by bastide from the program; change the program, not this file.

resource "aws_eip" "nat-a" {
  domain = "vpc"
  tags = {
    Name = "prod-nat-a"
  }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "nat-a" {
  allocation_id = aws_eip.nat-a.id
  subnet_id     = aws_subnet.public-a.id
  tags = {
    Name = "prod-nat-a"
  }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_eip" "nat-b" {
  domain = "vpc"
  tags = {
    Name = "prod-nat-b"
  }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "nat-b" {
  allocation_id = aws_eip.nat-b.id
  subnet_id     = aws_subnet.public-b.id
  tags = {
    Name = "prod-nat-b"
  }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "prod-public"
  }
}

resource "aws_route" "public-internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table" "app-a" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "prod-app-a"
  }
}

resource "aws_route" "app-a-nat" {
  route_table_id         = aws_route_table.app-a.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat-a.id
}

resource "aws_route_table" "app-b" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "prod-app-b"
  }
}

resource "aws_route" "app-b-nat" {
  route_table_id         = aws_route_table.app-b.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat-b.id
}
