# Written by bastide from the program; change the program, not this file.

moved {
  from = aws_security_group.service-web
  to   = aws_security_group.service-shop
}

moved {
  from = aws_security_group.store-purchases
  to   = aws_security_group.store-orders
}

moved {
  from = aws_route_table.run
  to   = aws_route_table.app
}

moved {
  from = aws_vpc_security_group_egress_rule.service-web-to-store-purchases-5432
  to   = aws_vpc_security_group_egress_rule.service-shop-to-store-orders-5432
}

moved {
  from = aws_vpc_security_group_ingress_rule.store-purchases-from-service-web-5432
  to   = aws_vpc_security_group_ingress_rule.store-orders-from-service-shop-5432
}

moved {
  from = aws_subnet.run-a
  to   = aws_subnet.app-a
}

moved {
  from = aws_route_table_association.run-a
  to   = aws_route_table_association.app-a
}

moved {
  from = aws_subnet.run-b
  to   = aws_subnet.app-b
}

moved {
  from = aws_route_table_association.run-b
  to   = aws_route_table_association.app-b
}
