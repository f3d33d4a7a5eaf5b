# Written by bastide from the program; change the program, not this file.

terraform {
  required_version = ">= 1.10.0"

  required_providers {
    github = {
      source  = "integrations/github"
      version = "6.9.0"
    }
  }

  backend "s3" {
    bucket       = "acme-terraform-state"
    key          = "github/acme/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}

provider "github" {
  owner = "acme"
}

data "github_organization" "main" {
  name = "acme"
}

data "github_repository" "batch" {
  full_name = "acme/batch"
}

data "github_repository" "shop" {
  full_name = "acme/shop"
}
