# Written by bastide from the program; change the program, not this file.

output "aws_rds_cluster_orders_endpoint" {
  value = aws_rds_cluster.orders.endpoint
}
