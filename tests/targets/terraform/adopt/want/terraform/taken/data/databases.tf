# Written by bastide from the program; change the program, not this file.

resource "aws_db_subnet_group" "orders" {
  name = "taken-orders"
  subnet_ids = [
    data.terraform_remote_state.taken_network.outputs.aws_subnet_data-a_id,
    data.terraform_remote_state.taken_network.outputs.aws_subnet_data-b_id,
  ]
}

import {
  to = aws_db_instance.orders
  id = "orders-db"
}

resource "aws_db_instance" "orders" {
  # checkov:skip=CKV_AWS_157:no standby is declared; backup_retention_period says what outlives a zone
  # checkov:skip=CKV_AWS_293:taken is not kept, and may be destroyed (Amazon RDS user guide, Deleting a DB instance)
  identifier                          = "orders-db"
  engine                              = "postgres"
  engine_version                      = "16"
  allow_major_version_upgrade         = true
  port                                = 5432
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = aws_kms_key.key-vault.arn
  iam_database_authentication_enabled = true
  db_subnet_group_name                = aws_db_subnet_group.orders.name
  vpc_security_group_ids = [
    data.terraform_remote_state.taken_network.outputs.aws_security_group_store-orders_id,
  ]
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.key-vault.arn
  backup_retention_period         = 7
  copy_tags_to_snapshot           = true
  delete_automated_backups        = false
  deletion_protection             = false
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  username                        = "keeper"
  instance_class                  = "db.m7g.large"
  storage_type                    = "gp3"
  allocated_storage               = 100
  multi_az                        = false
  publicly_accessible             = false
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.key-vault.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  tags = {
    Name = "taken-orders"
  }

  lifecycle {
    ignore_changes = [
      username,
      kms_key_id,
      storage_encrypted,
      db_subnet_group_name,
      manage_master_user_password,
      master_user_secret_kms_key_id,
      storage_type,
      port,
      performance_insights_enabled,
      performance_insights_kms_key_id,
      monitoring_interval,
      monitoring_role_arn,
      deletion_protection,
      backup_retention_period,
      allocated_storage,
      instance_class,
      multi_az,
    ]
  }
}

resource "aws_iam_role" "monitoring" {
  name = "taken-database-monitoring"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "monitoring.rds.amazonaws.com"
        }
        Action = "sts:AssumeRole"
        Condition = {
          StringEquals = {
            "aws:SourceAccount" = "111111111111"
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
