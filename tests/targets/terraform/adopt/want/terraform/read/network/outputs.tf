# Written by bastide from the program; change the program, not this file.

output "aws_security_group_service-shop_id" {
  value = aws_security_group.service-shop.id
}

output "aws_security_group_store-orders_id" {
  value = aws_security_group.store-orders.id
}

output "data_aws_subnet_app-a_id" {
  value = data.aws_subnet.app-a.id
}

output "data_aws_subnet_app-b_id" {
  value = data.aws_subnet.app-b.id
}

output "data_aws_subnet_data-a_id" {
  value = data.aws_subnet.data-a.id
}

output "data_aws_subnet_data-b_id" {
  value = data.aws_subnet.data-b.id
}
