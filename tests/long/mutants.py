#!/usr/bin/env python3
"""The proof notices a wrong emitter and a wrong deriver: each change below spoils one of them, the compiler is built anew from
the spoiled sources, and the design exercise, or the program that stands with it, must be refused for the reason that stands beside it. A proof that shared code or facts
with what it judges would let some of them pass."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT, WORK = pathlib.Path(os.environ["ROOT"]), pathlib.Path(os.environ["TMP"]) / "spoiled"
OPENS, CLOSES = "artefact-opens-path", "artefact-closes-path"
T, K, H, E = "targets/terraform/", "targets/kubernetes/", "targets/helm/target.bastide", "compiler/estate/"

# file, what stands there, what is put in its place, findings of which at least one must be reported; and the program, where it is another
EXERCISE = "examples/design-exercise"
HOSTS, NODES = "tests/checks/good_hosts-without-endpoints.bastide", "tests/checks/good_cluster-without-endpoints.bastide"
MUTANTS = [
    (T + "network.bastide", "cidr_block               s.cidr", 'cidr_block               "10.0.99.0/24"', [OPENS]),
    (T + "network.bastide", "availability_zone        s.zone.name", 'availability_zone        "us-east-1a"', [CLOSES]),
    (T + "network.bastide", "map_public_ip_on_launch  true when gives-addresses(t)", "map_public_ip_on_launch  true", [OPENS]),
    (T + "network.bastide", "where r.via is internet or r.via is nat {", "where r.via is internet {", [CLOSES]),
    (T + "network.bastide", "@aws_internet_gateway.main.id when r.via is internet", "@aws_internet_gateway.main.id", [OPENS]),
    (T + "network.bastide", 'route_table_id  @aws_route_table."{name(terraform, s.table)}".id', "route_table_id  @aws_route_table.public.id",
     [OPENS]),
    (T + "network.bastide", 'subnet_id      @aws_subnet."{name(terraform, g.subnet)}".id', "subnet_id      @aws_subnet.data-a.id", [OPENS, CLOSES]),
    (T + "peering.bastide", "auto_accept  true", "auto_accept  false", [CLOSES]),
    (T + "peering.bastide", "where r.subnet and not is-read(r.table.tier)", "where r.subnet and r.network is p.requester", [CLOSES]),
    (T + "peering.bastide", "destination_cidr_block  r.destination", "destination_cidr_block  r.subnet.network.cidr", [OPENS]),
    (T + "peering.bastide", "when p.dns {", "when not p.dns {", [CLOSES]),
    (T + "peering.bastide", "requester  { allow_remote_vpc_dns_resolution true }", "requester  { allow_remote_vpc_dns_resolution false }", [CLOSES]),
    (T + "groups.bastide", "from_port    p.first", "from_port    22", [OPENS]),
    (T + "groups.bastide", "cidr_ipv4          from\n", "cidr_ipv4          anywhere\n", [OPENS]),
    (T + "groups.bastide", "cidr_ipv4          to\n", "cidr_ipv4          10.0.0.0/8\n", [CLOSES]),
    (T + "security.bastide", "+ connection(at(ends, 0), at(ends, 1), port-of(f), why-all(f))",
     "+ connection(at(ends, 1), at(ends, 0), port-of(f), why-all(f))", [OPENS]),
    (T + "security.bastide", "+ connection(at(steps, count(steps) - 1), target, p, \"administration\")",
     "+ connection(at(steps, count(steps) - 1), target, https, \"administration\")", [OPENS]),
    (T + "security.bastide", "+ connection(balancer-group(s, side), group-of(s), target-port(s), ",
     "+ connection(balancer-group(s, side), group-of(s), ssh, ", [OPENS]),
    (T + "groups.bastide", "if f.target is service and f.via is load-balancer then", "if f.target is service and f.via is admin-path then",
     [OPENS]),
    (T + "edge.bastide", 'internal                side is "internal"', "internal                false", [OPENS]),
    (T + "edge.bastide", 'internal                side is "internal"', "internal                true", [CLOSES]),
    (T + "edge.bastide", "port               p.first", "port               8443", [CLOSES]),
    (T + "edge.bastide", "if side is \"public\" then public-tier(network-of(s)) else tier-of(s)", "tier-of(s)", [CLOSES]),
    (T + "edge.bastide", '@aws_security_group."{balancer-group(s, side)}".id', '@aws_security_group."{group-of(s)}".id', [OPENS]),
    (T + "edge.bastide", "port                  target-port(s).first", "port                  22", [CLOSES]),
    (T + "data.bastide", '+ in-subnets(tier-of(s), "subnet_ids")', '+ in-subnets(public-tier(network-of(s)), "subnet_ids")', [OPENS]),
    (T + "data.bastide", '+ in-group(network-of(s), group-of(s), "vpc_security_group_ids")', '+ in-group(network-of(s), "nodes", "vpc_security_group_ids")',
     [OPENS]),
    (T + "data.bastide", "prevent_destroy true when e.lasting", "prevent_destroy false", [CLOSES]),
    (T + "data.bastide", "deletion_protection       e.lasting", "deletion_protection       false", [CLOSES]),
    (T + "data.bastide", "skip_final_snapshot       not e.lasting", "skip_final_snapshot       true", [CLOSES]),
    (T + "data.bastide", "backup_retention_period   days(s.backups)", "backup_retention_period   0", [CLOSES]),
    (T + "data.bastide", "snapshot_retention_limit  days(s.backups)", "snapshot_retention_limit  1", [CLOSES]),
    (T + "data.bastide", "storage_encrypted         s.encryption is full", "storage_encrypted         false", [CLOSES]),
    (T + "data.bastide", "at_rest_encryption_enabled  s.encryption is full", "at_rest_encryption_enabled  false", [CLOSES]),
    (T + "data.bastide", "transit_encryption_enabled  true", "transit_encryption_enabled  false", [OPENS]),
    (T + "data.bastide", '      user_group_ids            [@aws_elasticache_user_group."{store-label(s)}".user_group_id]\n', "", [OPENS]),
    (T + "edge.bastide", 'protocol         "HTTPS"', 'protocol         "HTTP"', [OPENS]),
    (T + "firewalls.bastide", "where count(firewalls-of(s)) > 0 {", "where count(firewalls-of(s)) > 9 {", [CLOSES]),
    (K + "access.bastide", "else reading-verbs\n", 'else ["get", "list", "watch", "create"]\n', [OPENS]),
    (K + "access.bastide", 'if g.level is admin then "cluster-admin" else cluster-group(g.principal)', '"cluster-admin"', [OPENS]),
    (K + "access.bastide", "    resources  resources-in(g, a)\n", '    resources  ["*"]\n', [OPENS]),
    (K + "access.bastide", '  name      cluster-group(r)\n', '  name      "system:authenticated"\n', [OPENS]),
    (K + "access.bastide", '"{e}/cluster/binding-', '"dev/cluster/binding-{e}-', [CLOSES]),
    (K + "access.bastide", "and (g.level is admin or g.level is read)", "and g.level is admin", [CLOSES]),
    (K + "access.bastide", "  sorted(unique([each r in g.resources, a in api-groups where whole(text(r)) in a.serves : a]))",
     "  slice(sorted(unique([each r in g.resources, a in api-groups where whole(text(r)) in a.serves : a])), 0, 1)", [CLOSES]),
    (K + "access.bastide", 'verbs          ["get", "list", "watch", "patch"]', 'verbs          ["get", "list", "watch", "patch", "delete"]', [OPENS]),
    (K + "access.bastide", 'verbs          ["get", "list", "watch", "patch"]', 'verbs          ["get", "list", "watch"]', [CLOSES]),
    (K + "access.bastide", "resourceNames  [workload-name(s)]", 'resourceNames  ["default"]', [OPENS]),
    (T + "cluster.bastide", "[cluster-group(r)] when g.level is read", '["system:masters"]', [OPENS]),
    (T + "cluster.bastide", "[cluster-group(r)] when g.level is read", '["bastide-devops"]', [OPENS]),
    (T + "cluster.bastide", "AmazonEKSClusterAdminPolicy", "AmazonEKSViewPolicy", [OPENS, CLOSES]),
    (T + "cluster.bastide", 'access_scope   { type "cluster" }', 'access_scope   { type "namespace" }', [CLOSES]),
    (T + "cluster.bastide", '"API"', '"API_AND_CONFIG_MAP"', [OPENS]),
    (T + "cluster.bastide", "bootstrap_cluster_creator_admin_permissions  false", "bootstrap_cluster_creator_admin_permissions  true", [OPENS]),
    (T + "cluster.bastide", "Principal  { AWS [each who in r.assumed-by : text(who)] }", 'Principal  { AWS "*" }', [OPENS]),
    (T + "cluster.bastide", "Principal  { AWS [each who in r.assumed-by : text(who)] }", 'Principal  { Service "ec2.amazonaws.com" }', [OPENS]),
    (T + "cluster.bastide", '"ec2.amazonaws.com", "", "")', '"lambda.amazonaws.com", "", "")', [OPENS]),
    (T + "identity.bastide", "        StringEquals {\n", "        StringLike {\n", [OPENS]),
    (T + "identity.bastide", ":environment:{place}", ":*", [OPENS]),
    (T + "identity.bastide", "github-environment(e))", '"elsewhere")', [OPENS]),
    (T + "identity.bastide", '"sts.amazonaws.com"\n          ', '"anybody"\n          ', [OPENS]),
    (T + "identity.bastide", "[delivery-group(p)]", '["bastide-devops"]', [OPENS]),
    (K + "policies.bastide", 'spec { podSelector {}; policyTypes ["Ingress", "Egress"] }', 'spec { podSelector {}; policyTypes ["Egress"] }', [OPENS]),
    (K + "policies.bastide", "  port      p.first\n", "  port      p.first\n  endPort   65535\n", [OPENS]),
    (K + "policies.bastide", "    except  not-internet() when block is anywhere\n", "", [OPENS]),
    (K + "policies.bastide", "from   [each subnet in balancer-tier(s, side).subnets { + block-entry(subnet.cidr) }]", "from   [map({ + block-entry(0.0.0.0/0) })]",
     [OPENS]),
    (K + "policies.bastide", "from   [each subnet in balancer-tier(s, side).subnets {", "from   [each subnet in slice(balancer-tier(s, side).subnets, 0, 1) {",
     [CLOSES]),
    (K + "policies.bastide", "egress [each f in opened-by(s), p in f.port {", "egress [each f in accepted-by(s), p in f.port {", [CLOSES]),
    (K + "policies.bastide", '"kube-dns"', '"anything"', [OPENS]),
    (K + "policies.bastide", "169.254.170.23/32", "169.254.169.254/32", [OPENS]),
    (K + "policies.bastide", "namespaceSelector { matchLabels { + named-namespace(space) } } })]\n  ports", "namespaceSelector {} })]\n  ports", [OPENS]),
    (K + "policies.bastide", "podSelector  { matchLabels { + pods-of(s) } }\n    policyTypes",
     'podSelector  { matchLabels { app workload-name(s) } }\n    policyTypes', [OPENS]),
    (K + "namespaces.bastide", '"pod-security.kubernetes.io/{mode}"  "restricted"', '"pod-security.kubernetes.io/{mode}"  "baseline"', [OPENS]),
    (K + "namespaces.bastide", "automountServiceAccountToken false", "automountServiceAccountToken true", [OPENS]),
    (K + "pods.bastide", 'type      "ClusterIP"', 'type      "LoadBalancer"', [OPENS]),
    (K + "pods.bastide", "selector  { + pods-of(s) }", 'selector  { "app.kubernetes.io/name" "another" }', [OPENS]),
    (K + "pods.bastide", "targetPort  l.port.first", "targetPort  22", [OPENS]),
    (K + "pods.bastide", "serviceAccountName  service-account-of(s)", 'serviceAccountName  "default"', [OPENS]),
    (K + "pods.bastide", "allowPrivilegeEscalation  false", "allowPrivilegeEscalation  true", [OPENS]),
    (T + "objects.bastide", "podSelector     { matchLabels { + pods-of(s) } }", "podSelector     {}", [OPENS]),
    (T + "objects.bastide", '@aws_security_group."{group-of(s)}".id)]', "@aws_security_group.nodes.id)]", [OPENS]),
    (T + "objects.bastide", '@aws_security_group."{group-of(s)}".id)]',
     '@aws_security_group."{group-of(s)}".id), from("{network-of(s)}/network", @aws_security_group.nodes.id)]', [OPENS]),
    (T + "objects.bastide", "items       [each s in with-pod-groups(e) {", "items       [each s in slice(with-pod-groups(e), 1, 9) {", [CLOSES]),
    (T + "objects.bastide", "namespace  namespace-of(s)", 'namespace  "default"', [OPENS]),
    (T + "cluster.bastide", 'ENABLE_POD_ENI  "true"', 'ENABLE_POD_ENI  "false"', [CLOSES]),
    (T + "cluster.bastide", 'AWS_VPC_K8S_CNI_EXTERNALSNAT  "true"', 'AWS_VPC_K8S_CNI_EXTERNALSNAT  "false"', [OPENS]),
    (T + "cluster.bastide", '    + with-policy("control-plane", "AmazonEKSVPCResourceController")\n', "", [CLOSES]),
    (T + "cluster.bastide", 'enableNetworkPolicy "true"', 'enableNetworkPolicy "false"', [OPENS]),
    (T + "cluster.bastide", "http_put_response_hop_limit  1", "http_put_response_hop_limit  2", [OPENS]),
    (T + "cluster.bastide", "node_role_arn           @aws_iam_role.nodes.arn\n    subnet_ids              [each s in cluster-tier(e).subnets",
     "node_role_arn           @aws_iam_role.nodes.arn\n    subnet_ids              [each s in public-tier(n).subnets", [OPENS]),
    (T + "cluster.bastide", "node_role_arn           @aws_iam_role.nodes.arn", "node_role_arn           @aws_iam_role.control-plane.arn", [CLOSES]),
    (T + "cluster.bastide", '  + with-policy("nodes", "AmazonEC2ContainerRegistryPullOnly")\n', "", [CLOSES]),
    (T + "cluster.bastide", '+ with-policy("nodes", "AmazonEC2ContainerRegistryPullOnly")', '+ with-policy("nodes", "AdministratorAccess")', [OPENS]),
    (T + "cluster.bastide", '        Action    "eks:DescribeCluster"', '        Action    "eks:*"', [OPENS]),
    (T + "delivery.bastide", 'http_tokens    "required"', 'http_tokens    "optional"', [OPENS]),
    (T + "delivery.bastide", "vpc_zone_identifier  [each x in tier-of(s).subnets", "vpc_zone_identifier  [each x in public-tier(network-of(s)).subnets", [OPENS]),
    (T + "keys.bastide", 'Principal  { AWS "arn:aws:iam::{e.account}:root" }', 'Principal  { AWS "*" }', [OPENS]),
    (T + "keys.bastide", 'Principal  { AWS "arn:aws:iam::{e.account}:root" }', "Principal  { AWS [] }", [CLOSES]),
    (T + "keys.bastide", '"arn:aws:logs:{home-region(e)}:{e.account}:*"', '"arn:aws:logs:*:*:*"', [OPENS]),
    (T + "edge.bastide", 'Condition  { StringEquals { "aws:SourceAccount" "{e.account}" } }', 'Condition  { StringLike { "aws:SourceAccount" "*" } }', [OPENS]),
    (T + "edge.bastide", '  Condition  { Bool { "aws:SecureTransport" "false" } }\n', "", [CLOSES]),
    (T + "buckets.bastide", "restrict_public_buckets  true", "restrict_public_buckets  false", [OPENS]),
    (T + "artefacts.bastide", 'Condition  { ArnEquals { "aws:PrincipalArn" fetchers } }', 'Condition  { ArnLike { "aws:PrincipalArn" "*" } }', [OPENS]),
    (T + "artefacts.bastide", 'Resource  [each image in images-of(p) : @aws_ecr_repository."{name(terraform, image)}".arn]', 'Resource  "*"', [OPENS]),
    (T + "identity.bastide", "Resource  resources-of(r, p, e)", 'Resource  "*"', [OPENS]),
    (T + "identity.bastide", "{package-folder(p, s.name)}/*", "{p}/*", [OPENS]),
    (T + "identity.bastide", 'Action    "ssm:GetParameter"', 'Action    "ssm:*"', [OPENS]),
    (T + "identity.bastide", "parameter{from-root(secret-name(u.secret, e))}", "parameter/*", [OPENS]),
    (T + "identity.bastide", "where u.of is s and u.secret is secret and u.secret.from is parameter-store {",
     "where u.of is s and u.secret is secret and u.secret.from is vault {", [CLOSES]),
    (T + "identity.bastide", 'Sid       "Key{hash(k.name)}"\n            Effect    "Allow"\n            Action    "kms:Decrypt"',
     'Sid       "Key{hash(k.name)}"\n            Effect    "Allow"\n            Action    "kms:*"', [OPENS]),
    (T + "identity.bastide", 'Action    "elasticache:Connect"', 'Action    "elasticache:*"', [OPENS]),
    (T + "identity.bastide", ':user:{cache-user(x, s)}"', ':user:*"', [OPENS]),
    (T + "identity.bastide", ',\n                "{arn-in("elasticache", x)}:user:{cache-user(x, s)}"]', "]", [CLOSES]),
    (T + "identity.bastide", 'Sid       "Stores"\n            Effect    "Allow"\n            Action    "ssm:GetParameter"',
     'Sid       "Stores"\n            Effect    "Allow"\n            Action    "ssm:*"', [OPENS]),
    (T + "identity.bastide", '["kafka-cluster:Connect", ', "[", [CLOSES]),
    (T + "identity.bastide", '"kafka-cluster:WriteData" when', '"kafka-cluster:DeleteTopic" when', [OPENS]),
    (T + "identity.bastide", "topic/{platform-name(x)}/*", "topic/*", [OPENS]),
    (T + "identity.bastide", '["es:ESHttpGet", "es:ESHttpHead"]', '["es:ESHttpGet"]', [CLOSES]),
    (T + "identity.bastide", "domain/{platform-name(x)}/*{", "domain/*{", [OPENS]),
    (T + "identity.bastide", "family in [cache, stream, search]", "family in [cache, stream]", [CLOSES]),
    (T + "identity.bastide", "each f in flows where f.source is s and f.target is store and knows-roles(f.target)",
     "each f in flows where f.source is service and f.target is store and knows-roles(f.target)", [OPENS]),
    (T + "identity.bastide", "service_account  service-account-of(s)", 'service_account  "default"', [OPENS]),
    (T + "identity.bastide", 'client_id_list  ["sts.amazonaws.com"]', 'client_id_list  ["anybody"]', [OPENS]),
    (T + "data.bastide", 'access_string        cache-rights(c, s)\n        authentication_mode  { type "iam" }',
     'access_string        "on ~* +@all"\n        authentication_mode  { type "iam" }', [OPENS]),
    (T + "data.bastide", "each f in flows where f.target is s and f.source is service : f.source", 
     "each f in flows where f.source is service and f.source.environment is s.environment : f.source", [OPENS]),
    (T + "data.bastide", "unauthenticated  false", "unauthenticated  true", [OPENS]),
    (T + "data.bastide", "publicly_accessible   false", "publicly_accessible   true", [OPENS]),
    (T + "data.bastide", "enforce_https        true", "enforce_https        false", [OPENS]),
    (T + "network.bastide", '  resource "aws_default_security_group" "none" {\n    vpc_id  @aws_vpc.main.id\n    tags    map({ Name "{n}-none" })\n  }\n', "", [OPENS]),
    (T + "edge.bastide", '  Condition  { Bool { "aws:SecureTransport" "false" } }\n', '  Condition  { Bool { "aws:SecureTransport" "true" } }\n', [CLOSES]),
    (T + "firewalls.bastide", '@aws_lb."{balancer-label(s, "public")}".arn', '"arn:aws:elasticloadbalancing:::loadbalancer/theirs"', [OPENS]),
    (T + "providers.bastide", "allowed_account_ids  [", 'allowed_account_ids  ["999999999999", ', ["artefact-unread"]),
    (H, "serviceAccount  service-account-of(s)", 'serviceAccount  "default"', [OPENS]),
    (H, "name            workload-name(s)", 'name            "another"', [OPENS]),
    (H, "port         l.port.first", "port         22", [OPENS]),
    (H, "    secret  secret-object(x.secret)\n    key", '    secret  "another"\n    key', [OPENS]),
    (H, "targetGroup  target-group-name(s, \"main\")", 'targetGroup  "another"', [OPENS]),
    ("stdlib/kinds/delivery-right.bastide", 'delivery-right Cluster { what eks; action "eks:DescribeCluster"; on "arn:aws:eks:<place>:cluster/<cluster>" }\n', "", [CLOSES]),
    ("stdlib/kinds/delivery-right.bastide", '"codedeploy:CreateDeployment", "codedeploy:GetDeployment"', '"codedeploy:GetDeployment"', [CLOSES]),
    (T + "artefacts.bastide", '"ecr:InitiateLayerUpload", "ecr:PutImage",', '"ecr:InitiateLayerUpload",', [CLOSES]),
    ("stdlib/kinds/delivery-right.bastide", '"arn:aws:s3:::<state>/<root>/terraform.tfstate", ', '"arn:aws:s3:::<state>/*", ', [OPENS]),
    ("stdlib/kinds/delivery-right.bastide", "delivery-right Audit {\n  what    compliance", "delivery-right Audit {\n  what    dependencies", [OPENS]),
    ("stdlib/cluster-rights.bastide", 'constant reading-verbs string+ "get", "list", "watch"', 'constant reading-verbs string+ "get", "list"', [CLOSES]),
    ("stdlib/kinds/cluster-need.bastide", "port 10250/tcp;", "port 1..65535;", [OPENS]),
    (T + "data.bastide", "multi_az              s.standby is zone", "multi_az              false", [CLOSES]),
    (T + "data.bastide", "multi_az_enabled          readers-of(s) > 0", "multi_az_enabled          false", [CLOSES]),
    (T + "data.bastide", 'final_snapshot_identifier  "{former(name(cache, "{e}", s.name))}-final" when e.lasting', "", [CLOSES]),
    (T + "data.bastide", "delete_automated_backups  false", "delete_automated_backups  true", [CLOSES]),
    (T + "edge.bastide", "enable_deletion_protection  e.lasting", "enable_deletion_protection  false", [CLOSES]),
    (T + "keys.bastide", "deletion_window_in_days  30", "deletion_window_in_days  7", [CLOSES]),
    ("targets/github-workflows/deploy.bastide", "needs            waits\n  + machine-of-change", "needs            []\n  + machine-of-change", [OPENS]),
    ("targets/github-workflows/infrastructure.bastide", "needs            waits", "needs            []", [OPENS]),
    (E + "derive_routes.c", "\tone_way(c->d, other, tier, peering, link, origin);", "", [CLOSES]),
    (E + "derive_network.c", "number = (uint64_t)from.i + place_of(d, zone);", "number = (uint64_t)from.i + place_of(d, zone) + 1;", [OPENS, CLOSES]),
    (E + "derive_gateways.c", "row_set(f, route, FIELD_route_table, val_object(table));", "row_set(f, route, FIELD_route_table, table ? VAL_ABSENT : VAL_ABSENT);",
     [CLOSES]),
    (E + "derive_flows.c", "if (!wanted || balanced == balanced_wanted)", "port.a = 9999 | 9999 << 16;\n\t\tif (!wanted || balanced == balanced_wanted)",
     [OPENS]),
    (T + "security.bastide", "leaves   count(user) > 2 and not", "leaves   count(user) > 9 and not", [CLOSES]),
    (T + "security.bastide", "    + by-gateway(from, x)\n", "", [CLOSES], HOSTS),
    (T + "security.bastide", '    + connection(from, "endpoints", https, "endpoints of the platform")', "", [CLOSES], HOSTS),
    (T + "security.bastide", '    + connection(from, "endpoints", https, "endpoints of the platform")', "", [CLOSES], NODES),
    (T + "delivery.bastide", "        echo ':enable_auth_policy: true' >> /etc/codedeploy-agent/conf/codedeployagent.yml\n", "", [CLOSES]),
    (T + "identity.bastide", '"codedeploy-commands-secure:PollHostCommand",\n', "", [CLOSES]),
    (T + "identity.bastide", "          }, each host in [s] where host.runs is ec2 {", "          }, each host in [s] {", [OPENS]),
    (E + "derive_peering.c", "row_set(f, peering, FIELD_peering_accepter, val_object(accepter));",
     "row_set(f, peering, FIELD_peering_accepter, val_object(requester));", [OPENS, CLOSES, "networks-overlap"]),
]


def make():
    return subprocess.run(["make", "-s", f"-j{os.cpu_count()}", f"BUILD={WORK}/build", "CFLAGS=-O1", f"{WORK}/build/bastide"], cwd=WORK,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def findings(program=EXERCISE):
    run = subprocess.run([WORK / "build/bastide", "check", program], cwd=WORK, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"ended with {run.returncode}\n{run.stderr[:2000]}")
    return re.findall(r"^error\[([a-z-]+)\]", run.stderr, re.M)


for folder in ("compiler", "grammar", "stdlib", "targets", "examples"):
    shutil.copytree(ROOT / folder, WORK / folder)
shutil.copytree(ROOT / "tests/checks", WORK / "tests/checks")
for file in ("Makefile", "VERSION"):
    shutil.copy(ROOT / file, WORK)
built = make()
for program in (EXERCISE, HOSTS, NODES):
    if built.returncode or findings(program):
        sys.exit(f"the sources as they are: {built.stdout[-2000:]} {program} {findings(program)}")

survived = 0
for file, old, new, wanted, *program in MUTANTS:
    path = WORK / file
    text = path.read_text()
    if old not in text:
        print(f"{file}: nothing says any more\n  {old}")
        survived += 1
        continue
    path.write_text(text.replace(old, new, 1))
    built = make()
    found = sorted(set(findings(*program))) if built.returncode == 0 else []
    path.write_text(text)
    verdict = "not built" if built.returncode else ", ".join(found) or "nothing"
    noticed = built.returncode == 0 and (set(wanted) & set(found) if wanted else True)
    survived += not noticed
    print(f"{'ok  ' if noticed else 'MISS'} {file}: {new.strip() or 'nothing'}: {verdict}{'' if noticed else built.stdout[-600:]}")
print(f"{len(MUTANTS) - survived} of {len(MUTANTS)} noticed")
sys.exit(1 if survived else 0)
