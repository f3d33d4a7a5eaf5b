#!/usr/bin/env python3
"""The documents of examples/design-exercise say what its Terraform does: each table is compared, both ways, with what a reader of our own
finds in the resources. Afterwards each document is spoilt, one word at a time; each must be seen."""
import ipaddress
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
from design_exercise import Estate, NETWORKS, PEERINGS

TMP, BASTIDE, ROOT = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"], pathlib.Path(os.environ["ROOT"])


def sections(path):
    """The rows of each table below its heading; the row of names and the line below it left out."""
    found, title = {}, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            title = line.lstrip("# ")
        elif line.startswith("|"):
            found.setdefault(title, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return {title: rows[2:] for title, rows in found.items()}


def subnets_of(estate, name):
    root = f"{name}/network"
    return {labels[1]: block.attributes for labels, block in estate.resources(root, "aws_subnet").items()}


def tables_of(estate, name):
    """Destinations of each route table, with the kind of what they lead to; those of peerings stand in the peerings' roots."""
    tables = {labels[1]: set() for labels in estate.resources(f"{name}/network", "aws_route_table")}
    for root, block in estate.everywhere("aws_route"):
        at = estate.target(root, block.attributes["route_table_id"])
        if at is None or at[0] != f"{name}/network":
            continue
        kind = next(key for key in ("gateway_id", "nat_gateway_id", "vpc_peering_connection_id") if key in block.attributes)
        tables[at[2]].add((block.attributes["destination_cidr_block"], kind))
    return tables


def kind_of(target):
    return next(kind for word, kind in (("internet gateway", "gateway_id"), ("NAT gateway", "nat_gateway_id"),
                                        ("peering", "vpc_peering_connection_id")) if target.startswith(word))


def network_problems(estate, folder, name):
    said = sections(folder / name / "network.md")
    real = subnets_of(estate, name)
    rows = {row[0]: row[1:] for row in said["Addresses"]}
    if sorted(rows) != sorted(real):
        yield f"{name}: subnets {sorted(rows)}, made are {sorted(real)}"
    for subnet, (zone, block, size, usable) in rows.items():
        one = real.get(subnet, {})
        whole = ipaddress.ip_network(block).num_addresses
        if (one.get("availability_zone"), one.get("cidr_block")) != (zone, block) or (int(size), int(usable)) != (whole, whole - 5):
            yield f"{name}: subnet {subnet} {zone} {block} {size} {usable}"
    tables = tables_of(estate, name)
    for table, routes in tables.items():
        found = {(row[0], kind_of(row[1])) for row in said.get(table, []) if row[1] != "local"}
        local = [row[0] for row in said.get(table, []) if row[1] == "local"]
        if found != routes or local != [f"10.{NETWORKS[name][1]}.0.0/16"]:
            yield f"{name}: table {table} says {sorted(found)} and {local}, has {sorted(routes)}"


def callers_of(estate, name):
    """(who, store): rules of security groups of stores in the network, by the groups they let in."""
    found = set()
    for labels, block in estate.resources(f"{name}/network", "aws_vpc_security_group_ingress_rule").items():
        to = estate.target(f"{name}/network", block.attributes["security_group_id"])
        of = estate.target(f"{name}/network", block.attributes.get("referenced_security_group_id"))
        if to and of and to[2].startswith("store-"):
            found.add((of[2].removeprefix("service-"), to[2].removeprefix("store-")))
    return found


def traffic_problems(estate, folder, name):
    said = sections(folder / name / "traffic.md")
    listed = {(who.removesuffix(f" in {name}"), store) for store, by, _ in said["Who reaches what is kept"] for who in by.split(", ") if by != "none"}
    if listed != callers_of(estate, name):
        yield f"{name}: stores are reached by {sorted(listed)}, rules let in {sorted(callers_of(estate, name))}"
    rows = next(rows for title, rows in said.items() if title.startswith("Traffic"))
    stores = {(row[0].removesuffix(f" in {name}"), row[1].removesuffix(f" in {name}"), row[2]) for row in rows}
    for who, store in callers_of(estate, name):
        if not any((a, b) == (who, store) for a, b, _ in stores):
            yield f"{name}: {who} reaches {store}, and the table does not say so"
    public = {a for a, b, _ in stores if a == "internet"}
    balancers = [labels for labels, block in estate.resources(f"{name}/services", "aws_lb").items() if block.attributes.get("internal") is False]
    if bool(public) != bool(balancers):
        yield f"{name}: {len(balancers)} public balancers, and {sorted(public)} is said to come in"
    ports = {row[2].split("/")[0] for row in rows if row[1].startswith("orders")}
    if ports - {"5432"}:
        yield f"{name}: orders is reached at {sorted(ports)}"


def access_problems(estate, folder, name):
    said = sections(folder / name / "access.md")
    opens = {row[1] for row in said["Hosts"] if row[3] == "opens"}
    rules = {str(block.attributes.get("cidr_ipv4")) for labels, block in
             estate.resources(f"{name}/network", "aws_vpc_security_group_ingress_rule").items() if block.attributes.get("from_port") == 22}
    if opens != rules - {"None"}:
        yield f"{name}: {sorted(opens)} are said to open a shell, the groups let in {sorted(rules)}"


def peering_problems(estate, folder):
    said = sections(folder / "peerings.md")
    for one, other in PEERINGS:
        rows = said.get(f"{one}-{other}", [])
        routes = sorted(block.attributes["destination_cidr_block"] for root, block in estate.everywhere("aws_route") if root == f"peering/{one}-{other}")
        if sorted(row[1] for row in rows if len(row) == 3 and "." in row[1]) != routes:
            yield f"{one}-{other}: routes {routes}, said are {rows}"


def problems(out):
    estate, folder = Estate(out / "terraform"), out / "documents"
    found = list(peering_problems(estate, folder))
    for name in NETWORKS:
        found += network_problems(estate, folder, name)
        found += traffic_problems(estate, folder, name)
        found += access_problems(estate, folder, name)
    index = (folder / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([^)]+)\)", index))
    written = {str(path.relative_to(folder)) for path in folder.rglob("*.md")} - {"README.md"}
    if linked != written:
        found.append(f"the index names {sorted(linked ^ written)} wrongly or not at all")
    return found


SPOILT = [
    ("production/network.md", "| 10.20.21.0/24 |", "| 10.20.31.0/24 |"),
    ("production/network.md", "| us-east-1b |", "| us-east-1d |"),
    ("production/network.md", "| 256 | 251 |", "| 256 | 254 |"),
    ("dev/network.md", "NAT gateway", "internet gateway"),
    ("staging/network.md", "| 10.11.12.0/24 | peering staging-staging-pci | app-b of staging-pci |\n", ""),
    ("staging/network.md", "| local |", "| NAT gateway a |"),
    ("production/traffic.md", "myapp in production, myapp-servers in production", "myapp in production"),
    ("production/traffic.md", "| myapp in production | search in production | 443/tcp |", "| cards in production | search in production | 443/tcp |"),
    ("production/traffic.md", "| orders in production | 5432/tcp |", "| orders in production | 22/tcp |"),
    ("production-pci/access.md", "| opens |", "| is refused |"),
    ("dev/access.md", "198.51.100.0/24", "198.51.0.0/16"),
    ("peerings.md", "10.21.13.0/24", "10.21.0.0/16"),
    ("README.md", "(peerings.md)", "(peering.md)"),
]


def main():
    program, out = TMP / "program", TMP / "out"
    shutil.copytree(ROOT / "examples/design-exercise", program)
    estate = program / "platform/estate.bastide"
    text = estate.read_text(encoding="utf-8")
    assert text.count("peering-file") == 1
    estate.write_text(text.replace("peering-file", "peering-file, documents"), encoding="utf-8")
    done = subprocess.run([BASTIDE, "build", program, "-o", out], capture_output=True, text=True)
    failed = problems(out) if done.returncode == 0 else [done.stderr]
    for path, was, becomes in SPOILT:
        file = out / "documents" / path
        text = file.read_text(encoding="utf-8")
        if was not in text:
            failed.append(f"{path} does not say {was!r}: nothing is spoilt")
            continue
        file.write_text(text.replace(was, becomes), encoding="utf-8")
        if not problems(out):
            failed.append(f"{path}: {becomes!r} for {was!r} is not noticed")
        file.write_text(text, encoding="utf-8")
    sys.exit("\n".join(failed) or 0)


main()
