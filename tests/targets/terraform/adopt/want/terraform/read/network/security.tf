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
