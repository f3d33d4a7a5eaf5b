# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-parts" {
  # checkov:skip=CKV2_AWS_5:carried in staging/services/hosts.tf
  name                   = "staging-service-parts"
  description            = "Service parts"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-service-parts"
  }
}

resource "aws_security_group" "balancer-parts-internal" {
  # checkov:skip=CKV2_AWS_5:carried in staging/services/balancers.tf
  name                   = "staging-balancer-parts-internal"
  description            = "Balancer of parts for callers inside"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-balancer-parts-internal"
  }
}

resource "aws_security_group" "service-shop" {
  # checkov:skip=CKV2_AWS_5:carried in staging/services/objects.tf
  name                   = "staging-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-service-shop"
  }
}

resource "aws_security_group" "balancer-shop-public" {
  # checkov:skip=CKV2_AWS_5:carried in staging/services/balancers.tf
  name                   = "staging-balancer-shop-public"
  description            = "Balancer of shop for the internet"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-balancer-shop-public"
  }
}

resource "aws_security_group" "store-orders" {
  # checkov:skip=CKV2_AWS_5:carried in staging/data/databases.tf
  name                   = "staging-store-orders"
  description            = "Store orders"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-store-orders"
  }
}

resource "aws_security_group" "bastion-public" {
  # checkov:skip=CKV2_AWS_5:carried in no root, but by the host that the rules of administration.tf are for
  name                   = "staging-bastion-public"
  description            = "Hosts in public that administrators pass"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-bastion-public"
  }
}

resource "aws_security_group" "control-plane" {
  # checkov:skip=CKV2_AWS_5:carried in staging/cluster/control-plane.tf
  name                   = "staging-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-control-plane"
  }
}

resource "aws_security_group" "nodes" {
  # checkov:skip=CKV2_AWS_5:carried in staging/cluster/nodes.tf
  name                   = "staging-nodes"
  description            = "Nodes of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-nodes"
  }
}

resource "aws_security_group" "endpoints" {
  name                   = "staging-endpoints"
  description            = "Endpoints of the platform"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-endpoints"
  }
}
