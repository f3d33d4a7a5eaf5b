# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "taken_network" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "taken/network/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "taken_data" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "taken/data/terraform.tfstate"
    region = "us-east-1"
  }
}
