# Written by bastide from the program; change the program, not this file.

resource "aws_vpc_peering_connection" "main" {
  provider      = aws.requester
  vpc_id        = data.terraform_remote_state.production_network.outputs.aws_vpc_main_id
  peer_vpc_id   = data.terraform_remote_state.production-pci_network.outputs.aws_vpc_main_id
  peer_owner_id = "222222222222"
  peer_region   = "eu-west-1"
  tags = {
    Name = "production-production-pci"
  }
}

resource "aws_vpc_peering_connection_accepter" "main" {
  provider                  = aws.accepter
  vpc_peering_connection_id = aws_vpc_peering_connection.main.id
  auto_accept               = true
  tags = {
    Name = "production-production-pci"
  }
}

# Options can be set only once the connection is active.
resource "aws_vpc_peering_connection_options" "requester" {
  provider                  = aws.requester
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection_options" "accepter" {
  provider                  = aws.accepter
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}
