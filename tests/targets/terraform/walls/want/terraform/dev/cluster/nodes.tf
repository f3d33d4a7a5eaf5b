# Written by bastide from the program; change the program, not this file.

resource "aws_iam_role" "nodes" {
  name = "dev-eks-nodes"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Service = "ec2.amazonaws.com"
        }
        Action = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "nodes-AmazonEKSWorkerNodePolicy" {
  role       = aws_iam_role.nodes.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}

resource "aws_iam_role_policy_attachment" "nodes-AmazonEC2ContainerRegistryPullOnly" {
  role       = aws_iam_role.nodes.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"
}

resource "aws_iam_role_policy_attachment" "nodes-AmazonEKS_CNI_Policy" {
  role       = aws_iam_role.nodes.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
}

resource "aws_iam_role_policy_attachment" "nodes-AmazonSSMManagedInstanceCore" {
  role       = aws_iam_role.nodes.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_launch_template" "nodes" {
  name                   = "dev-eks-cluster-nodes"
  update_default_version = true
  vpc_security_group_ids = [
    data.terraform_remote_state.dev_network.outputs.aws_security_group_nodes_id,
  ]

  # One step only: a pod never gets at the credentials of its node.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvdb"

    ebs {
      volume_type           = "gp3"
      volume_size           = 100
      encrypted             = true
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "instance"
    tags = {
      Name        = "dev-eks-cluster-node"
      Environment = "dev"
      Terraform   = "true"
    }
  }

  tag_specifications {
    resource_type = "volume"
    tags = {
      Name        = "dev-eks-cluster-node"
      Environment = "dev"
      Terraform   = "true"
    }
  }
}

resource "aws_eks_node_group" "nodes" {
  cluster_name           = aws_eks_cluster.main.name
  node_group_name_prefix = "nodes-"
  node_role_arn          = aws_iam_role.nodes.arn
  subnet_ids = [
    data.terraform_remote_state.dev_network.outputs.aws_subnet_app-a_id,
    data.terraform_remote_state.dev_network.outputs.aws_subnet_app-b_id,
    data.terraform_remote_state.dev_network.outputs.aws_subnet_app-c_id,
  ]
  ami_type       = "BOTTLEROCKET_x86_64"
  capacity_type  = "ON_DEMAND"
  instance_types = ["m7i.large"]
  version        = aws_eks_cluster.main.version

  scaling_config {
    min_size     = 3
    max_size     = 3
    desired_size = 3
  }

  update_config {
    max_unavailable = 1
  }

  launch_template {
    id      = aws_launch_template.nodes.id
    version = aws_launch_template.nodes.latest_version
  }

  depends_on = [
    aws_eks_addon.vpc-cni,
    aws_iam_role_policy_attachment.nodes-AmazonEKSWorkerNodePolicy,
    aws_iam_role_policy_attachment.nodes-AmazonEKS_CNI_Policy,
  ]

  # How many there are now is not for a plan to say. Nodes that must be made anew are there before the old ones go.
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }
}
