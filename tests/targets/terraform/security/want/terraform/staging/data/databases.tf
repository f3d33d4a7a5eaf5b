# Written by bastide from the program; change the program, not this file.

resource "aws_db_subnet_group" "orders" {
  name       = "staging-orders"
  subnet_ids = [data.terraform_remote_state.staging_network.outputs.aws_subnet_data-a_id]
}

resource "aws_db_parameter_group" "orders" {
  # Another family is another group: the old one goes when nothing has it any more.
  name   = "staging-orders-postgres16"
  family = "postgres16"

  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "orders" {
  # checkov:skip=CKV_AWS_157:no standby is declared; backup_retention_period says what outlives a zone
  # checkov:skip=CKV_AWS_293:staging is not kept, and may be destroyed (Amazon RDS user guide, Deleting a DB instance)
  identifier                          = "staging-orders"
  engine                              = "postgres"
  engine_version                      = "16"
  allow_major_version_upgrade         = true
  port                                = 5432
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = aws_kms_key.stores.arn
  iam_database_authentication_enabled = true
  db_subnet_group_name                = aws_db_subnet_group.orders.name
  vpc_security_group_ids = [
    data.terraform_remote_state.staging_network.outputs.aws_security_group_store-orders_id,
  ]
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.stores.arn
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
  parameter_group_name            = aws_db_parameter_group.orders.name
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.stores.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  tags = {
    Name = "staging-orders"
  }
}

resource "aws_iam_role" "monitoring" {
  name = "staging-database-monitoring"
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
