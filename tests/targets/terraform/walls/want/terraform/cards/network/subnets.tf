# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.11.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "cards-app-a"
  }
}

resource "aws_route_table_association" "app-a" {
  subnet_id      = aws_subnet.app-a.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "app-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.12.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "cards-app-b"
  }
}

resource "aws_route_table_association" "app-b" {
  subnet_id      = aws_subnet.app-b.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "app-c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.13.0/24"
  availability_zone = "us-east-1c"
  tags = {
    Name = "cards-app-c"
  }
}

resource "aws_route_table_association" "app-c" {
  subnet_id      = aws_subnet.app-c.id
  route_table_id = aws_route_table.app.id
}
