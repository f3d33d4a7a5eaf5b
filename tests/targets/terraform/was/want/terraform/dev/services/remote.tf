# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "dev_network" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "lab/network/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "dev_data" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "lab/data/terraform.tfstate"
    region = "us-east-1"
  }
}
