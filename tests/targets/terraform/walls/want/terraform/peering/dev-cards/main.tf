# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_peering_connection" "main" {
  provider      = aws.requester
  vpc_id        = data.terraform_remote_state.dev_network.outputs.aws_vpc_main_id
  peer_vpc_id   = data.terraform_remote_state.cards_network.outputs.aws_vpc_main_id
  peer_owner_id = "111111111111"
  tags = {
    Name = "dev-cards"
  }
}

resource "aws_vpc_peering_connection_accepter" "main" {
  provider                  = aws.accepter
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
  auto_accept               = true
  tags = {
    Name = "dev-cards"
  }
}
