# Written by bastide from the program; change the program, not this file.

resource "aws_ssm_parameter" "shop-orders-host" {
  name        = "/acme/lab/web/purchases-host"
  description = "Where shop finds orders"
  type        = "SecureString"
  key_id      = "alias/aws/ssm"
  value       = data.terraform_remote_state.dev_data.outputs.aws_rds_cluster_orders_endpoint
}
