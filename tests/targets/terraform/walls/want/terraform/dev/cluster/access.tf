# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "ops" {
  name        = "dev-eks-ops"
  description = "ops in dev-eks-cluster"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          AWS = ["arn:aws:iam::111111111111:role/ops"]
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "ops" {
  name = "find-cluster"
  role = aws_iam_role.ops.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "eks:DescribeCluster"
        Resource = aws_eks_cluster.main.arn
      },
    ]
  })
}

resource "aws_eks_access_entry" "ops" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_iam_role.ops.arn
  type          = "STANDARD"
}

resource "aws_eks_access_policy_association" "ops" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_eks_access_entry.ops.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
