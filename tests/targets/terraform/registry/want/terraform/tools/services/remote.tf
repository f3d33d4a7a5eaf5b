# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "account_111111111111" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "account/111111111111/terraform.tfstate"
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

data "terraform_remote_state" "tools_cluster" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "tools/cluster/terraform.tfstate"
    region = "us-east-1"
  }
}

data "terraform_remote_state" "tools_network" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "tools/network/terraform.tfstate"
    region = "us-east-1"
  }
}
