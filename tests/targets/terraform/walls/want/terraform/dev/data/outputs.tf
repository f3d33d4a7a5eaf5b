# Written by bastide from the program; change the program, not this file.

output "aws_db_instance_orders_address" {
  value = aws_db_instance.orders.address
}
