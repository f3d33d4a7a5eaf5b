# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in one/services/hosts.tf
  name                   = "one-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "one-service-shop"
  }
}
