#!/usr/bin/env python3
"""The Terraform of examples/design-exercise against what the exercise asks for, written down here a second time and
read by a reader of our own (tools/hcl.py): nothing of bastide is asked but the bytes it wrote.

Afterwards the output is spoilt in many ways, one at a time; each must be seen.
"""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import hcl

REGION = "us-east-1"
ZONES = "abc"
TIERS = {"public": 1, "app": 11, "data": 21}                       # number of the first /24
NETWORKS = {                                                       # account, second part of the block, NAT gateways
    "dev": ("111111111111", 0, 1),
    "staging": ("111111111111", 10, 3),
    "staging-pci": ("222222222222", 11, 3),
    "production": ("111111111111", 20, 3),
    "production-pci": ("222222222222", 21, 3),
}
PEERINGS = [("production", "production-pci"), ("staging", "staging-pci")]
NAMED = {"aws_vpc", "aws_subnet", "aws_internet_gateway", "aws_nat_gateway", "aws_eip", "aws_route_table",
         "aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"}
TYPES_OF_ROUTES = {"aws_default_route_table", "aws_main_route_table_association"}
EVERYWHERE = {"0.0.0.0/0", "::/0"}


class Estate:
    """Every root of a tree of Terraform files; `problems` collects what is wrong."""

    def __init__(self, folder):
        self.problems = []
        self.roots = collections.defaultdict(list)
        for path in sorted(folder.rglob("*.tf")):
            try:
                self.roots[str(path.parent.relative_to(folder))] += hcl.read(path.read_text(encoding="utf-8"))
            except hcl.Malformed as error:
                self.problems.append(f"{path.relative_to(folder)}: {error}")

    def wrong(self, root, what):
        self.problems.append(f"{root}: {what}")

    def resources(self, root, kind=None):
        return {block.labels: block for block in self.roots.get(root, [])
                if block.kind == "resource" and kind in (None, block.labels[0])}

    def everywhere(self, kind):
        return [(root, block) for root in self.roots for block in self.resources(root, kind).values()]

    def target(self, root, value):
        """(root, type, name) of the resource that a value refers to, through another root's outputs if need be."""
        if not isinstance(value, hcl.Reference):
            return None
        parts = value.parts
        if parts[:2] == ("data", "terraform_remote_state") and len(parts) == 5 and parts[3] == "outputs":
            other = self.remote(root, parts[2])
            outputs = [block for block in self.roots.get(other, []) if block.kind == "output" and block.labels == (parts[4],)]
            return self.target(other, outputs[0].attributes.get("value")) if len(outputs) == 1 else None
        if parts[0] == "data" and any(block.kind == "data" and block.labels == parts[1:3] for block in self.roots.get(root, [])):
            return (root, "data." + parts[1], parts[2])
        return (root, parts[0], parts[1]) if parts[:2] in self.resources(root) else None

    def remote(self, root, name):
        """The root whose state `data.terraform_remote_state.NAME` reads; None when it reads none of ours."""
        for block in self.roots.get(root, []):
            if block.kind == "data" and block.labels == ("terraform_remote_state", name):
                config = block.attributes.get("config", {})
                for other, blocks in self.roots.items():
                    for terraform in (one for one in blocks if one.kind == "terraform"):
                        for backend in terraform.only("backend"):
                            if block.attributes.get("backend") == backend.labels[0] and all(
                                    backend.attributes.get(key) == config.get(key) for key in ("bucket", "key", "region")):
                                return other
        return None


# --- one network -------------------------------------------------------------------------------------

def network(estate, name):
    """Blocks, subnets, tables and ways out of one environment; returns {(table's name): tier}."""
    root, (account, second, gateways) = f"{name}/network", NETWORKS[name]
    vpcs = estate.resources(root, "aws_vpc")
    if [vpc.attributes.get("cidr_block") for vpc in vpcs.values()] != [f"10.{second}.0.0/16"]:
        estate.wrong(root, f"the network is not 10.{second}.0.0/16")
        return {}
    vpc = (root, *next(iter(vpcs)))
    wanted = {f"10.{second}.{first + index}.0/24": (tier, REGION + zone)
              for tier, first in TIERS.items() for index, zone in enumerate(ZONES)}
    subnets = {}
    for labels, block in estate.resources(root, "aws_subnet").items():
        block_of = block.attributes.get("cidr_block")
        place = wanted.pop(block_of, None)
        if place is None:
            estate.wrong(root, f"subnet {labels[1]} has {block_of}, which the exercise does not give")
        elif block.attributes.get("availability_zone") != place[1]:
            estate.wrong(root, f"subnet {labels[1]} stands in {block.attributes.get('availability_zone')}, not {place[1]}")
        else:
            subnets[labels[1]] = place
        if estate.target(root, block.attributes.get("vpc_id")) != vpc:
            estate.wrong(root, f"subnet {labels[1]} belongs to another network")
        if "map_public_ip_on_launch" in block.attributes:
            estate.wrong(root, f"subnet {labels[1]} says whether what starts there is given a public address: nothing of the exercise is")
    for block_of in wanted:
        estate.wrong(root, f"there is no subnet {block_of}")
    tables = tables_of(estate, root, subnets)
    ways_out(estate, root, vpc, subnets, tables, gateways)
    return {table: {subnets[subnet][0] for subnet in members} for table, members in tables.items()}


def tables_of(estate, root, subnets):
    """{table: [subnet, …]}; every subnet has one table, and every table subnets of one tier."""
    tables = {labels[1]: [] for labels in estate.resources(root, "aws_route_table")}
    seen = []
    for block in estate.resources(root, "aws_route_table_association").values():
        subnet, table = (estate.target(root, block.attributes.get(key)) for key in ("subnet_id", "route_table_id"))
        if not subnet or not table or subnet[2] not in subnets or table[2] not in tables:
            estate.wrong(root, f"an association of {block.labels[1]} that leads nowhere")
            continue
        seen.append(subnet[2])
        tables[table[2]].append(subnet[2])
    if sorted(seen) != sorted(subnets):
        estate.wrong(root, "not every subnet has exactly one route table")
    for table, members in tables.items():
        if len({subnets[member][0] for member in members}) != 1:
            estate.wrong(root, f"table {table} serves {len(members)} subnets of several tiers, or none")
    for block in estate.resources(root, "aws_route_table").values():
        if block.only("route") or "route" in block.attributes:
            estate.wrong(root, f"table {block.labels[1]} has routes of its own beside aws_route")
    for kind in TYPES_OF_ROUTES:
        if estate.resources(root, kind):
            estate.wrong(root, f"{kind} changes routes behind the tables")
    return tables


def ways_out(estate, root, vpc, subnets, tables, gateways):
    internet = {(root, *labels) for labels in estate.resources(root, "aws_internet_gateway")}
    if len(internet) != 1:
        estate.wrong(root, f"{len(internet)} internet gateways")
    for block in estate.resources(root, "aws_internet_gateway").values():
        if estate.target(root, block.attributes.get("vpc_id")) != vpc:
            estate.wrong(root, "the internet gateway belongs to another network")
    nats = {}
    for labels, block in estate.resources(root, "aws_nat_gateway").items():
        subnet = estate.target(root, block.attributes.get("subnet_id"))
        tier, zone = subnets.get(subnet[2] if subnet else None, (None, None))
        if tier != "public":
            estate.wrong(root, f"NAT gateway {labels[1]} does not stand in a public subnet")
        nats[(root, *labels)] = zone
    if len(nats) != gateways or len(set(nats.values())) != gateways:
        estate.wrong(root, f"{len(nats)} NAT gateways in {len(set(nats.values()))} zones, wanted {gateways}")
    defaults = collections.Counter()
    for block in estate.resources(root, "aws_route").values():
        table = estate.target(root, block.attributes.get("route_table_id"))
        members = tables.get(table[2], []) if table else []
        tiers, zones = {subnets[m][0] for m in members}, {subnets[m][1] for m in members}
        destination = block.attributes.get("destination_cidr_block", block.attributes.get("destination_ipv6_cidr_block"))
        through = estate.target(root, block.attributes.get("gateway_id", block.attributes.get("nat_gateway_id")))
        if destination not in EVERYWHERE:
            estate.wrong(root, f"route {block.labels[1]} to {destination} stands in a network's root")
        elif tiers == {"public"} and through in internet and "gateway_id" in block.attributes:
            defaults[table] += 1
        elif tiers == {"app"} and through in nats and "nat_gateway_id" in block.attributes:
            defaults[table] += 1
            if gateways > 1 and zones != {nats[through]}:
                estate.wrong(root, f"table {table[2]} leaves its zone to reach {through[2]}")
        else:
            estate.wrong(root, f"route {block.labels[1]} leads tier {sorted(tiers)} to {through and through[2]}")
    for table, members in tables.items():
        wanted = 0 if "data" in {subnets[m][0] for m in members} else 1
        if defaults[(root, "aws_route_table", table)] != wanted:
            estate.wrong(root, f"table {table} has {defaults[(root, 'aws_route_table', table)]} default routes, wanted {wanted}")


# --- between networks --------------------------------------------------------------------------------

def peering(estate, left, right, tiers):
    """Both ways, a route from every table of the app tier to every subnet of the other's app tier, and nothing else."""
    root = f"peering/{left}-{right}"
    connections = [(root, *labels) for kind in ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter")
                   for labels in estate.resources(root, kind)]
    ask = estate.resources(root, "aws_vpc_peering_connection")
    if len(ask) != 1 or len(connections) != 2:
        estate.wrong(root, "there is not one connection and one acceptance")
        return
    block = next(iter(ask.values()))
    for key, name in (("vpc_id", left), ("peer_vpc_id", right)):
        end = estate.target(root, block.attributes.get(key))
        if not end or end[:2] != (f"{name}/network", "aws_vpc"):
            estate.wrong(root, f"{key} is not the network of {name}")
    if block.attributes.get("peer_owner_id") != NETWORKS[right][0]:
        estate.wrong(root, f"the owner of the other side is not {NETWORKS[right][0]}")
    providers = {one.attributes.get("alias"): one for one in estate.roots[root] if one.kind == "provider"}
    wanted = collections.Counter()
    for source, other in ((left, right), (right, left)):
        for table, of in tiers[source].items():
            if of == {"app"}:
                for index in range(len(ZONES)):
                    wanted[(source, table, f"10.{NETWORKS[other][1]}.{TIERS['app'] + index}.0/24")] += 1
    found = collections.Counter()
    for block in estate.resources(root, "aws_route").values():
        table = estate.target(root, block.attributes.get("route_table_id"))
        through = estate.target(root, block.attributes.get("vpc_peering_connection_id"))
        if not table or table[1] != "aws_route_table" or through not in connections:
            estate.wrong(root, f"route {block.labels[1]} is in no table, or leads through no peering of this root")
            continue
        source = table[0].removesuffix("/network")
        found[(source, table[2], block.attributes.get("destination_cidr_block"))] += 1
        provider = block.attributes.get("provider")
        alias = provider.parts[1] if isinstance(provider, hcl.Reference) and len(provider.parts) == 2 else None
        accounts = providers[alias].attributes.get("allowed_account_ids") if alias in providers else None
        if accounts != [NETWORKS.get(source, (None,))[0]]:
            estate.wrong(root, f"route {block.labels[1]} is made in account {accounts}")
    for route in wanted - found:
        estate.wrong(root, f"no route from table {route[1]} of {route[0]} to {route[2]}")
    for route in found - wanted:
        estate.wrong(root, f"a route too many from table {route[1]} of {route[0]} to {route[2]}")


# --- every root --------------------------------------------------------------------------------------

def identity(estate, root):
    """Providers act in the account and region of the root, and in no other."""
    first, _, rest = root.partition("/")
    by_alias = {None: first}
    if first == "account":
        by_alias = {None: next((name for name in NETWORKS if NETWORKS[name][0] == rest), None)}
    elif first == "github":
        by_alias = {}
    elif first == "peering":
        by_alias = next(({"requester": one, "accepter": two} for one, two in PEERINGS if rest == f"{one}-{two}"), {})
    providers = [block for block in estate.roots[root] if block.kind == "provider" and block.labels == ("aws",)]
    if sorted(str(one.attributes.get("alias")) for one in providers) != sorted(map(str, by_alias)):
        estate.wrong(root, f"providers are {[one.attributes.get('alias') for one in providers]}, wanted {list(by_alias)}")
        return
    for one in providers:
        name = by_alias[one.attributes.get("alias")]
        if one.attributes.get("allowed_account_ids") != [NETWORKS[name][0]]:
            estate.wrong(root, f"the provider may act in {one.attributes.get('allowed_account_ids')}")
        if one.attributes.get("region") != REGION:
            estate.wrong(root, f"the provider acts in {one.attributes.get('region')}")


def names(estate, root):
    """Each Name tag begins with the environment's name."""
    first, _, rest = root.partition("/")
    allowed = [first] if first in NETWORKS else [one for pair in PEERINGS if rest == "-".join(pair) for one in pair]
    for labels, block in estate.resources(root).items():
        tags = block.attributes.get("tags")
        name = tags.get("Name") if isinstance(tags, dict) else None
        text = name.text if isinstance(name, hcl.Template) else name
        if name is None and labels[0] in NAMED:
            estate.wrong(root, f"{labels[0]}.{labels[1]} has no Name")
        elif name is not None and not any(text == one or str(text).startswith(one + "-") for one in allowed):
            estate.wrong(root, f"{labels[0]}.{labels[1]} is called {text!r}, which does not begin with {' or '.join(allowed)}")


def reads(estate, root):
    """What is referred to is there: in this root, or as an output of the other."""
    data = {block.labels for block in estate.roots[root] if block.kind == "data"}
    resources = estate.resources(root)
    for block in estate.roots[root]:
        for parts in hcl.references(block):
            if parts[:2] == ("data", "terraform_remote_state"):
                if parts[1:3] not in data:
                    estate.wrong(root, f"{'.'.join(parts)} is read from no state")
                elif len(parts) < 5 or parts[3] != "outputs" or not estate.target(root, hcl.Reference(parts)):
                    estate.wrong(root, f"{'.'.join(parts)} is no output of the root that is read")
            elif parts[0].startswith("aws_") and parts[:2] not in resources:
                estate.wrong(root, f"{'.'.join(parts)} is declared nowhere")


def circles(estate):
    """Roots are applied one after the other: none reads what waits for it."""
    reads_of = {root: {estate.remote(root, block.labels[1]) for block in estate.roots[root]
                       if block.kind == "data" and block.labels[0] == "terraform_remote_state"} for root in estate.roots}
    applied = set()
    while ready := {root for root in reads_of if root not in applied and reads_of[root] <= applied}:
        applied |= ready
    for root in sorted(set(reads_of) - applied):
        estate.wrong(root, f"it waits for {sorted(map(str, reads_of[root] - applied))}, which wait for it")


def problems_of(folder):
    estate = Estate(folder)
    vpcs = [root for root, _ in estate.everywhere("aws_vpc")]
    if sorted(vpcs) != sorted(f"{name}/network" for name in NETWORKS):
        estate.wrong("estate", f"{len(vpcs)} networks: {vpcs}")
    tiers = {name: network(estate, name) for name in NETWORKS}
    for left, right in PEERINGS:
        peering(estate, left, right, tiers)
    roots = {f"peering/{left}-{right}" for left, right in PEERINGS}
    for root, block in estate.everywhere("aws_route") + estate.everywhere("aws_vpc_peering_connection"):
        if "vpc_peering_connection_id" in block.attributes and root not in roots:
            estate.wrong(root, f"route {block.labels[1]} leads into a peering")
        elif block.labels[0] == "aws_vpc_peering_connection" and root not in roots:
            estate.wrong(root, "a peering that nobody asked for")
    for root in sorted(estate.roots):
        identity(estate, root)
        names(estate, root)
        reads(estate, root)
    circles(estate)
    return estate.problems


# --- what must be seen -------------------------------------------------------------------------------

NET, PEER = "production/network/", "peering/production-production-pci/"
SPOILT = [   # file, what stands there, what stands there instead, a word of the complaint
    (NET + "main.tf", '"10.20.0.0/16"', '"10.20.0.0/15"', "the network is not"),
    (NET + "subnets.tf", '"10.20.12.0/24"', '"10.20.14.0/24"', "does not give"),
    (NET + "subnets.tf", '"us-east-1b"', '"us-east-1a"', "stands in"),
    (NET + "subnets.tf", "aws_route_table.data.id", "aws_route_table.public.id", "several tiers"),
    (NET + "subnets.tf", "aws_subnet.data-b.id", "aws_subnet.data-a.id", "exactly one route table"),
    (NET + "routes.tf", "aws_route_table.app-a.id", "aws_route_table.data.id", "leads tier ['data']"),
    (NET + "routes.tf", "nat_gateway_id = aws_nat_gateway.nat-a.id", "gateway_id = aws_internet_gateway.main.id", "leads tier ['app']"),
    (NET + "routes.tf", "nat_gateway_id = aws_nat_gateway.nat-b.id", "nat_gateway_id = aws_nat_gateway.nat-a.id", "leaves its zone"),
    (NET + "routes.tf", "aws_subnet.public-c.id", "aws_subnet.public-b.id", "NAT gateways in 2 zones"),
    (NET + "routes.tf", "aws_subnet.public-a.id", "aws_subnet.app-a.id", "not stand in a public subnet"),
    (NET + "main.tf", 'Name = "production-internet"', 'Name = "prod-internet"', "does not begin with"),
    (NET + "providers.tf", 'allowed_account_ids = ["111111111111"]', 'allowed_account_ids = ["222222222222"]', "may act in"),
    (NET + "providers.tf", 'region = "us-east-1"\n  allowed', 'region = "eu-west-1"\n  allowed', "acts in"),
    (NET + "outputs.tf", 'output "aws_route_table_app-b_id"', 'output "aws_route_table_app-x_id"', "is no output"),
    (NET + "outputs.tf", "value = aws_route_table.app-a.id", "value = aws_route_table.data.id", "a route too many"),
    (PEER + "routes.tf", '"10.21.11.0/24"', '"10.21.21.0/24"', "a route too many"),
    (PEER + "routes.tf", '"10.21.11.0/24"', '"10.21.0.0/16"', "no route from table"),
    (PEER + "routes.tf", "provider = aws.accepter", "provider = aws.requester", "is made in account"),
    (PEER + "remote.tf", '"production/network/terraform.tfstate"', '"staging/network/terraform.tfstate"', "not the network of"),
    (PEER + "main.tf", '"222222222222"', '"111111111111"', "owner of the other side"),
    (PEER + "main.tf", "aws_vpc_peering_connection.main.id", "aws_vpc_peering_connection.other.id", "declared nowhere"),
    (NET + "main.tf", 'resource "aws_internet_gateway" "main" {', 'resource "aws_internet_gateway" "main" { {', "wanted"),
]
ADDED = [
    (NET + "routes.tf", 'resource "aws_route" "more" {\n  route_table_id = aws_route_table.data.id\n'
     '  destination_cidr_block = "0.0.0.0/0"\n  nat_gateway_id = aws_nat_gateway.nat-a.id\n}\n', "leads tier ['data']"),
    (NET + "routes.tf", 'resource "aws_route" "more" {\n  route_table_id = aws_route_table.data.id\n'
     '  destination_cidr_block = "10.21.11.0/24"\n  vpc_peering_connection_id = "pcx-1"\n}\n', "leads into a peering"),
    ("extra/network/main.tf", 'resource "aws_vpc" "main" {\n  cidr_block = "10.30.0.0/16"\n}\n', "6 networks"),
]


def main():
    temporary = pathlib.Path(os.environ["TMP"])
    out = temporary / "out"
    subprocess.run([os.environ["BASTIDE"], "build", "--quiet", pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise",
                    "-o", out, "--target", "terraform", "--date", "2026-12-01"], check=True)
    problems = problems_of(out / "terraform")
    for index, (name, old, new, complaint) in enumerate([*SPOILT, *((name, None, text, why) for name, text, why in ADDED)]):
        copy = temporary / str(index)
        shutil.copytree(out / "terraform", copy)
        path = copy / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        where = old is not None and re.search(re.escape(old).replace(r"\ =", " *="), text)
        if old is not None and not where:
            problems.append(f"self-test: {name} has no {old!r} to spoil")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + new if old is None else text[:where.start()] + new + text[where.end():], encoding="utf-8")
        if not any(complaint in problem for problem in problems_of(copy)):
            problems.append(f"self-test: {name} with {new.strip()[:60]!r} was not seen ({complaint}): {problems_of(copy)[:3]}")
        shutil.rmtree(copy)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
