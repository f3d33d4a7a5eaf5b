# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-parts" {
  name                   = "staging-service-parts"
  description            = "Service parts"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-service-parts"
  }
}

resource "aws_security_group" "balancer-parts-internal" {
  name                   = "staging-balancer-parts-internal"
  description            = "Balancer of parts for callers inside"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-balancer-parts-internal"
  }
}

resource "aws_security_group" "service-shop" {
  name                   = "staging-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-service-shop"
  }
}

resource "aws_security_group" "balancer-shop-public" {
  name                   = "staging-balancer-shop-public"
  description            = "Balancer of shop for the internet"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-balancer-shop-public"
  }
}

resource "aws_security_group" "store-orders" {
  name                   = "staging-store-orders"
  description            = "Store orders"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-store-orders"
  }
}

resource "aws_security_group" "bastion-public" {
  name                   = "staging-bastion-public"
  description            = "Hosts in public that administrators pass"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-bastion-public"
  }
}

resource "aws_security_group" "control-plane" {
  name                   = "staging-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "staging-control-plane"
  }
}

resource "aws_security_group" "nodes" {
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
