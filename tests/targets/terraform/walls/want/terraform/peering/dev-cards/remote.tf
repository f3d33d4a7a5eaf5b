# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "dev_network" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "dev/network/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "cards_network" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "cards/network/terraform.tfstate"
    region = "us-east-1"
  }
}
