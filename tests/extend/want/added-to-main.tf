
resource "aws_vpc_dhcp_options" "names" {
  domain_name         = "dev.internal"
  domain_name_servers = ["AmazonProvidedDNS"]
  tags = {
    Name = "dev-names"
    Cost = "cards"
  }
}
