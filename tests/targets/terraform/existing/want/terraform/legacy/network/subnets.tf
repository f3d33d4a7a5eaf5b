# Written by bastide from the program; change the program, not this file.

data "aws_subnet" "app-a" {
  vpc_id            = data.aws_vpc.main.id
  cidr_block        = "10.30.11.0/24"
  availability_zone = "us-east-1a"
}
