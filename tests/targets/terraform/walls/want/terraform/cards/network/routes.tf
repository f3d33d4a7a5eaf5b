# Written by bastide from the program; change the program, not this file.

resource "aws_route_table" "app" {
  vpc_id = aws_vpc.main.id
  tags = {
    Name = "cards-app"
  }
}
