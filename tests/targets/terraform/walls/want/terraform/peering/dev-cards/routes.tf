# Written by bastide from the program; change the program, not this file.

resource "aws_route" "dev-app-to-app-a" {
  provider                  = aws.requester
  route_table_id            = data.terraform_remote_state.dev_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.1.11.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}

resource "aws_route" "dev-app-to-app-b" {
  provider                  = aws.requester
  route_table_id            = data.terraform_remote_state.dev_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.1.12.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}

resource "aws_route" "dev-app-to-app-c" {
  provider                  = aws.requester
  route_table_id            = data.terraform_remote_state.dev_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.1.13.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}

resource "aws_route" "cards-app-to-app-a" {
  provider                  = aws.accepter
  route_table_id            = data.terraform_remote_state.cards_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.0.11.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}

resource "aws_route" "cards-app-to-app-b" {
  provider                  = aws.accepter
  route_table_id            = data.terraform_remote_state.cards_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.0.12.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}

resource "aws_route" "cards-app-to-app-c" {
  provider                  = aws.accepter
  route_table_id            = data.terraform_remote_state.cards_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.0.13.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}
