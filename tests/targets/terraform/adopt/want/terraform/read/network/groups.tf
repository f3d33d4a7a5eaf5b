# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in read/services/hosts.tf
  name                   = "read-service-shop"
  description            = "Service shop"
  vpc_id                 = data.aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "read-service-shop"
  }
}

resource "aws_security_group" "store-orders" {
  # checkov:skip=CKV2_AWS_5:carried in read/data/databases.tf
  name                   = "read-store-orders"
  description            = "Store orders"
  vpc_id                 = data.aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "read-store-orders"
  }
}
