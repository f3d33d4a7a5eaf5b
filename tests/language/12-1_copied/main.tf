resource "aws_route" "hole" {}
