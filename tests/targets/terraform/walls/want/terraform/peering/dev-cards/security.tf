# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "dev-service-shop-to-cards-balancer-payments-internal-443" {
  provider                     = aws.requester
  security_group_id            = data.terraform_remote_state.dev_network.outputs.aws_security_group_service-shop_id
  referenced_security_group_id = data.terraform_remote_state.cards_network.outputs.aws_security_group_balancer-payments-internal_id
  depends_on                   = [aws_vpc_peering_connection_accepter.main]
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "shop to payments"
}

resource "aws_vpc_security_group_ingress_rule" "cards-balancer-payments-internal-from-dev-service-shop-443" {
  provider                     = aws.accepter
  security_group_id            = data.terraform_remote_state.cards_network.outputs.aws_security_group_balancer-payments-internal_id
  referenced_security_group_id = data.terraform_remote_state.dev_network.outputs.aws_security_group_service-shop_id
  depends_on                   = [aws_vpc_peering_connection_accepter.main]
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  description                  = "shop to payments"
}
