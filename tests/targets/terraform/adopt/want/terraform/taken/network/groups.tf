# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  name                   = "taken-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "taken-service-shop"
  }
}

resource "aws_security_group" "store-orders" {
  name                   = "taken-store-orders"
  description            = "Store orders"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "taken-store-orders"
  }
}
