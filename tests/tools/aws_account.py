"""Accounts as they are after the Terraform of a build was applied, in the form in which `aws` and `kubectl` tell of them; and doubles of both,
which answer from it and refuse whatever is not for looking.

Shapes of answers: the models of botocore 1.44.5 (ec2, eks, sts); Amazon VPC user guide, "Route tables", "Default security groups"; Amazon EKS
user guide, "Security group requirements", "Create access entries". Read 2026-11-22.
"""
import collections
import json
import pathlib
import re

import block_yaml
import hcl

SECRET = {"AccessKeyId": "double", "SecretAccessKey": "double", "SessionToken": "double", "Expiration": "2030-01-01T00:00:00Z"}

AWS = r'''#!/usr/bin/python3 -IS
import json, os, sys
here = os.environ["DOUBLE"]
with open(here + "/calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\n")
service, operation, *rest = sys.argv[1:]
options = dict(zip(rest[::2], rest[1::2]))
if operation == os.environ.get("DENIED"):
    sys.exit("An error occurred (AccessDenied)")
if operation == os.environ.get("EMPTY"):
    sys.exit(0)
world = json.load(open(here + "/world.json"))
wanted = dict(part.split("=", 1) for part in options.get("--filters", options.get("--filter", "")).split(",") if part)
region = options.get("--region")
def tell(**answer):
    if operation == os.environ.get("NONE"):
        answer = {key: [] if isinstance(value, list) else {} for key, value in answer.items()}
    json.dump(answer, sys.stdout)
def some(kind, *keys):
    rows = [row for row in world[kind] if row["Region"] == region]
    name, value = wanted.get("Name"), wanted.get("Values")
    if name == "vpc-id":
        rows = [row for row in rows if row["VpcId"] == value]
    elif name == "attachment.vpc-id":
        rows = [row for row in rows if row["Attachments"][0]["VpcId"] == value]
    elif name and name.startswith("tag:"):
        rows = [row for row in rows if {"Key": name[4:], "Value": value} in row["Tags"]]
    elif name:
        sys.exit("no filter " + name)
    if "--vpc-ids" in options:
        rows = [row for row in rows if row["VpcId"] == options["--vpc-ids"]]
    tell(**{kind: rows})
KINDS = {"describe-vpcs": "Vpcs", "describe-subnets": "Subnets", "describe-security-groups": "SecurityGroups", "describe-route-tables": "RouteTables",
         "describe-network-acls": "NetworkAcls",
         "describe-nat-gateways": "NatGateways", "describe-internet-gateways": "InternetGateways", "describe-prefix-lists": "PrefixLists",
         "describe-vpc-peering-connections": "VpcPeeringConnections"}
who = options.get("--principal-arn")
if operation in KINDS:
    some(KINDS[operation])
elif operation == "get-caller-identity":
    tell(UserId="AIDA", Account=world["Account"], Arn="arn:aws:iam::%s:role/auditor" % world["Account"])
elif operation == "assume-role":
    tell(Credentials=world["Session"])
    open(here + "/taken", "w").write(options["--role-arn"].rsplit("/", 1)[1])
elif operation == "update-kubeconfig":
    open(options["--kubeconfig"], "w").write(open(here + "/taken").read())
elif operation == "list-access-entries":
    tell(accessEntries=[entry["principalArn"] for entry in world["Clusters"][options["--cluster-name"]]])
elif operation == "describe-access-entry":
    tell(accessEntry=next(entry for entry in world["Clusters"][options["--cluster-name"]] if entry["principalArn"] == who))
elif operation == "list-associated-access-policies":
    found = next(entry for entry in world["Clusters"][options["--cluster-name"]] if entry["principalArn"] == who)
    json.dump({"associatedAccessPolicies": found["policies"], "principalArn": who}, sys.stdout)
else:
    sys.exit("this is not for looking: " + operation)
'''

KUBECTL = r'''#!/bin/bash
# kubectl --kubeconfig FILE auth can-i VERB RESOURCE --all-namespaces | --namespace SPACE [--subresource PART]
[ "$1 $3 $4" = "--kubeconfig auth can-i" ] || { echo "this is not for looking: $*" >&2; exit 1; }
may=$DOUBLE/may/$(< "$2") verb=$5 resource=$6 space="*"
shift 6
while [ $# -gt 0 ]; do
  case "$1" in
    --all-namespaces) shift ;;
    --namespace) space=$2; shift 2 ;;
    --subresource) resource+=/$2; shift 2 ;;
    *) echo "unknown $1" >&2; exit 1 ;;
  esac
done
[ "${DENIED:-}" != can-i ] || { echo "error: You must be logged in to the server" >&2; exit 1; }
[ "${EMPTY:-}" != can-i ] || exit 0
[ -e "$may" ] || { echo "error: nobody" >&2; exit 1; }
if grep -qxF -e everything -e "$verb $resource *" -e "$verb $resource $space" "$may"; then echo yes; else echo no; exit 1; fi
'''


def put_doubles(folder):
    for name, text in (("aws", AWS), ("kubectl", KUBECTL)):
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)


def tags(name):
    return [{"Key": "Name", "Value": name}, {"Key": "Terraform", "Value": "true"}]


def name_of(block):
    return block.attributes["tags"]["Name"]


class Accounts:
    """{account: what `aws` tells of it}, of an Estate (output/design_exercise.py) and the folder of what its clusters hold."""

    def __init__(self, estate, kubernetes):
        self.estate, self.kubernetes = estate, kubernetes
        self.of = collections.defaultdict(lambda: {**{kind: [] for kind in (
            "Vpcs", "Subnets", "SecurityGroups", "RouteTables", "NetworkAcls", "NatGateways", "InternetGateways", "PrefixLists",
            "VpcPeeringConnections")},
            "Clusters": {}, "Session": SECRET, "may": {}})
        self.place = {}                                  # root of a network -> (account, region)
        for root in [root for root in estate.roots if root.endswith("/network")]:
            self.network(root)
        for root, block in estate.everywhere("aws_vpc_peering_connection"):
            self.peering(root, block)
        self.rules()
        self.routes()
        self.lists()
        for root, block in estate.everywhere("aws_eks_cluster"):
            self.cluster(root, block)
        for account in self.of:
            self.of[account]["Account"] = account

    def provider(self, root):
        said = next(block for block in self.estate.roots[root] if block.kind == "provider" and block.labels == ("aws",)).attributes
        return said["allowed_account_ids"][0], said["region"]

    def vpc(self, root):
        return "vpc-" + root.removesuffix("/network")

    def id(self, kind, target):
        return f"{kind}-{target[0].removesuffix('/network')}-{target[2]}"

    def resources(self, root, kind):
        for labels, block in self.estate.resources(root, kind).items():
            yield (root, *labels), block

    def network(self, root):
        account, region = self.place[root] = self.provider(root)
        world, vpc, common = self.of[account], self.vpc(root), {"Region": region, "OwnerId": account}
        for target, block in self.resources(root, "aws_vpc"):
            world["Vpcs"].append({**common, "VpcId": vpc, "CidrBlock": block.attributes["cidr_block"], "State": "available", "Tags": tags(name_of(block))})
        common["VpcId"] = vpc
        for target, block in self.resources(root, "aws_subnet"):
            world["Subnets"].append({**common, "SubnetId": self.id("subnet", target), "CidrBlock": block.attributes["cidr_block"],
                                     "Tags": tags(name_of(block))})
        for target, block in self.resources(root, "aws_nat_gateway"):
            world["NatGateways"].append({**common, "NatGatewayId": self.id("nat", target), "State": "available", "Tags": tags(name_of(block))})
        for target, block in self.resources(root, "aws_internet_gateway"):
            world["InternetGateways"].append({"Region": region, "InternetGatewayId": self.id("igw", target), "Tags": tags(name_of(block)),
                                              "Attachments": [{"State": "available", "VpcId": vpc}]})
        for service in ("s3", "dynamodb"):
            if not any(row["PrefixListId"] == f"pl-{region}-{service}" for row in world["PrefixLists"]):
                world["PrefixLists"].append({"Region": region, "PrefixListId": f"pl-{region}-{service}", "Cidrs": ["3.5.0.0/19"],
                                             "PrefixListName": f"com.amazonaws.{region}.{service}"})
        for target, block in self.resources(root, "aws_security_group"):
            self.group(common, self.id("sg", target), block.attributes["name"], tags(name_of(block)))
        self.group(common, f"sg-{vpc}-default", "default", [])

    def group(self, common, group, name, marks):
        made = {**common, "GroupId": group, "GroupName": name, "Description": "", "Tags": marks, "IpPermissions": [], "IpPermissionsEgress": []}
        self.of[common["OwnerId"]]["SecurityGroups"].append(made)
        return made

    def peering(self, root, block):
        name = name_of(block)
        ends = {side: self.estate.target(root, block.attributes[key]) for side, key in (("requester", "vpc_id"), ("accepter", "peer_vpc_id"))}
        options = {side: any(one.only(side) for _, one in self.resources(root, "aws_vpc_peering_connection_options")) for side in ends}
        for side, end in ends.items():
            account, region = self.place[end[0]]
            row = {"Region": region, "VpcPeeringConnectionId": f"pcx-{name}", "Tags": tags(name), "Status": {"Code": "active", "Message": "Active"}}
            for other, target in ends.items():
                owner, where = self.place[target[0]]
                block_of = self.estate.resources(target[0])[target[1:]].attributes["cidr_block"]
                row[f"{other.capitalize()}VpcInfo"] = {"CidrBlock": block_of, "OwnerId": owner, "VpcId": self.vpc(target[0]), "Region": where,
                                                       "CidrBlockSet": [{"CidrBlock": block_of}]}
                if owner == account and where == region:
                    row[f"{other.capitalize()}VpcInfo"]["PeeringOptions"] = {"AllowDnsResolutionFromRemoteVpc": options[other]}
            rows = self.of[account]["VpcPeeringConnections"]
            if not any(one["VpcPeeringConnectionId"] == row["VpcPeeringConnectionId"] and one["Region"] == region for one in rows):
                rows.append(row)

    def far_group(self, root, value):
        if isinstance(value, hcl.Template):
            value = hcl.Reference(tuple(re.fullmatch(r"\d{12}/\$\{([\w.-]+)\}", value.text)[1].split(".")))
        return self.estate.target(root, value)

    def rules(self):
        groups = {group["GroupId"]: group for world in self.of.values() for group in world["SecurityGroups"]}
        for direction, key in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
            for root, block in self.estate.everywhere(f"aws_vpc_security_group_{direction}_rule"):
                said = block.attributes
                own = self.estate.target(root, said["security_group_id"])
                row = {"IpProtocol": said["ip_protocol"], "FromPort": said["from_port"], "ToPort": said["to_port"], "IpRanges": [], "Ipv6Ranges": [],
                       "PrefixListIds": [], "UserIdGroupPairs": []}
                if "cidr_ipv4" in said:
                    row["IpRanges"] = [{"CidrIp": said["cidr_ipv4"], "Description": said["description"]}]
                elif "prefix_list_id" in said:
                    endpoint = self.estate.target(root, said["prefix_list_id"])
                    row["PrefixListIds"] = [{"PrefixListId": f"pl-{self.place[root][1]}-{endpoint[2]}"}]
                else:
                    other = self.far_group(root, said["referenced_security_group_id"])
                    pair = {"GroupId": self.id("sg", other), "UserId": self.place[other[0]][0]}
                    if other[0] != own[0]:
                        pair |= {"VpcId": self.vpc(other[0]), "VpcPeeringConnectionId": "pcx", "PeeringStatus": "active"}
                    row["UserIdGroupPairs"] = [pair]
                groups[self.id("sg", own)][key].append(row)

    def routes(self):
        tables = {}
        for root, (account, region) in self.place.items():
            vpc = self.vpc(root)
            blocks = [block.attributes["cidr_block"] for _, block in self.resources(root, "aws_vpc")]
            blocks += [block.attributes["cidr_block"] for _, block in self.resources(root, "aws_vpc_ipv4_cidr_block_association")]
            local = [{"DestinationCidrBlock": block, "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"} for block in blocks]
            made = [(self.id("rtb", target), tags(name_of(block)), []) for target, block in self.resources(root, "aws_route_table")]
            for table, marks, held in [*made, (f"rtb-{vpc}-main", [], [{"Main": True, "RouteTableAssociationId": "rtbassoc-main"}])]:
                tables[table] = {"Region": region, "RouteTableId": table, "VpcId": vpc, "OwnerId": account, "Tags": marks, "Associations": held,
                                 "Routes": [dict(one) for one in local], "PropagatingVgws": []}
                self.of[account]["RouteTables"].append(tables[table])
        for root, block in self.estate.everywhere("aws_route_table_association"):
            table, subnet = (self.estate.target(root, block.attributes[key]) for key in ("route_table_id", "subnet_id"))
            tables[self.id("rtb", table)]["Associations"].append({"Main": False, "SubnetId": self.id("subnet", subnet)})
        for root, block in self.estate.everywhere("aws_vpc_endpoint"):
            for table in block.attributes.get("route_table_ids", []):
                service = block.attributes["service_name"].rsplit(".", 1)[1]
                tables[self.id("rtb", self.estate.target(root, table))]["Routes"].append({
                    "DestinationPrefixListId": f"pl-{self.place[root][1]}-{service}", "GatewayId": f"vpce-{service}", "State": "active"})
        for root, block in self.estate.everywhere("aws_route"):
            said = block.attributes
            row = {"DestinationCidrBlock": said["destination_cidr_block"], "Origin": "CreateRoute", "State": "active"}
            if "gateway_id" in said:
                row["GatewayId"] = self.id("igw", self.estate.target(root, said["gateway_id"]))
            elif "nat_gateway_id" in said:
                row["NatGatewayId"] = self.id("nat", self.estate.target(root, said["nat_gateway_id"]))
            else:
                row["VpcPeeringConnectionId"] = "pcx-" + name_of(next(one for _, one in self.resources(root, "aws_vpc_peering_connection")))
            tables[self.id("rtb", self.estate.target(root, said["route_table_id"]))]["Routes"].append(row)

    def lists(self):
        """Amazon EC2 API reference, NetworkAcl, NetworkAclEntry: protocols are numbers, the last entry of each way denies."""
        numbers = {"tcp": "6", "udp": "17", "icmp": "1"}
        last = [{"RuleNumber": 32767, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": way} for way in (False, True)]
        for root, (account, region) in self.place.items():
            vpc, walled = self.vpc(root), set()
            for target, block in self.resources(root, "aws_network_acl"):
                entries = []
                for kind in ("ingress", "egress"):
                    for said in (one.attributes for one in block.only(kind)):
                        row = {"RuleNumber": said["rule_no"], "RuleAction": said["action"], "Protocol": numbers[said["protocol"]],
                               "CidrBlock": said["cidr_block"], "Egress": kind == "egress"}
                        row |= {"IcmpTypeCode": {"Type": said["icmp_type"], "Code": said["icmp_code"]}} if said["protocol"] == "icmp" else \
                            {"PortRange": {"From": said["from_port"], "To": said["to_port"]}}
                        entries.append(row)
                around = [self.id("subnet", self.estate.target(root, subnet)) for subnet in block.attributes["subnet_ids"]]
                walled |= set(around)
                self.list(account, region, vpc, self.id("acl", target), False, tags(name_of(block)), around, entries + last)
            rest = [self.id("subnet", target) for target, _ in self.resources(root, "aws_subnet") if self.id("subnet", target) not in walled]
            everything = [{**row, "RuleNumber": 100, "RuleAction": "allow"} for row in last]
            self.list(account, region, vpc, f"acl-{vpc}-default", True, [], rest, everything + last)

    def list(self, account, region, vpc, called, default, marks, around, entries):
        self.of[account]["NetworkAcls"].append({
            "Region": region, "NetworkAclId": called, "VpcId": vpc, "OwnerId": account, "IsDefault": default, "Tags": marks,
            "Associations": [{"NetworkAclId": called, "SubnetId": subnet} for subnet in around], "Entries": [dict(row) for row in entries]})

    def role(self, root, value):
        target = self.estate.target(root, value)
        return self.estate.resources(target[0])[target[1:]].attributes["name"]

    def cluster(self, root, block):
        account, region = self.provider(root)
        environment, name = root.split("/")[0], block.attributes["name"]
        entries = self.of[account]["Clusters"][name] = []

        def enter(arn, kind, groups, policies):
            entries.append({"clusterName": name, "principalArn": arn, "type": kind, "kubernetesGroups": groups, "policies": policies})

        own = f"arn:aws:iam::{account}:role/"
        enter(own + "aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS", "STANDARD", [], [{
            "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEventPolicy", "accessScope": {"type": "cluster", "namespaces": []}}])
        for where, nodes in self.estate.everywhere("aws_eks_node_group"):
            if where == root:
                enter(own + self.role(where, nodes.attributes["node_role_arn"]), "EC2_LINUX", ["system:nodes"], [])
        for where, one in self.estate.everywhere("aws_eks_access_entry"):
            if where.split("/")[0] == environment:
                policies = [{"policyArn": policy.attributes["policy_arn"], "accessScope": {"type": policy.only("access_scope")[0].attributes["type"], "namespaces": []}}
                            for other, policy in self.estate.everywhere("aws_eks_access_policy_association")
                            if other == where and policy.labels[1] == one.labels[1]]
                role = self.role(where, one.attributes["principal_arn"])
                enter(own + role, one.attributes["type"], one.attributes.get("kubernetes_groups", []), policies)
                self.of[account]["may"][role] = self.rights(environment, one.attributes.get("kubernetes_groups", []), policies)
        vpc = self.vpc(f"{environment}/network")
        made = self.group({"Region": region, "OwnerId": account, "VpcId": vpc}, f"sg-{name}-own", f"eks-cluster-sg-{name}-1234567890",
                          [{"Key": "aws:eks:cluster-name", "Value": name}])
        open_to = {"IpProtocol": "-1", "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
        made["IpPermissions"].append({**open_to, "UserIdGroupPairs": [{"GroupId": made["GroupId"], "UserId": account}]})
        made["IpPermissionsEgress"].append({**open_to, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})

    def rights(self, environment, groups, policies):
        """What the objects of the cluster let these groups do, a line for each verb and resource: `get pods *`, `get configmaps shop`."""
        if any(policy["policyArn"].endswith("/AmazonEKSClusterAdminPolicy") for policy in policies):
            return ["everything"]
        held, bound = {}, []
        for path in sorted((self.kubernetes / environment).rglob("*.yaml")):
            one = block_yaml.load(path.read_text(encoding="utf-8"))
            space = one.get("metadata", {}).get("namespace", "*")
            if one["kind"] in ("Role", "ClusterRole"):
                held[one["kind"], space, one["metadata"]["name"]] = one["rules"]
            elif one["kind"] in ("RoleBinding", "ClusterRoleBinding") and any(who["name"] in groups for who in one["subjects"]):
                bound.append((one["roleRef"]["kind"], space, one["roleRef"]["name"]))
        return [f"{verb} {resource} {key[1]}" for key in bound for rule in held[key] if "resourceNames" not in rule
                for resource in rule["resources"] for verb in rule["verbs"]]

    def write(self, account, folder):
        """The world of an account, where the doubles find it."""
        world = dict(self.of[account])
        may = world.pop("may")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "world.json").write_text(json.dumps(world), encoding="utf-8")
        (folder / "may").mkdir(exist_ok=True)
        for role, lines in may.items():
            (folder / "may" / role).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
