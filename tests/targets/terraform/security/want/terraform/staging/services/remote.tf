# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "staging_network" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "staging/network/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "staging_data" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "staging/data/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "staging_cluster" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "staging/cluster/terraform.tfstate"
    region = "us-east-1"
  }
}
