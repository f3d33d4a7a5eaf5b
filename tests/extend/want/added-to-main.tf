
resource "aws_vpc_dhcp_options" "names" {
  domain_name         = "dev.internal"
  domain_name_servers = ["AmazonProvidedDNS"]
  tags = {
    Name = "dev-names"
    Cost = "cards"
  }
}

resource "aws_vpc_dhcp_options_association" "names" {
  vpc_id          = aws_vpc.main.id
  dhcp_options_id = aws_vpc_dhcp_options.names.id
}
