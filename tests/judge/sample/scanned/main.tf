resource "aws_vpc_security_group_ingress_rule" "open" {
  security_group_id = "sg-0123456789abcdef0"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  description       = "administration"
}

resource "aws_db_instance" "plain" {
  identifier          = "plain"
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  storage_encrypted   = false
  publicly_accessible = true
}

resource "aws_iam_policy" "all" {
  name = "all"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}
