# Written by bastide from the program; change the program, not this file.

resource "aws_ssm_parameter" "shop-orders-host" {
  name        = "/acme/taken/shop/orders-host"
  description = "Where shop finds orders"
  type        = "SecureString"
  key_id      = "alias/aws/ssm"
  value       = data.terraform_remote_state.taken_data.outputs.aws_db_instance_orders_address
}
