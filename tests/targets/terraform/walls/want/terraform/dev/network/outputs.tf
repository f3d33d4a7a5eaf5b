# Written by bastide from the program; change the program, not this file.

output "aws_route_table_app_id" {
  value = aws_route_table.app.id
}

output "aws_security_group_balancer-shop-public_id" {
  value = aws_security_group.balancer-shop-public.id
}

output "aws_security_group_control-plane_id" {
  value = aws_security_group.control-plane.id
}

output "aws_security_group_nodes_id" {
  value = aws_security_group.nodes.id
}

output "aws_security_group_service-shop_id" {
  value = aws_security_group.service-shop.id
}

output "aws_security_group_store-orders_id" {
  value = aws_security_group.store-orders.id
}

output "aws_subnet_app-a_id" {
  value = aws_subnet.app-a.id
}

output "aws_subnet_app-b_id" {
  value = aws_subnet.app-b.id
}

output "aws_subnet_app-c_id" {
  value = aws_subnet.app-c.id
}

output "aws_subnet_data-a_id" {
  value = aws_subnet.data-a.id
}

output "aws_subnet_data-b_id" {
  value = aws_subnet.data-b.id
}

output "aws_subnet_data-c_id" {
  value = aws_subnet.data-c.id
}

output "aws_subnet_public-a_id" {
  value = aws_subnet.public-a.id
}

output "aws_subnet_public-b_id" {
  value = aws_subnet.public-b.id
}

output "aws_subnet_public-c_id" {
  value = aws_subnet.public-c.id
}

output "aws_vpc_main_id" {
  value = aws_vpc.main.id
}
