# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-desk" {
  # checkov:skip=CKV2_AWS_5:carried in production/services/hosts.tf
  name                   = "production-service-desk"
  description            = "Service desk"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "production-service-desk"
  }
}
