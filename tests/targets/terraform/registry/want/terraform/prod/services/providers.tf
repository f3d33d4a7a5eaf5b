# Written by bastide from the program; change the program, not this file.

terraform {
  required_version = ">= 1.10.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.25.0"
    }
  }

  backend "s3" {
    bucket       = "acme-terraform-state"
    key          = "prod/services/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = "us-west-2"
  allowed_account_ids = ["222222222222"]

  default_tags {
    tags = {
      Environment = "prod"
      Terraform   = "true"
    }
  }
}
