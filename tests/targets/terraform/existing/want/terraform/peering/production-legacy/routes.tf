# Written by bastide from the program; change the program, not this file.

# Managed elsewhere: the table of app in legacy needs a route to 10.20.11.0/24.
resource "aws_route" "production-app-to-app-a" {
  provider                  = aws.requester
  route_table_id            = data.terraform_remote_state.production_network.outputs.aws_route_table_app_id
  destination_cidr_block    = "10.30.11.0/24"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.main.id
}
