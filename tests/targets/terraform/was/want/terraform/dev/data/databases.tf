# Written by bastide from the program; change the program, not this file.

resource "aws_db_subnet_group" "orders" {
  name = "lab-purchases"
  subnet_ids = [
    data.terraform_remote_state.dev_network.outputs.aws_subnet_data-a_id,
    data.terraform_remote_state.dev_network.outputs.aws_subnet_data-b_id,
  ]
}

resource "aws_rds_cluster_parameter_group" "orders" {
  # Another family is another group: the old one goes when nothing has it any more.
  name   = "lab-purchases-aurora-postgresql16"
  family = "aurora-postgresql16"

  parameter {
    name         = "rds.force_ssl"
    value        = "1"
    apply_method = "pending-reboot"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_rds_cluster" "orders" {
  # checkov:skip=CKV2_AWS_8:backup_retention_period keeps every moment of so many days (Amazon Aurora user guide, Backing up and restoring)
  cluster_identifier                  = "lab-purchases"
  engine                              = "aurora-postgresql"
  engine_version                      = "16.6"
  allow_major_version_upgrade         = true
  port                                = 5432
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = aws_kms_key.stores.arn
  iam_database_authentication_enabled = true
  db_subnet_group_name                = aws_db_subnet_group.orders.name
  vpc_security_group_ids = [
    data.terraform_remote_state.dev_network.outputs.aws_security_group_store-orders_id,
  ]
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.stores.arn
  backup_retention_period         = 7
  copy_tags_to_snapshot           = true
  delete_automated_backups        = false
  deletion_protection             = false
  skip_final_snapshot             = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
  master_username                 = "keeper"
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.orders.name
  tags = {
    Name = "lab-purchases"
  }
}

resource "aws_rds_cluster_instance" "orders-first" {
  # checkov:skip=CKV_AWS_226:engine_version is whole: a newer one is for the program to say
  identifier                      = "lab-purchases-first"
  cluster_identifier              = aws_rds_cluster.orders.id
  engine                          = aws_rds_cluster.orders.engine
  instance_class                  = "db.r7g.large"
  publicly_accessible             = false
  auto_minor_version_upgrade      = false
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.stores.arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
}

resource "aws_iam_role" "monitoring" {
  name = "lab-database-monitoring"
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
