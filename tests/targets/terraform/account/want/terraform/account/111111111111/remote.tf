# Written by bastide from the program; change the program, not this file.

data "terraform_remote_state" "production_data" {
  backend = "s3"
  config = {
    bucket = "acme-terraform-state"
    key    = "production/data/terraform.tfstate"
    region = "us-east-1"
  }
}
