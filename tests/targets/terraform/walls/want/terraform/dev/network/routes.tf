# Written by bastide from the program; change the program, not this file.

resource "aws_eip" "nat-a" {
  domain = "vpc"
  tags = {
    Name = "dev-nat-a"
  }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "nat-a" {
  allocation_id = aws_eip.nat-a.id
  subnet_id     = aws_subnet.public-a.id
  tags = {
    Name = "dev-nat-a"
  }
  depends_on = [aws_internet_gateway.main]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "dev-public"
  }
}

resource "aws_route" "public-internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "dev-app"
  }
}

resource "aws_route" "app-nat" {
  route_table_id         = aws_route_table.app.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat-a.id
}

resource "aws_route_table" "data" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "dev-data"
  }
}

resource "aws_route_table" "alone" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "dev-alone"
  }
}
