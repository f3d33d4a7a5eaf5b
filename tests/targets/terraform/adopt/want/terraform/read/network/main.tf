# Written by bastide from the program; change the program, not this file.

# Managed elsewhere.
data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
