# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "dev_network" {
  backend = "s3"
  config = {
    bucket = "acme-state"
    key    = "lab/network/terraform.tfstate"
    region = "us-east-1"
  }
}
