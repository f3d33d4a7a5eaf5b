# Written by bastide from the program; change the program, not this file.

output "aws_route_table_app_id" {
  value = aws_route_table.app.id
}

output "aws_security_group_balancer-cards-internal_id" {
  value = aws_security_group.balancer-cards-internal.id
}

output "aws_security_group_service-cards_id" {
  value = aws_security_group.service-cards.id
}

output "aws_subnet_app-a_id" {
  value = aws_subnet.app-a.id
}

output "aws_vpc_main_id" {
  value = aws_vpc.main.id
}
