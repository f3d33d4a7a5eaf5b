# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in dev/services/objects.tf
  name                   = "dev-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-service-shop"
  }
}

resource "aws_security_group" "balancer-shop-public" {
  # checkov:skip=CKV2_AWS_5:carried in dev/services/balancers.tf
  name                   = "dev-balancer-shop-public"
  description            = "Balancer of shop for the internet"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-balancer-shop-public"
  }
}

resource "aws_security_group" "store-orders" {
  # checkov:skip=CKV2_AWS_5:carried in dev/data/databases.tf
  name                   = "dev-store-orders"
  description            = "Store orders"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-store-orders"
  }
}

resource "aws_security_group" "bastion-public" {
  # checkov:skip=CKV2_AWS_5:carried in no root, but by the host that the rules of administration.tf are for
  name                   = "dev-bastion-public"
  description            = "Hosts in public that administrators pass"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-bastion-public"
  }
}

resource "aws_security_group" "control-plane" {
  # checkov:skip=CKV2_AWS_5:carried in dev/cluster/control-plane.tf
  name                   = "dev-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-control-plane"
  }
}

resource "aws_security_group" "nodes" {
  # checkov:skip=CKV2_AWS_5:carried in dev/cluster/nodes.tf
  name                   = "dev-nodes"
  description            = "Nodes of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-nodes"
  }
}

resource "aws_security_group" "endpoints" {
  name                   = "dev-endpoints"
  description            = "Endpoints of the platform"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-endpoints"
  }
}
