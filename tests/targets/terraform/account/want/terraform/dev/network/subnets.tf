# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.11.0/24"
  availability_zone = "eu-west-1a"
  tags = {
    Name = "dev-app-a"
  }
}

resource "aws_route_table_association" "app-a" {
  subnet_id      = aws_subnet.app-a.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "app-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.30.12.0/24"
  availability_zone = "eu-west-1b"
  tags = {
    Name = "dev-app-b"
  }
}

resource "aws_route_table_association" "app-b" {
  subnet_id      = aws_subnet.app-b.id
  route_table_id = aws_route_table.app.id
}
