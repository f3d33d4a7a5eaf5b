# Written by bastide from the program; change the program, not this file.

output "data_github_organization_main_id" {
  value = data.github_organization.main.id
}

output "data_github_repository_batch_repo_id" {
  value = data.github_repository.batch.repo_id
}

output "data_github_repository_shop_repo_id" {
  value = data.github_repository.shop.repo_id
}
