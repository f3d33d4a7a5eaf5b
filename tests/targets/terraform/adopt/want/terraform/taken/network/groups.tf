# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in taken/services/hosts.tf
  name                   = "taken-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "taken-service-shop"
  }
}

resource "aws_security_group" "store-orders" {
  # checkov:skip=CKV2_AWS_5:carried in taken/data/databases.tf
  name                   = "taken-store-orders"
  description            = "Store orders"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "taken-store-orders"
  }
}
