# Written by bastide from the program; change the program, not this file.

output "objects" {
  description = "Objects of the cluster that hold what Terraform makes; kubectl apply takes them"
  value = jsonencode({
    apiVersion = "v1"
    kind       = "List"
    items = [
      {
        apiVersion = "vpcresources.k8s.aws/v1beta1"
        kind       = "SecurityGroupPolicy"
        metadata = {
          name      = "shop"
          namespace = "dev"
          labels = {
            "app.kubernetes.io/name"       = "shop"
            "app.kubernetes.io/managed-by" = "bastide"
            "app.kubernetes.io/part-of"    = "acme"
            "bastide.environment"          = "dev"
          }
        }
        spec = {
          podSelector = {
            matchLabels = {
              "app.kubernetes.io/name" = "shop"
            }
          }
          securityGroups = {
            groupIds = [
              data.terraform_remote_state.dev_network.outputs.aws_security_group_service-shop_id,
            ]
          }
        }
      },
      {
        apiVersion = "v1"
        kind       = "ConfigMap"
        metadata = {
          name      = "shop-stores"
          namespace = "dev"
          labels = {
            "app.kubernetes.io/name"       = "shop"
            "app.kubernetes.io/managed-by" = "bastide"
            "app.kubernetes.io/part-of"    = "acme"
            "bastide.environment"          = "dev"
          }
        }
        data = {
          "ORDERS_HOST" = data.terraform_remote_state.dev_data.outputs.aws_db_instance_orders_address
          "ORDERS_PORT" = "5432"
        }
      },
    ]
  })
}
