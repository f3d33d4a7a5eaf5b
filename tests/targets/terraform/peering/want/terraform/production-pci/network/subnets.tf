# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.11.0/24"
  availability_zone = "eu-west-1a"
  tags = {
    Name = "production-pci-app-a"
  }
}

resource "aws_route_table_association" "app-a" {
  subnet_id      = aws_subnet.app-a.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "data-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.21.0/24"
  availability_zone = "eu-west-1a"
  tags = {
    Name = "production-pci-data-a"
  }
}

resource "aws_route_table_association" "data-a" {
  subnet_id      = aws_subnet.data-a.id
  route_table_id = aws_route_table.data.id
}
