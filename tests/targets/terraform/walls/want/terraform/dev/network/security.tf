# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "service-shop-to-store-orders-5432" {
  security_group_id            = aws_security_group.service-shop.id
  referenced_security_group_id = aws_security_group.store-orders.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  description                  = "shop to orders"
}

resource "aws_vpc_security_group_ingress_rule" "store-orders-from-service-shop-5432" {
  security_group_id            = aws_security_group.store-orders.id
  referenced_security_group_id = aws_security_group.service-shop.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  description                  = "shop to orders"
}

resource "aws_vpc_security_group_ingress_rule" "balancer-shop-public-from-anywhere-443" {
  security_group_id = aws_security_group.balancer-shop-public.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "internet to shop"
}

resource "aws_vpc_security_group_egress_rule" "balancer-shop-public-to-service-shop-8080" {
  security_group_id            = aws_security_group.balancer-shop-public.id
  referenced_security_group_id = aws_security_group.service-shop.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "public balancer to shop"
}

resource "aws_vpc_security_group_ingress_rule" "service-shop-from-balancer-shop-public-8080" {
  security_group_id            = aws_security_group.service-shop.id
  referenced_security_group_id = aws_security_group.balancer-shop-public.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  description                  = "public balancer to shop"
}
