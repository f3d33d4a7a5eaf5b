# Written by bastide from the program; change the program, not this file.

moved {
  from = aws_db_subnet_group.purchases
  to   = aws_db_subnet_group.orders
}

moved {
  from = aws_rds_cluster_parameter_group.purchases
  to   = aws_rds_cluster_parameter_group.orders
}

moved {
  from = aws_rds_cluster.purchases
  to   = aws_rds_cluster.orders
}

moved {
  from = aws_rds_cluster_instance.purchases-first
  to   = aws_rds_cluster_instance.orders-first
}
