# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in prod/services/objects.tf
  name                   = "prod-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "prod-service-shop"
  }
}

resource "aws_security_group" "control-plane" {
  # checkov:skip=CKV2_AWS_5:carried in prod/cluster/control-plane.tf
  name                   = "prod-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "prod-control-plane"
  }
}

resource "aws_security_group" "nodes" {
  # checkov:skip=CKV2_AWS_5:carried in prod/cluster/nodes.tf
  name                   = "prod-nodes"
  description            = "Nodes of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "prod-nodes"
  }
}
