# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.public.id, aws_route_table.app.id, aws_route_table.data.id]
  tags = {
    Name = "farm-endpoints"
    Cost = "cards"
  }
}
