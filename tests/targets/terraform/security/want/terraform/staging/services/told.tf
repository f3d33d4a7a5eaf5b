# Written by bastide from the program; change the program, not this file.

resource "aws_ssm_parameter" "parts-orders-host" {
  name        = "/acme/staging/parts/orders-host"
  description = "Where parts finds orders"
  type        = "SecureString"
  key_id      = "alias/aws/ssm"
  value       = data.terraform_remote_state.staging_data.outputs.aws_db_instance_orders_address
}
