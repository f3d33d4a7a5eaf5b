# Written by bastide from the program; change the program, not this file.

output "aws_security_group_balancer-parts-internal_id" {
  value = aws_security_group.balancer-parts-internal.id
}

output "aws_security_group_service-parts_id" {
  value = aws_security_group.service-parts.id
}

output "aws_subnet_app-a_id" {
  value = aws_subnet.app-a.id
}

output "aws_vpc_main_id" {
  value = aws_vpc.main.id
}
