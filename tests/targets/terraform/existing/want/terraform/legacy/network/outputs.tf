# Written by bastide from the program; change the program, not this file.

output "aws_security_group_balancer-ledger-internal_id" {
  value = aws_security_group.balancer-ledger-internal.id
}

output "aws_security_group_service-ledger_id" {
  value = aws_security_group.service-ledger.id
}

output "data_aws_subnet_app-a_id" {
  value = data.aws_subnet.app-a.id
}

output "data_aws_vpc_main_id" {
  value = data.aws_vpc.main.id
}
