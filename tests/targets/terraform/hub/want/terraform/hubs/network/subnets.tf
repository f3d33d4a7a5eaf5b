# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "hubs-app-a"
  }
}

resource "aws_route_table_association" "app-a" {
  subnet_id      = aws_subnet.app-a.id
  route_table_id = aws_route_table.app.id
}
