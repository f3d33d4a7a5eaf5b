# Written by bastide from the program; change the program, not this file.

output "aws_route_table_app_id" {
  value = aws_route_table.app.id
}

output "aws_security_group_balancer-payments-internal_id" {
  value = aws_security_group.balancer-payments-internal.id
}

output "aws_security_group_service-payments_id" {
  value = aws_security_group.service-payments.id
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

output "aws_vpc_main_id" {
  value = aws_vpc.main.id
}
