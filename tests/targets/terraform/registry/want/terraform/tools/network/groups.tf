# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-batch" {
  # checkov:skip=CKV2_AWS_5:carried in tools/services/hosts.tf
  name                   = "tools-service-batch"
  description            = "Service batch"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "tools-service-batch"
  }
}

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in tools/services/objects.tf
  name                   = "tools-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "tools-service-shop"
  }
}

resource "aws_security_group" "control-plane" {
  # checkov:skip=CKV2_AWS_5:carried in tools/cluster/control-plane.tf
  name                   = "tools-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "tools-control-plane"
  }
}

resource "aws_security_group" "nodes" {
  # checkov:skip=CKV2_AWS_5:carried in tools/cluster/nodes.tf
  name                   = "tools-nodes"
  description            = "Nodes of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "tools-nodes"
  }
}
