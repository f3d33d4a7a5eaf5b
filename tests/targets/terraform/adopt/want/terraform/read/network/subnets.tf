# Written by bastide from the program; change the program, not this file.

data "aws_subnet" "app-a" {
  vpc_id            = data.aws_vpc.main.id
  cidr_block        = "10.20.11.0/24"
  availability_zone = "us-east-1a"
}

data "aws_subnet" "app-b" {
  vpc_id            = data.aws_vpc.main.id
  cidr_block        = "10.20.12.0/24"
  availability_zone = "us-east-1b"
}

data "aws_subnet" "data-a" {
  id                = "subnet-0aaaaaaaaaaaaaaaa"
  vpc_id            = data.aws_vpc.main.id
  cidr_block        = "10.20.21.0/24"
  availability_zone = "us-east-1a"
}

data "aws_subnet" "data-b" {
  id                = "subnet-0bbbbbbbbbbbbbbbb"
  vpc_id            = data.aws_vpc.main.id
  cidr_block        = "10.20.22.0/24"
  availability_zone = "us-east-1b"
}
