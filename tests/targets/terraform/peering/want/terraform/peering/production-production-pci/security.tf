# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_security_group_egress_rule" "production-service-shop-to-production-pci-balancer-cards-internal-a-443" {
  provider          = aws.requester
  security_group_id = data.terraform_remote_state.production_network.outputs.aws_security_group_service-shop_id
  cidr_ipv4         = "10.21.11.0/24"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "shop to cards"
}

resource "aws_vpc_security_group_ingress_rule" "production-pci-balancer-cards-internal-from-production-service-shop-a-443" {
  provider          = aws.accepter
  security_group_id = data.terraform_remote_state.production-pci_network.outputs.aws_security_group_balancer-cards-internal_id
  cidr_ipv4         = "10.20.11.0/24"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  description       = "shop to cards"
}
