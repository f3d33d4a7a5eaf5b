# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  name                   = "prod-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "prod-service-shop"
  }
}

resource "aws_security_group" "control-plane" {
  name                   = "prod-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "prod-control-plane"
  }
}

resource "aws_security_group" "nodes" {
  name                   = "prod-nodes"
  description            = "Nodes of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "prod-nodes"
  }
}
