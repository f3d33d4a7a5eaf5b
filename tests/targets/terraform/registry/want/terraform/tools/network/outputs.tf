# Written by bastide from the program; change the program, not this file.

output "aws_security_group_control-plane_id" {
  value = aws_security_group.control-plane.id
}

output "aws_security_group_nodes_id" {
  value = aws_security_group.nodes.id
}

output "aws_security_group_service-batch_id" {
  value = aws_security_group.service-batch.id
}

output "aws_security_group_service-shop_id" {
  value = aws_security_group.service-shop.id
}

output "aws_subnet_app-a_id" {
  value = aws_subnet.app-a.id
}

output "aws_subnet_app-b_id" {
  value = aws_subnet.app-b.id
}
