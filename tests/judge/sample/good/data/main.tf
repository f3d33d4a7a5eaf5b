terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0.0"
    }
  }

  backend "s3" {
    bucket = "sample-state"
    key    = "dev/data/terraform.tfstate"
    region = "us-east-1"
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}

data "terraform_remote_state" "network" {
  backend = "s3"

  config = {
    bucket = "sample-state"
    key    = "dev/network/terraform.tfstate"
    region = "us-east-1"
  }
}

resource "aws_db_subnet_group" "main" {
  name       = "dev-data"
  subnet_ids = data.terraform_remote_state.network.outputs.subnet_ids
}
