# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  name                   = "lab-service-web"
  description            = "Service web"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-service-shop"
  }
}

resource "aws_security_group" "store-orders" {
  name                   = "lab-store-purchases"
  description            = "Store purchases"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-store-orders"
  }
}
