# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.11.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "taken-app-a"
  }
}

resource "aws_route_table_association" "app-a" {
  subnet_id      = aws_subnet.app-a.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "app-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.12.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "taken-app-b"
  }
}

resource "aws_route_table_association" "app-b" {
  subnet_id      = aws_subnet.app-b.id
  route_table_id = aws_route_table.app.id
}

import {
  to = aws_subnet.data-a
  id = "subnet-0cccccccccccccccc"
}

resource "aws_subnet" "data-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.21.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "taken-data-a"
  }
}

resource "aws_route_table_association" "data-a" {
  subnet_id      = aws_subnet.data-a.id
  route_table_id = aws_route_table.data.id
}

import {
  to = aws_subnet.data-b
  id = "subnet-0dddddddddddddddd"
}

resource "aws_subnet" "data-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.21.22.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "taken-data-b"
  }
}

resource "aws_route_table_association" "data-b" {
  subnet_id      = aws_subnet.data-b.id
  route_table_id = aws_route_table.data.id
}
