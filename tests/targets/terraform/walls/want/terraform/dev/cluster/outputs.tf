# Written by bastide from the program; change the program, not this file.

output "aws_eks_cluster_main_arn" {
  value = aws_eks_cluster.main.arn
}

output "aws_eks_cluster_main_name" {
  value = aws_eks_cluster.main.name
}
