# Written by bastide from the program; change the program, not this file.

resource "aws_subnet" "public-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "dev-public-a"
  }
}

resource "aws_route_table_association" "public-a" {
  subnet_id      = aws_subnet.public-a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "public-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "dev-public-b"
  }
}

resource "aws_route_table_association" "public-b" {
  subnet_id      = aws_subnet.public-b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "public-c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.3.0/24"
  availability_zone = "us-east-1c"
  tags = {
    Name = "dev-public-c"
  }
}

resource "aws_route_table_association" "public-c" {
  subnet_id      = aws_subnet.public-c.id
  route_table_id = aws_route_table.public.id
}

resource "aws_subnet" "app-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.11.0/24"
  availability_zone = "us-east-1a"
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
  cidr_block        = "10.0.12.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "dev-app-b"
  }
}

resource "aws_route_table_association" "app-b" {
  subnet_id      = aws_subnet.app-b.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "app-c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.13.0/24"
  availability_zone = "us-east-1c"
  tags = {
    Name = "dev-app-c"
  }
}

resource "aws_route_table_association" "app-c" {
  subnet_id      = aws_subnet.app-c.id
  route_table_id = aws_route_table.app.id
}

resource "aws_subnet" "data-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.21.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "dev-data-a"
  }
}

resource "aws_route_table_association" "data-a" {
  subnet_id      = aws_subnet.data-a.id
  route_table_id = aws_route_table.data.id
}

resource "aws_subnet" "data-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.22.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "dev-data-b"
  }
}

resource "aws_route_table_association" "data-b" {
  subnet_id      = aws_subnet.data-b.id
  route_table_id = aws_route_table.data.id
}

resource "aws_subnet" "data-c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.23.0/24"
  availability_zone = "us-east-1c"
  tags = {
    Name = "dev-data-c"
  }
}

resource "aws_route_table_association" "data-c" {
  subnet_id      = aws_subnet.data-c.id
  route_table_id = aws_route_table.data.id
}

resource "aws_subnet" "alone-a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.31.0/24"
  availability_zone = "us-east-1a"
  tags = {
    Name = "dev-alone-a"
  }
}

resource "aws_route_table_association" "alone-a" {
  subnet_id      = aws_subnet.alone-a.id
  route_table_id = aws_route_table.alone.id
}

resource "aws_subnet" "alone-b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.32.0/24"
  availability_zone = "us-east-1b"
  tags = {
    Name = "dev-alone-b"
  }
}

resource "aws_route_table_association" "alone-b" {
  subnet_id      = aws_subnet.alone-b.id
  route_table_id = aws_route_table.alone.id
}

resource "aws_subnet" "alone-c" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.33.0/24"
  availability_zone = "us-east-1c"
  tags = {
    Name = "dev-alone-c"
  }
}

resource "aws_route_table_association" "alone-c" {
  subnet_id      = aws_subnet.alone-c.id
  route_table_id = aws_route_table.alone.id
}
