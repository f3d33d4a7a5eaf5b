# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "read_network" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "read/network/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "read_data" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "read/data/terraform.tfstate"
    region = "us-east-1"
  }
}
