# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "nodes-to-control-plane-443" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.control-plane.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "the interface of the cluster"
}

resource "aws_vpc_security_group_ingress_rule" "control-plane-from-nodes-443" {
  security_group_id            = aws_security_group.control-plane.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "the interface of the cluster"
}

resource "aws_vpc_security_group_egress_rule" "control-plane-to-nodes-9443" {
  security_group_id            = aws_security_group.control-plane.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 9443
  to_port                      = 9443
  description                  = "checks of what balancers are bound to"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-control-plane-9443" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.control-plane.id
  ip_protocol                  = "tcp"
  from_port                    = 9443
  to_port                      = 9443
  description                  = "checks of what balancers are bound to"
}

resource "aws_vpc_security_group_egress_rule" "control-plane-to-nodes-10250" {
  security_group_id            = aws_security_group.control-plane.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
  description                  = "logs and health of pods"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-control-plane-10250" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.control-plane.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
  description                  = "logs and health of pods"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-nodes-53" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names with long answers"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-nodes-53" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names with long answers"
}

resource "aws_vpc_security_group_egress_rule" "service-shop-to-nodes-53" {
  security_group_id            = aws_security_group.service-shop.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names with long answers"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-service-shop-53" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.service-shop.id
  ip_protocol                  = "tcp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names with long answers"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-nodes-53-udp" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "udp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-nodes-53-udp" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "udp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-nodes-10250" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
  description                  = "measurements of nodes and pods"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-nodes-10250" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
  description                  = "measurements of nodes and pods"
}

resource "aws_vpc_security_group_egress_rule" "service-shop-to-nodes-53-udp" {
  security_group_id            = aws_security_group.service-shop.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "udp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-service-shop-53-udp" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.service-shop.id
  ip_protocol                  = "udp"
  from_port                    = 53
  to_port                      = 53
  description                  = "names"
}

resource "aws_vpc_security_group_egress_rule" "control-plane-to-nodes-443" {
  security_group_id            = aws_security_group.control-plane.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "checks of what is written, asked in pods"
}

resource "aws_vpc_security_group_ingress_rule" "nodes-from-control-plane-443" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.control-plane.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "checks of what is written, asked in pods"
}

resource "aws_vpc_security_group_egress_rule" "nodes-to-service-shop-8080" {
  security_group_id            = aws_security_group.nodes.id
  referenced_security_group_id = aws_security_group.service-shop.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "health of shop"
}

resource "aws_vpc_security_group_ingress_rule" "service-shop-from-nodes-8080" {
  security_group_id            = aws_security_group.service-shop.id
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "health of shop"
}
