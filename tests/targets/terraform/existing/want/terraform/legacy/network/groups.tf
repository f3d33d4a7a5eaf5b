# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-ledger" {
  # checkov:skip=CKV2_AWS_5:carried in legacy/services/hosts.tf
  name                   = "legacy-service-ledger"
  description            = "Service ledger"
  vpc_id                 = data.aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "legacy-service-ledger"
  }
}

resource "aws_security_group" "balancer-ledger-internal" {
  # checkov:skip=CKV2_AWS_5:carried in legacy/services/balancers.tf
  name                   = "legacy-balancer-ledger-internal"
  description            = "Balancer of ledger for callers inside"
  vpc_id                 = data.aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "legacy-balancer-ledger-internal"
  }
}
