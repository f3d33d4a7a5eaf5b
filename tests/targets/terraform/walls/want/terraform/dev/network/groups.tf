# Written by bastide from the program; change the program, not this file.

resource "aws_security_group" "service-shop" {
  name                   = "dev-service-shop"
  description            = "Service shop"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-service-shop"
  }
}

resource "aws_security_group" "balancer-shop-public" {
  name                   = "dev-balancer-shop-public"
  description            = "Balancer of shop for the internet"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-balancer-shop-public"
  }
}

resource "aws_security_group" "store-orders" {
  name                   = "dev-store-orders"
  description            = "Store orders"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-store-orders"
  }
}

resource "aws_security_group" "bastion-public" {
  name                   = "dev-bastion-public"
  description            = "Hosts in public that administrators pass"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-bastion-public"
  }
}

resource "aws_security_group" "control-plane" {
  name                   = "dev-control-plane"
  description            = "Control plane of the cluster"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  tags = {
    Name = "dev-control-plane"
  }
}

resource "aws_security_group" "nodes" {
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
