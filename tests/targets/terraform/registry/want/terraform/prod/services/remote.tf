# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "account_222222222222" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "account/222222222222/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "github_acme" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "github/acme/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "prod_cluster" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "prod/cluster/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "prod_network" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "prod/network/terraform.tfstate"
    region = "us-east-1"
  }
}
