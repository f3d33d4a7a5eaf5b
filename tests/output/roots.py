#!/usr/bin/env python3
"""How the Terraform roots of examples/design-exercise lie, read each other and follow each other, and what stands in those of
clusters, identities and deliveries: written down here a second time, read by a reader of our own.

Afterwards the output is spoilt in many ways, one at a time; each must be seen.
"""
import collections
import functools
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import hcl
from design_exercise import Estate, NETWORKS, PEERINGS, REGION, ZONES

ISSUER = "token.actions.githubusercontent.com"
LAYERS = ("network", "data", "cluster", "services")
CARDS, SHOP = ("staging-pci", "production-pci"), ("dev", "staging", "production", "production-pci")
HOSTS = {name: {service for service, places in (("cards", CARDS), ("myapp-servers", SHOP)) if name in places} for name in NETWORKS}
DELIVERED = {name: {pipeline for pipeline, places in (("cards", CARDS), ("myapp", SHOP)) if name in places} for name in NETWORKS}
PEOPLE = {"devops": "arn:aws:iam::111111111111:role/sso-devops", "developer": "arn:aws:iam::111111111111:role/sso-dev"}
# What an argument takes of another root: nothing of another kind may stand there.
TAKES = {
    "vpc_id": "aws_vpc.id", "peer_vpc_id": "aws_vpc.id", "route_table_id": "aws_route_table.id",
    **dict.fromkeys(("subnet_ids", "subnets", "client_subnets", "vpc_zone_identifier"), "aws_subnet.id"),
    **dict.fromkeys(("security_group_id", "referenced_security_group_id", "security_group_ids", "security_groups", "groupIds",
                     "vpc_security_group_ids"), "aws_security_group.id"),
    "EVENTS_BROKERS": "aws_msk_cluster.bootstrap_brokers_sasl_iam", "ORDERS_HOST": "aws_db_instance.address",
    "SEARCH_HOST": "aws_opensearch_domain.endpoint", "SESSIONS_HOST": "aws_elasticache_replication_group.primary_endpoint_address",
    "value": "aws_db_instance.address aws_elasticache_replication_group.primary_endpoint_address",
    "cluster_name": "aws_eks_cluster.name", "aws:SourceArn": "aws_eks_cluster.arn", "Resource": "aws_kms_key.arn aws_msk_cluster.arn",
    "Federated": "aws_iam_openid_connect_provider.arn", f"{ISSUER}:repository_id": "data.github_repository.repo_id",
    f"{ISSUER}:sub": "data.github_organization.id data.github_repository.repo_id",
}
# Actions that know no resource (service authorization reference), read 2026-11-21; kms:* is a key's own policy.
# Service authorization reference, AWS CodeDeploy secure host commands service: none of it knows a resource. Read 2026-11-22.
AGENT = {f"codedeploy-commands-secure:{what}" for what in ("GetDeploymentSpecification", "PollHostCommand", "PutHostCommandAcknowledgement",
                                                           "PutHostCommandComplete")}
ANYWHERE = AGENT | {"ecr:GetAuthorizationToken", "cloudwatch:DescribeAlarms", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
            "ec2:DescribeFlowLogs", "ec2:GetEbsEncryptionByDefault", "cloudtrail:DescribeTrails",
            "autoscaling:DescribeAutoScalingGroups", "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"}


def many(value):
    return value if isinstance(value, list) else [value]


def spelled(value):
    return value.text if isinstance(value, hcl.Template) else str(value)


def only(block, name):
    """The attributes of the one block of that name; none when there are more or less."""
    found = block.only(name)
    return found[0].attributes if len(found) == 1 else {}


def document(value):
    return value.arguments[0] if isinstance(value, hcl.Call) and value.name == "jsonencode" else {}


# --- how roots lie -----------------------------------------------------------------------------------

def layout(estate):
    wanted = {f"{name}/{layer}" for name in NETWORKS for layer in LAYERS} | {f"peering/{a}-{b}" for a, b in PEERINGS}
    wanted |= {f"account/{account}" for account, *_ in NETWORKS.values()} | {"github/acme"}
    for root in wanted ^ set(estate.roots):
        estate.wrong(root, "a root is missing" if root in wanted else "a root that nobody asked for")
    for root, blocks in estate.roots.items():
        backends = [backend for block in blocks if block.kind == "terraform" for backend in block.only("backend")]
        if len(backends) != 1 or backends[0].labels != ("s3",):
            estate.wrong(root, f"{len(backends)} states")
            continue
        said = backends[0].attributes
        if said.get("key") != f"{root}/terraform.tfstate" or said.get("bucket") != "acme-terraform-state":
            estate.wrong(root, f"its state lies at {said.get('bucket')}/{said.get('key')}")
        if said.get("encrypt") is not True or said.get("use_lockfile") is not True:
            estate.wrong(root, "its state is not encrypted or not locked")


def inner(value, key, found):
    """Every (argument, reference) of a value; a template has as many as stand in it."""
    if isinstance(value, dict):
        for name, one in value.items():
            inner(one, name, found)
    elif isinstance(value, (list, tuple)):
        for one in value:
            inner(one, key, found)
    elif isinstance(value, hcl.Call):
        inner(value.arguments, key, found)
    elif isinstance(value, hcl.Reference):
        found.append((key, value.parts))
    elif isinstance(value, (hcl.Template, hcl.Raw)):
        found += [(key, tuple(text.split("."))) for text in re.findall(r"data\.terraform_remote_state\.[\w.-]+", value.text)]


def arguments(block):
    found = []
    inner(block.attributes, None, found)
    for one in block.blocks:
        found += arguments(one)
    return found


def types(estate, root):
    """What is read of another root is of the kind that its argument takes, and of the attribute."""
    for block in estate.roots[root]:
        for key, parts in arguments(block):
            if parts[:2] != ("data", "terraform_remote_state"):
                continue
            other = estate.remote(root, parts[2])
            values = [one.attributes.get("value") for one in estate.roots.get(other, [])
                      if one.kind == "output" and len(parts) > 4 and one.labels == (parts[4],)]
            if len(values) != 1 or not isinstance(values[0], hcl.Reference):
                estate.wrong(root, f"{'.'.join(parts)} is no output of {other}")
                continue
            value = values[0].parts
            kind = ".".join(value[:-2] + value[-1:])
            if kind not in TAKES.get(key, "").split():
                estate.wrong(root, f"{key} is given {kind}")
            if not estate.target(other, values[0]):
                estate.wrong(root, f"{'.'.join(parts)} is the value of nothing in {other}")


def order(estate, folder):
    """The file says what the roots say: each after those it reads."""
    said = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    steps = {}
    for root in list(said):
        reads = {estate.remote(root, block.labels[1]) for block in estate.roots[root]
                 if block.kind == "data" and block.labels[0] == "terraform_remote_state"}
        if set(said[root]["reads"]) != reads:
            estate.wrong(root, f"order.json says that it reads {said[root]['reads']}")
        if not reads <= set(steps):
            estate.wrong(root, "order.json has it before what it reads")
        steps[root] = 1 + max((steps.get(other, 0) for other in reads), default=0)
        if said[root]["step"] != steps[root]:
            estate.wrong(root, f"order.json has it in step {said[root]['step']}, not {steps[root]}")
    if set(said) != set(estate.roots):
        estate.wrong("order.json", f"it tells of {len(said)} roots of {len(estate.roots)}")


# --- clusters ----------------------------------------------------------------------------------------

def cluster(estate, name):
    root = f"{name}/cluster"
    clusters = list(estate.resources(root, "aws_eks_cluster").values())
    if len(clusters) != 1:
        estate.wrong(root, f"{len(clusters)} clusters")
        return
    said, network = clusters[0].attributes, only(clusters[0], "vpc_config")
    if (said.get("name"), said.get("version")) != (f"{name}-eks-cluster", "1.35"):
        estate.wrong(root, f"the cluster is {said.get('name')} {said.get('version')}")
    if network.get("endpoint_public_access") is not False or network.get("endpoint_private_access") is not True:
        estate.wrong(root, "the control plane is reached from outside")
    if said.get("deletion_protection") is not name.startswith("production"):
        estate.wrong(root, "deletion of the cluster is protected in production only")
    if "audit" not in said.get("enabled_cluster_log_types", []):
        estate.wrong(root, "nobody writes down what is asked of the cluster")
    access = only(clusters[0], "access_config")
    if access.get("authentication_mode") != "API" or access.get("bootstrap_cluster_creator_admin_permissions") is not False:
        estate.wrong(root, "somebody gets in without an access entry")
    if only(clusters[0], "encryption_config").get("resources") != ["secrets"]:
        estate.wrong(root, "secrets are not encrypted with a key of ours")
    nodes = list(estate.resources(root, "aws_eks_node_group").values())
    scaling = only(nodes[0], "scaling_config") if len(nodes) == 1 else {}
    if (scaling.get("min_size"), scaling.get("max_size")) != (2, 10):
        estate.wrong(root, f"nodes are {scaling}")
    for what, subnets in (("the cluster", network.get("subnet_ids", [])), ("nodes", nodes[0].attributes.get("subnet_ids", []) if nodes else [])):
        places = sorted(str(estate.target(root, one)) for one in subnets)
        if places != sorted(str((f"{name}/network", "aws_subnet", f"app-{zone}")) for zone in ZONES):
            estate.wrong(root, f"{what} do not stand in the app tier")
    entries(estate, root, name)


def pods(estate, name):
    """Pods of a service have its group and no other, and are told where its stores are, by objects for the cluster that are an output
    of this root; hosts are told by parameters."""
    root = f"{name}/services"
    outputs = [block.attributes.get("value") for block in estate.roots[root] if block.kind == "output" and block.labels == ("objects",)]
    items = [one for value in outputs for one in document(value).get("items", [])]
    found = [(one["metadata"]["namespace"], one["spec"]["podSelector"]["matchLabels"],
              [estate.target(root, group) for group in one["spec"]["securityGroups"]["groupIds"]])
             for one in items if one["kind"] == "SecurityGroupPolicy"]
    wanted = [(name, {"app.kubernetes.io/name": "myapp"}, [(f"{name}/network", "aws_security_group", "service-myapp")])]
    if found != (wanted if name in SHOP else []):
        estate.wrong(root, f"pods have {found}")
    told = [(one["metadata"]["namespace"], one["metadata"]["name"], {key: estate.target(root, value) or value
             for key, value in one["data"].items()}) for one in items if one["kind"] == "ConfigMap"]
    stores = {"EVENTS_BROKERS": "aws_msk_cluster", "ORDERS_HOST": "aws_db_instance", "SEARCH_HOST": "aws_opensearch_domain",
              "SESSIONS_HOST": "aws_elasticache_replication_group"}
    wanted = {**{key: (f"{name}/data", kind, key.split("_")[0].lower()) for key, kind in stores.items()},
              "ORDERS_PORT": "5432", "SEARCH_PORT": "443", "SESSIONS_PORT": "6379", "SESSIONS_USER": f"{name}-myapp-sessions"}
    if told != ([(name, "myapp-stores", wanted)] if name in SHOP else []):
        estate.wrong(root, f"pods are told {told}")
    told = {one.attributes.get("name"): estate.target(root, one.attributes.get("value"))
            for one in estate.resources(root, "aws_ssm_parameter").values()}
    wanted = {"cards": {"ledger": "aws_db_instance"},
              "myapp-servers": {"orders": "aws_db_instance", "sessions": "aws_elasticache_replication_group"}}
    wanted = {f"/acme/{name}/{service}/{store}-host": (f"{name}/data", kind, store)
              for service in HOSTS[name] for store, kind in wanted[service].items()}
    if told != wanted:
        estate.wrong(root, f"hosts are told {told}")


def entries(estate, root, name):
    """Two roles of people and one of each delivery get in; one of them may do everything."""
    found = {}
    for place in (root, f"{name}/services"):
        for labels, block in estate.resources(place, "aws_eks_access_entry").items():
            who = estate.target(place, block.attributes.get("principal_arn"))
            found[who and who[2]] = (block.attributes.get("type"), block.attributes.get("kubernetes_groups"))
    wanted = {"devops": ("STANDARD", None), "developer": ("STANDARD", ["bastide-developer"])}
    if "myapp" in DELIVERED[name]:
        wanted["myapp-deploy"] = ("STANDARD", ["bastide-myapp-delivery"])
    if found != wanted:
        estate.wrong(root, f"access entries are {found}")
    for place in estate.roots:
        for labels, block in estate.resources(place, "aws_eks_access_policy_association").items():
            if labels[1] != "devops" or only(block, "access_scope").get("type") != "cluster":
                estate.wrong(place, f"{labels[1]} has a policy of the platform")
    for label, who in PEOPLE.items():
        role = estate.resources(root, "aws_iam_role").get(("aws_iam_role", label))
        trusted = document(role.attributes.get("assume_role_policy")).get("Statement", [{}])[0].get("Principal") if role else None
        if trusted != {"AWS": [who]}:
            estate.wrong(root, f"{label} is taken by {trusted}")


# --- who is who --------------------------------------------------------------------------------------

def trusts(estate):
    """A workflow is known by the numbers of its repository and by its environment; nothing else from outside is trusted."""
    found = collections.Counter()
    for root, role in estate.everywhere("aws_iam_role"):
        for one in document(role.attributes.get("assume_role_policy")).get("Statement", []):
            principal, condition = one.get("Principal", {}), one.get("Condition", {})
            if "*" in str(principal):
                estate.wrong(root, f"{role.labels[1]} trusts everybody")
            if "Federated" not in principal:
                continue
            equal = condition.get("StringEquals", {})
            subject = re.sub(r"\$\{[^}]*outputs\.data_github_(?:organization|repository)_([\w-]+?)_(?:repo_)?id\}", r"<\1>",
                             spelled(equal.get(f"{ISSUER}:sub")))
            if set(condition) != {"StringEquals"} or equal.get(f"{ISSUER}:aud") != "sts.amazonaws.com" or len(equal) != 3:
                estate.wrong(root, f"{role.labels[1]} trusts more than one environment of one repository")
            match = re.fullmatch(r"repo:acme@<main>/([\w-]+)@<([\w-]+)>:environment:([\w-]+)", subject)
            if not match or match[1] != match[2] or "*" in subject:
                estate.wrong(root, f"{role.labels[1]} trusts {subject}")
                continue
            number = equal.get(f"{ISSUER}:repository_id")
            if not str(number).endswith(f"_{match[1]}_repo_id"):
                estate.wrong(root, f"{role.labels[1]} trusts the number {number}")
            found[(role.attributes.get("name"), match[1], match[3])] += 1
    wanted = collections.Counter({(f"{name}-{one}-deploy", one, name): 1 for name in NETWORKS for one in DELIVERED[name]})
    wanted.update({(f"{name}-platform-deploy", "platform", name): 1 for name in NETWORKS})
    wanted.update({(f"{one}-build", one, f"{one}-build"): 1 for one in ("myapp", "cards")})
    for role in (wanted - found) + (found - wanted):
        estate.wrong("identity", f"{role} is trusted {found[role]} times, wanted {wanted[role]}")


def environments_in(text):
    """The environments that parts of an ARN begin with."""
    found = set()
    for part in re.split("[:/]", text):
        found |= set(sorted((name for name in NETWORKS if part == name or part.startswith(name + "-")), key=len)[-1:])
    return found


def rights(estate):
    """No role may do everything; and what may be done anywhere is what knows no place."""
    for root, policy in estate.everywhere("aws_iam_role_policy"):
        for one in document(policy.attributes.get("policy")).get("Statement", []):
            for action in many(one.get("Action")):
                if action.endswith("*"):
                    estate.wrong(root, f"{policy.labels[1]} may do {action}")
                if "*" in many(one.get("Resource")) and action not in ANYWHERE:
                    estate.wrong(root, f"{policy.labels[1]} may do {action} anywhere")
                for place in many(one.get("Resource")):
                    others = environments_in(spelled(place)) - {root.split("/")[0]}
                    if root.endswith("/services") and others:
                        estate.wrong(root, f"{policy.labels[1]} may do {action} in {sorted(others)}")
    for account in {account for account, *_ in NETWORKS.values()}:
        known = list(estate.resources(f"account/{account}", "aws_iam_openid_connect_provider").values())
        if [(one.attributes.get("url"), one.attributes.get("client_id_list")) for one in known] != [(f"https://{ISSUER}", ["sts.amazonaws.com"])]:
            estate.wrong(f"account/{account}", "GitHub's workflows are not known once, for this platform alone")


# --- deliveries to hosts -----------------------------------------------------------------------------

COLOURS = ("blue", "green")


def ignored(block):
    """What of a resource is for others than plans to say."""
    return {".".join(one.parts) if isinstance(one, hcl.Reference) else one.text for one in only(block, "lifecycle").get("ignore_changes", [])}


def deployment(estate, name, fleet, service, block, hosts):
    """One of two fleets: CodeDeploy changes it where it stands, in its own group of targets, and deliveries say how large it is."""
    root, said = f"{name}/services", block.attributes
    if said.get("deployment_group_name") != f"{name}-{fleet}" or estate.target(root, said.get("app_name")) != (root, "aws_codedeploy_app", service):
        estate.wrong(root, f"the deployment group of {fleet} belongs to another")
    if only(block, "deployment_style") != {"deployment_type": "IN_PLACE", "deployment_option": "WITH_TRAFFIC_CONTROL"}:
        estate.wrong(root, f"{fleet} is changed {only(block, 'deployment_style')}")
    if [estate.target(root, one) for one in said.get("autoscaling_groups", [])] != [(root, "aws_autoscaling_group", fleet)]:
        estate.wrong(root, f"deliveries to {fleet} come to other hosts")
    balancer = [one for part in block.only("load_balancer_info") for one in part.only("target_group_info")]
    targets = [estate.target(root, one.attributes.get("name")) for one in balancer] + [
        estate.target(root, one) for one in hosts.attributes.get("target_group_arns", [])]
    if targets != [(root, "aws_lb_target_group", fleet)] * 2:
        estate.wrong(root, f"{fleet} stands behind {targets}")
    if only(block, "auto_rollback_configuration").get("enabled") is not True:
        estate.wrong(root, f"{fleet} does not go back when it fails")
    if estate.target(root, said.get("service_role_arn")) != (root, "aws_iam_role", "codedeploy"):
        estate.wrong(root, f"{fleet} is delivered by somebody else")
    if (hosts.attributes.get("min_size"), hosts.attributes.get("health_check_type")) != (0, "EC2"):
        estate.wrong(root, f"hosts of {fleet} are there, or replaced, before anything runs on them")
    if ignored(hosts) != {"desired_capacity", "health_check_type", "min_size", "tag"}:
        estate.wrong(root, f"a plan undoes what a delivery did to {fleet}")


def hosts(estate, name):
    root = f"{name}/services"
    applications = {block.attributes.get("name") for block in estate.resources(root, "aws_codedeploy_app").values()}
    if applications != {f"{name}-{service}" for service in HOSTS[name]}:
        estate.wrong(root, f"CodeDeploy knows {sorted(applications)}")
    wanted = {f"{service}-{colour}": service for service in HOSTS[name] for colour in COLOURS}
    deployments = {labels[1]: block for labels, block in estate.resources(root, "aws_codedeploy_deployment_group").items()}
    fleets = {labels[1]: block for labels, block in estate.resources(root, "aws_autoscaling_group").items()}
    for what, found in (("deployment groups", deployments), ("hosts", fleets)):
        if set(found) != set(wanted):
            estate.wrong(root, f"{what} are {sorted(found)}")
    for fleet in set(deployments) & set(fleets) & set(wanted):
        deployment(estate, name, fleet, wanted[fleet], deployments[fleet], fleets[fleet])
    for labels, block in estate.resources(root, "aws_lb_listener").items():
        shares = [(estate.target(root, one.attributes.get("arn")), one.attributes.get("weight"))
                  for action in block.only("default_action") for forward in action.only("forward") for one in forward.only("target_group")]
        service = next((one for one in HOSTS[name] if labels[1].startswith(f"{one}-")), None)
        if service and block.attributes.get("protocol") == "HTTPS":
            if shares != [((root, "aws_lb_target_group", f"{service}-{colour}"), weight) for colour, weight in zip(COLOURS, (100, 0))]:
                estate.wrong(root, f"listener {labels[1]} shares its traffic {shares}")
            if ignored(block) != {"default_action"}:
                estate.wrong(root, f"a plan gives the traffic of listener {labels[1]} back")
    for kind, place in (("services", root), ("nodes", f"{name}/cluster")):
        for labels, block in estate.resources(place, "aws_launch_template").items():
            options = only(block, "metadata_options")
            if options.get("http_tokens") != "required" or options.get("http_put_response_hop_limit") != 1:
                estate.wrong(place, f"the identity of {labels[1]} can be asked for from afar")
            if [only(disk, "ebs").get("encrypted") for disk in block.only("block_device_mappings")] != [True]:
                estate.wrong(place, f"disks of {labels[1]} are plain")


def problems_of(folder):
    estate = Estate(folder)
    layout(estate)
    for root in sorted(estate.roots):
        types(estate, root)
    order(estate, folder)
    for name in NETWORKS:
        cluster(estate, name)
        hosts(estate, name)
        pods(estate, name)
    trusts(estate)
    rights(estate)
    return estate.problems


# --- what must be seen -------------------------------------------------------------------------------

NUMBER = "data.terraform_remote_state.github_acme.outputs.data_github_repository_"
K, S, A = "production/cluster/", "production/services/", "account/111111111111/"
SPOILT = [   # file, what stands there, what stands there instead, a word of the complaint
    ("dev/data/providers.tf", '"dev/data/terraform.tfstate"', '"dev/network/terraform.tfstate"', "its state lies at"),
    ("dev/data/providers.tf", "use_lockfile = true", "use_lockfile = false", "not locked"),
    (K + "control-plane.tf", "aws_subnet_app-a_id", "aws_security_group_nodes_id", "subnet_ids is given aws_security_group.id"),
    ("production/network/outputs.tf", "value = aws_subnet.app-a.id", "value = aws_subnet.app-a.arn", "subnet_ids is given aws_subnet.arn"),
    ("production/network/outputs.tf", "value = aws_subnet.app-a.id", "value = aws_subnet.app-x.id", "the value of nothing"),
    ("production/network/outputs.tf", 'output "aws_subnet_app-a_id"', 'output "aws_subnet_app-x_id"', "is no output of"),
    ("order.json", '"step": 3', '"step": 2', "order.json has it in step"),
    ("order.json", '"production/cluster",', "", "order.json says that it reads"),
    (K + "control-plane.tf", "endpoint_public_access  = false", "endpoint_public_access  = true", "reached from outside"),
    (K + "control-plane.tf", '"API"', '"API_AND_CONFIG_MAP"', "without an access entry"),
    (K + "control-plane.tf", "permissions = false", "permissions = true", "without an access entry"),
    (K + "control-plane.tf", '"audit", ', "", "nobody writes down"),
    (K + "control-plane.tf", "deletion_protection       = true", "deletion_protection       = false", "in production only"),
    (K + "control-plane.tf", "aws_subnet_app-b_id", "aws_subnet_data-b_id", "not stand in the app tier"),
    (K + "control-plane.tf", '["secrets"]', "[]", "not encrypted with a key"),
    (K + "nodes.tf", "max_size     = 10", "max_size     = 20", "nodes are"),
    (K + "nodes.tf", "hop_limit = 1", "hop_limit = 2", "asked for from afar"),
    (S + "objects.tf", '= "myapp"\n            }\n          }', '= "another"\n            }\n          }', "pods have"),
    (S + "objects.tf", "aws_db_instance_orders_address", "aws_opensearch_domain_search_endpoint", "pods are told"),
    (S + "told.tf", "/sessions-host", "/orders-host2", "hosts are told"),
    (S + "objects.tf", "service-myapp_id,", "service-myapp-servers_id,", "pods have"),
    (K + "access.tf", '["bastide-developer"]', '["system:masters"]', "access entries are"),
    (K + "access.tf", "role/sso-dev\"", 'root"', "is taken by"),
    (K + "access.tf", 'resource "aws_eks_access_policy_association" "devops"', 'resource "aws_eks_access_policy_association" "developer"', "policy of the platform"),
    (S + "delivery-roles.tf", "environment:production", "environment:staging", "is trusted"),
    (S + "delivery-roles.tf", "environment:production", "*", "trusts repo"),
    (S + "delivery-roles.tf", "StringEquals", "StringLike", "more than one environment"),
    (S + "delivery-roles.tf", '/myapp@', '/shop@', "trusts repo"),
    (S + "delivery-roles.tf", f'repository_id" = {NUMBER}myapp_repo_id', f'repository_id" = {NUMBER}cards_repo_id', "trusts the number"),
    (S + "delivery-roles.tf", '"bastide-myapp-delivery"', '"bastide-developer"', "access entries are"),
    (S + "delivery-roles.tf", '"codedeploy:CreateDeployment"', '"codedeploy:*"', "may do codedeploy:*"),
    (S + "delivery-roles.tf", "deploymentgroup:production-myapp-servers/", "deploymentgroup:staging-myapp-servers/", "in ['staging']"),
    (S + "delivery-roles.tf", '["eks:DescribeCluster"]\n        Resource = ["arn:aws:eks:us-east-1:111111111111:cluster/production-eks-cluster"]',
     '["eks:DescribeCluster"]\n        Resource = ["*"]', "anywhere"),
    (S + "service-roles.tf", '"pods.eks.amazonaws.com"', '"*"', "trusts everybody"),
    (A + "github.tf", '["sts.amazonaws.com"]', '["sts.amazonaws.com", "acme"]', "not known once"),
    (S + "delivery.tf", '"IN_PLACE"', '"BLUE_GREEN"', "is changed"),
    (S + "delivery.tf", "[aws_autoscaling_group.myapp-servers-green.name]", "[aws_autoscaling_group.myapp-servers-blue.name]", "come to other hosts"),
    (S + "delivery.tf", "aws_lb_target_group.myapp-servers-green.name", "aws_lb_target_group.myapp-servers-blue.name", "stands behind"),
    (S + "balancers.tf", "weight = 0", "weight = 1", "shares its traffic"),
    (S + "balancers.tf", "ignore_changes = [default_action]", "ignore_changes = [tags]", "gives the traffic"),
    (S + "hosts.tf", "min_size = 0", "min_size = 3", "before anything runs"),
    (S + "hosts.tf", "health_check_type, min_size, tag]", "health_check_type, tag]", "undoes what a delivery did"),
    (S + "delivery.tf", "enabled = true\n    events", "enabled = false\n    events", "does not go back"),
    (S + "hosts.tf", "encrypted             = true", "encrypted             = false", "are plain"),
    (S + "hosts.tf", '"myapp-servers-green"', '"myapp-servers-red"', "hosts are"),
]


def spoil(path, text, old, new):
    """Puts one piece of text in place of another, however it is laid out; false when it is not there."""
    where = re.search(re.sub(r"(\\\s)+(?:=(?:\\\s)*)?", lambda gap: r"\s*=\s*" if "=" in gap[0] else r"\s+", re.escape(old)), text)
    if where:
        path.write_text(text[:where.start()] + new + text[where.end():], encoding="utf-8")
    return where


def main():
    temporary = pathlib.Path(os.environ["TMP"])
    out = temporary / "out"
    subprocess.run([os.environ["BASTIDE"], "build", "--quiet", pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise",
                    "-o", out, "--target", "terraform", "--date", "2026-12-01"], check=True)
    hcl.read = functools.cache(hcl.read)     # most files stay as they are
    top = out / "terraform"
    problems = problems_of(top)
    for name, old, new, complaint in SPOILT:
        text = (top / name).read_text(encoding="utf-8")
        if not spoil(top / name, text, old, new):
            problems.append(f"self-test: {name} has no {old!r} to spoil")
            continue
        seen = problems_of(top)
        if not any(complaint in problem for problem in seen):
            problems.append(f"self-test: {name} with {new.strip()[:60]!r} was not seen ({complaint}): {seen[:3]}")
        (top / name).write_text(text, encoding="utf-8")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
