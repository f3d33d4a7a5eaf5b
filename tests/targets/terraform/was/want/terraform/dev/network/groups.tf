# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in dev/services/hosts.tf
  name                   = "lab-service-web"
  description            = "Service web"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-service-shop"
  }
}

resource "aws_security_group" "store-orders" {
  # checkov:skip=CKV2_AWS_5:carried in dev/data/databases.tf
  name                   = "lab-store-purchases"
  description            = "Store purchases"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-store-orders"
  }
}
