# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "production-service-shop-to-legacy-balancer-ledger-internal-a-443" {
  provider          = aws.requester
  security_group_id = data.terraform_remote_state.production_network.outputs.aws_security_group_service-shop_id
  cidr_ipv4         = "10.30.11.0/24"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "shop to ledger"
}
