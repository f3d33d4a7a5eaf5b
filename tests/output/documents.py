#!/usr/bin/env python3
"""The documents of examples/design-exercise say what its Terraform does: each table is compared, both ways, with what a reader of our own
finds in the resources; the tables of security groups those of targets/terraform/ too. Afterwards each document is spoilt, one word at a
time; each must be seen."""
import collections
import ipaddress
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import hcl
from design_exercise import Estate, NETWORKS, PEERINGS

TMP, BASTIDE, ROOT = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"], pathlib.Path(os.environ["ROOT"])


def sections(path, bar=r"\|"):
    """The rows of each table below its heading, cells parted by what `bar` finds; the row of names and the line below it left out."""
    found, title = {}, ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            title = line.lstrip("# ")
        elif line.startswith("|"):
            found.setdefault(title, []).append([cell.strip() for cell in re.split(bar, line)[1:-1]])
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


def entry_row(way, said):
    ports = f"icmp {said['icmp_type']}/{said['icmp_code']}" if said["protocol"] == "icmp" else \
        f"{said['from_port']}{'' if said['to_port'] == said['from_port'] else '-' + str(said['to_port'])}/{said['protocol']}"
    return way, str(said["rule_no"]), ports, said["cidr_block"]


def wall_problems(estate, folder, name):
    said = {title.removeprefix("Wall around "): {tuple(row) for row in rows} for title, rows in sections(folder / name / "network.md").items()
            if title.startswith("Wall around ")}
    real = {labels[1]: {entry_row(way, entry.attributes) for kind, way in (("ingress", "in"), ("egress", "out")) for entry in block.only(kind)}
            for labels, block in estate.resources(f"{name}/network", "aws_network_acl").items()}
    if said != real or len(real) != 3:
        yield f"{name}: walls say {[sorted(rows ^ real.get(tier, set())) for tier, rows in said.items()]}, or stand around others than {sorted(real)}"


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


# --- security groups -----------------------------------------------------------------------------------

def named_of(estate, root):
    """{label: name} of the groups of a root."""
    return {labels[1]: block.attributes["name"] for labels, block in estate.resources(root, "aws_security_group").items()}


def other_end(estate, root, own, said):
    """The other end of a rule, in the words of a table."""
    if "cidr_ipv4" in said:
        return said["cidr_ipv4"]
    if "prefix_list_id" in said:
        return f"prefix list of {estate.target(root, said['prefix_list_id'])[2]}"
    group = said["referenced_security_group_id"]
    if isinstance(group, hcl.Template):                  # of another account: ACCOUNT/GROUP
        group = hcl.Reference(tuple(re.fullmatch(r"\d{12}/\$\{([\w.-]+)\}", group.text)[1].split(".")))
    where, _, label = estate.target(root, group)
    return f"group {label}" if where == own else f"group {label} of {where.removesuffix('/network')}"


def rules_of(estate):
    """{network: how often there is each (group, direction, port, other end, reason)}, of all roots."""
    found = collections.defaultdict(collections.Counter)
    for direction, way in (("ingress", "in"), ("egress", "out")):
        for root, block in estate.everywhere(f"aws_vpc_security_group_{direction}_rule"):
            said = block.attributes
            own, _, label = estate.target(root, said["security_group_id"])
            first, last = said["from_port"], said["to_port"]
            port = f"{first}/{said['ip_protocol']}" if first == last else f"{first}-{last}/{said['ip_protocol']}"
            found[own][(label, way, port, other_end(estate, root, own, said), said["description"])] += 1
    return found


def as_described(reason):
    """What the platform takes of a reason in the description of a rule; quotes of Markdown taken off first."""
    return re.sub(r"[^\w ._:/()#,@\[\]+=&;{}!$*-]", "", re.sub(r"\\(?=[^\w\s])", "", reason))[:255]


def group_problems(estate, folder):
    rules = rules_of(estate)
    for root in (root for root in estate.roots if root.endswith("/network")):
        name, groups = root.removesuffix("/network"), named_of(estate, root)
        said = sections(folder / name / "groups.md")
        text = (folder / name / "groups.md").read_text(encoding="utf-8")
        called = dict(re.findall(r"^## (\S+)\n\n.* In the account it is called (\S+)\.$", text, re.M))
        if called != groups:
            yield f"{name}: groups {sorted(called.items() ^ groups.items())} are not said as they are"
        listed = collections.Counter((label, *row[:3], as_described(row[3])) for label, rows in said.items() for row in rows)
        if listed != rules[root]:
            yield f"{name}: groups open {sorted(rules[root] - listed)} and are said to open {sorted(listed - rules[root])}"


def written(program, out):
    done = subprocess.run([BASTIDE, "build", program, "-o", out], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return Estate(out / "terraform"), out / "documents"


def other_programs():
    """Programs of targets/terraform/ with endpoints, hubs, several regions and accounts."""
    for program in sorted((ROOT / "tests/targets/terraform").glob("*/input.bastide")):
        text = program.read_text(encoding="utf-8")
        asks = re.sub(r"^(estate +\w+ \{)", r"\1\n  writes documents\n ", text, flags=re.M)
        assert asks != text and "peering-file" not in text
        changed = TMP / "programs" / program.parent.name / "input.bastide"
        changed.parent.mkdir(parents=True)
        changed.write_text(asks, encoding="utf-8")
        yield program.parent.name, *written(changed, TMP / "others" / program.parent.name)


def other_problems():
    seen = collections.Counter()
    for program, estate, folder in other_programs():
        yield from (f"{program}: {problem}" for problem in group_problems(estate, folder))
        for root, rules in rules_of(estate).items():
            for _, _, _, end, _ in rules:
                seen["prefix list" if end.startswith("prefix") else "other network" if " of " in end else "group" if end.startswith("group") else "block"] += 1
    if len(seen) != 4:
        yield f"only {sorted(seen)} are seen as other ends"


# --- what is stopped, and that nothing is left out -------------------------------------------------------

def stopped_problems(estate, folder, name):
    """A wall that is named is there: no rule of a group, no route of a table."""
    rows = sections(folder / name / "traffic.md").get("What is stopped", [])
    if name == "production" and not any(row[0] == "myapp in production" and row[1] == "ledger in production-pci" for row in rows):
        yield f"{name}: nothing is said of what stops myapp on its way to ledger"
    for source, target, port, walls, _ in rows:
        where, first = target.split(" in ")[1], walls.split(": ")[0]
        store = target.split(" in ")[0]
        blocks = {str(block["cidr_block"]) for label, block in subnets_of(estate, where).items() if label.startswith("data-")}
        tables = {destination for table, routes in tables_of(estate, name).items() if table.startswith("app") for destination, _ in routes}
        if source == "internet":
            public = {labels[1] for labels, block in estate.resources(f"{where}/data", "aws_db_instance").items() if block.attributes.get("publicly_accessible") is True}
            if first != "route" or public:
                yield f"{name}: the internet is stopped by {first}, public are {public}"
            continue
        led = bool(blocks & tables)
        let_out = any(rule[0] == f"service-{source.split(' in ')[0]}" and rule[1] == "out" and rule[2] == port and rule[3].startswith(f"group store-{store}")
                      for rule in rules_of(estate)[f"{name}/network"])
        let_in = any(rule[0] == f"store-{store}" and rule[1] == "in" and f"group service-{source.split(' in ')[0]} of {name}" == rule[3]
                     for rule in rules_of(estate)[f"{where}/network"])
        said = {wall.split(": ")[0] for wall in walls.split("; ")}
        if ("source-group" in said) == let_out or ("route" in said) == led or ("target-group" in said) == let_in:
            yield f"{name}: {source} to {target}: {sorted(said)} are named, led {led}, let out {let_out}, let in {let_in}"


DECLARED = re.compile(r"^([a-z][a-z-]*) +([a-z][\w-]*)", re.M)
NO_THINGS = {"abstract", "assert", "change", "constant", "edition", "given", "import", "later", "peer", "waive"}


def coverage_problems(program, folder):
    """Each thing that the program declares, of whatever kind, is named on some page."""
    pages = plain("\n".join(page.read_text(encoding="utf-8") for page in folder.rglob("*.md")))
    kinds = collections.Counter()
    for path in sorted(program.rglob("*.bastide")):
        for kind, thing in DECLARED.findall(path.read_text(encoding="utf-8")):
            if kind in NO_THINGS or {"refused", "accepted"} & set(path.parts):
                continue
            kinds[kind] += 1
            if not re.search(rf"(?<![\w-]){re.escape(thing)}(?![\w-])", pages):
                yield f"{kind} {thing} is on no page"
    if len(kinds) < 10:
        yield f"only {sorted(kinds)} are seen as kinds of the program"


def peering_problems(estate, folder):
    said = sections(folder / "peerings.md")
    for one, other in PEERINGS:
        rows = said.get(f"{one}-{other}", [])
        routes = sorted(block.attributes["destination_cidr_block"] for root, block in estate.everywhere("aws_route") if root == f"peering/{one}-{other}")
        if sorted(row[1] for row in rows if len(row) == 3 and "." in row[1]) != routes:
            yield f"{one}-{other}: routes {routes}, said are {rows}"


# --- what was judged -----------------------------------------------------------------------------------

def plain(text):
    """A cell of a table without the quotes of Markdown."""
    return re.sub(r"\\(?=[^a-zA-Z0-9\s])", "", text)


def rules_known(program):
    """{rule: (because, severity)} as the command says them, how many rows each one went through, as a dump of the work tells, and which have a
    `require`: without it a rule says what must not be."""
    library = json.loads(subprocess.run([BASTIDE, "rules", "--format", "json"], capture_output=True, text=True, check=True).stdout)["rules"]
    known = {rule["name"]: (rule["because"] or "no source said", rule["severity"]) for rule in library}
    requiring = set()
    for path in sorted([*program.rglob("*.bastide"), *(ROOT / "stdlib").rglob("*.bastide")]):
        for name, body in re.findall(r"^rule ([\w-]+) \{\n(.*?)^\}", path.read_text(encoding="utf-8"), re.M | re.S):
            if re.search(r"^ *require ", body, re.M):
                requiring.add(name)
            if program not in path.parents:
                continue
            because = re.search(r'^ *because +"(.*)"$', body, re.M)
            severity = re.search(r"^ *severity +(\w+)", body, re.M)
            known[name] = (because[1] if because else "no source said", severity[1] if severity else "error")
    work = subprocess.run([BASTIDE, "dump", "--stage", "work", program], capture_output=True, text=True, check=True).stdout
    visited = {name: int(rows) for rows, name in re.findall(r"^(\d+) rule (\S+)$", work, re.M)}
    return known, visited, requiring


IDLE = "nothing here that it speaks of"


def is_settled(status, requires, looked):
    """Whether a rule that found nothing may say so: it held of what came to its `require`; without one, nothing was met among some rows."""
    held = re.fullmatch(r"holds, (once|\d+ times)" if requires else r"holds: nothing among (\d+)", status)
    return status == IDLE or bool(held) and 0 < int(re.sub(r"once| times", "", held[1]) or 1) <= looked


def compliance_problems(program, folder, run, expected={}):
    said = {title: [[plain(cell) for cell in row] for row in rows] for title, rows in sections(folder / "compliance.md", r"(?<!\\)\|").items()}
    known, visited, requiring = rules_known(program)
    if re.search(r"https?://", (folder / "compliance.md").read_text(encoding="utf-8")):
        yield "compliance.md makes a link of what the program says"
    rows = said.get("Rules of the library", []) + said.get("Rules of the program", [])
    if sorted(row[0] for row in rows) != sorted(known):
        yield f"rules {sorted(collections.Counter(row[0] for row in rows) - collections.Counter(list(known)))} are said, {sorted(set(known) - {row[0] for row in rows})} are not"
    reliances = json.loads(run)["reliances"]
    found = {one["code"] for one in json.loads(run)["diagnostics"]}
    waived = {one["what"].split(" on ")[0] for one in reliances if one["kind"] == "waived"}
    assumed = {one["rule"] for one in reliances if one["kind"] == "assumed"}
    for name, because, status in rows:
        wanted, severity = known.get(name, ("", ""))
        if because != wanted:
            yield f"{name}: {because!r} is said, {wanted!r} is the source"
        looked = visited.get(name, 0)
        if severity == "assumed":
            right = "for others to do, " if name in assumed else "nothing for others"
        elif name in waived or name in found:
            right = "waived, " if name in waived else "found something, "
        elif name in expected or not is_settled(status, name in requiring, looked):
            right = expected.get(name, "holds as often as it came to something" if looked else IDLE)
        else:
            continue
        if not status.startswith(right):
            yield f"{name}: {status!r} is said, which should begin with {right!r}"
    listed = sorted((kind, what, because, place) for kind, what, because, place in said.get("What the program's word is taken for", []))
    told = sorted((one["kind"], one["what"], one["reason"] or one["rule"] or "no reason said", place_of(program, one)) for one in reliances
                  if one["kind"] in ("trusted", "believed", "assumed"))
    if listed != told:
        yield f"relied on {sorted(set(told) ^ set(listed))}"
    listed = sorted((f"{rule} on {about} until {until}", because, place) for rule, about, until, because, place in said.get("Waived", []))
    told = sorted((one["what"], one["reason"], place_of(program, one)) for one in reliances if one["kind"] == "waived")
    if listed != told:
        yield f"waived {told}, said is {listed}"
    claims = sorted(f"{path.relative_to(program)}:{number}" for path in program.rglob("*.bastide")
                    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line.startswith("assert "))
    if sorted(row[1] for row in said.get("Claims of the program", [])) != claims:
        yield f"claims at {claims} are not said"


def place_of(program, one):
    return f"{pathlib.Path(one['path']).relative_to(program)}:{one['line']}"


# A program of which everything that a report speaks of is true: a warning, a waiver, a rule and a claim of its own, a trusted type, an
# existing network.
JUDGED = """estate acme { example; writes documents; zones a, b; state s3 acme-state }
environment dev : development {
  account 111111111111; region us-east-1; cidr 10.0.0.0/16; domain "dev.acme.example"; nat single
  tier public { subnets /24 from 1; route internet }
  tier app    { subnets /24 from 11; route nat }
  tier data   { subnets /24 from 21 }
}
environment old : sandbox { account 111111111111; region us-east-1; cidr 10.1.0.0/16; existing "vpc-0123456789abcdef0"; tier app { subnets /24 from 1; existing "subnet-0aaaaaaaaaaaaaaa1,subnet-0aaaaaaaaaaaaaaa2" } }
service shop    { in dev; runs ec2; tier app; listens 8080; public : https; calls orders }
store   orders  { in dev; engine postgres "16"; tier data }
store   scratch { in dev; engine redis "7.1"; tier data; encryption none }
waive store-unencrypted on scratch in dev { because "nothing personal | see https://acme.example/RISK-112"; until 2027-03-31 }
trust aws_thing_of_ours because "opens nothing"
assert internet   cannot reach orders
rule services-few {
  because "our *own* rule"
  each    e in environments
  require count(e.services) < 5
  message "{e} has too many services"
}
rule addons-first {
  each    e in environments where e.cluster
  each    a in e.cluster.addon where a.version and text(a.version) is "1"
  message "{a.word} of {e} is the first of its kind"
}
rule stores-many {
  each    s in stores
  each    e in s.in where count(e.stores) > 9
  message "{e} has too many stores"
}
rule stores-told {
  severity warning
  each    s in stores where s.name is "scratch"
  message "{s} is a store"
}
"""


# Rules that go through the services, stores and environments there are, and how far they come with them.
JUDGED_TOLD = {"addon-without-version": IDLE, "addon-release-in-part": IDLE, "api-bypassed": IDLE, "adopted-twice": IDLE, "adopted-name-taken": IDLE,
               "parity-service-missing": IDLE, "addons-first": IDLE, "services-few": "holds, 2 times", "stores-many": "holds: nothing among 2"}


def judged_problems():
    program, out = TMP / "judged", TMP / "judged-out"
    program.mkdir()
    (program / "all.bastide").write_text(JUDGED, encoding="utf-8")
    done = subprocess.run([BASTIDE, "build", program, "-o", out, "--date", "2026-12-01", "--format", "json"], capture_output=True, text=True)
    if done.returncode:
        yield done.stdout + done.stderr
        return
    yield from compliance_problems(program, out / "documents", done.stdout, JUDGED_TOLD)
    page = out / "documents/compliance.md"
    text = page.read_text(encoding="utf-8")
    for title in ("Rules of the program", "Waived", "What the program's word is taken for", "Claims of the program"):
        if f"## {title}\n" not in text:
            yield f"{title}: not said"
    for was, becomes in (("| waived, once", "| holds, once"), ("2027-03-31", "2027-04-30"), ("all.bastide:13", "all.bastide:12"),
                         ("| our \\*own\\* rule |", "| our rule |"), ("| found something", "| holds"), ("| trusted |", "| believed |"),
                         ("| nothing here that it speaks of |", "| holds, once |"), ("| holds, 2 times |", "| holds: nothing among 2 |"),
                         ("| holds: nothing among 2 |", "| nothing here that it speaks of |"), ("| nothing for others to do |", "| holds, once |"),
                         ("| services-few |", "| services-many |"), ("| vpc-0123456789abcdef0 |", "| vpc-0123456789abcdef1 |")):
        page.write_text(text.replace(was, becomes, 1), encoding="utf-8")
        if was not in text or not list(compliance_problems(program, out / "documents", done.stdout, JUDGED_TOLD)):
            yield f"compliance.md: {becomes!r} for {was!r} is not noticed, or not there"
    page.write_text(text, encoding="utf-8")


def problems(out):
    estate, folder = Estate(out / "terraform"), out / "documents"
    found = [*peering_problems(estate, folder), *group_problems(estate, folder)]
    for name in NETWORKS:
        found += network_problems(estate, folder, name)
        found += wall_problems(estate, folder, name)
        found += traffic_problems(estate, folder, name)
        found += access_problems(estate, folder, name)
        found += stopped_problems(estate, folder, name)
    found += coverage_problems(out.parent / "program", folder)
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
    ("production/network.md", "### Wall around data", "### Wall around cards"),
    ("production/network.md", "| 5432/tcp | 10.20.11.0/24 |", "| 5433/tcp | 10.20.11.0/24 |"),
    ("dev/network.md", "| 1024-65535/tcp |", "| 32768-61000/tcp |"),
    ("production/traffic.md", "myapp in production, myapp-servers in production", "myapp in production"),
    ("production/traffic.md", "| myapp in production | search in production | 443/tcp |", "| cards in production | search in production | 443/tcp |"),
    ("production/traffic.md", "| orders in production | 5432/tcp |", "| orders in production | 22/tcp |"),
    ("production/traffic.md", "; route: no route leads from myapp in production to ledger in production-pci", ""),
    ("production/traffic.md", "| source-group: the group of myapp in production lets nothing out", "| port: myapp in production lets nothing out"),
    ("production/traffic.md", "| route: orders in production has", "| source-group: orders in production has"),
    ("*/access.md", "| estate-secrets |", "| secrets |"),
    ("production-pci/access.md", "| opens |", "| is refused |"),
    ("dev/access.md", "198.51.100.0/24", "198.51.0.0/16"),
    ("production/groups.md", "| in | 5432/tcp | group service-myapp |", "| in | 5432/tcp | group service-cards |"),
    ("production/groups.md", "| out | 443/tcp | 0.0.0.0/0 |", "| out | 80/tcp | 0.0.0.0/0 |"),
    ("production/groups.md", "| in | 22/tcp | 203.0.113.0/24 |", "| out | 22/tcp | 203.0.113.0/24 |"),
    ("production/groups.md", "group balancer-cards-internal of production-pci", "group balancer-cards-internal of staging-pci"),
    ("production/groups.md", "is called production-store-orders.", "is called production-orders."),
    ("dev/groups.md", "| in | 8080/tcp | group nodes | health of myapp |\n", ""),
    ("dev/groups.md", "| in | 53/udp | group nodes | names |\n", 2 * "| in | 53/udp | group nodes | names |\n"),
    ("dev/groups.md", "health of myapp", "health of all"),
    ("staging/groups.md", "## bastion-public", "## bastion-private"),
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
    done = subprocess.run([BASTIDE, "build", program, "-o", out, "--format", "json"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    failed = problems(out) + list(other_problems()) + list(judged_problems())
    failed += compliance_problems(program, out / "documents", done.stdout)
    for path, was, becomes in SPOILT:
        files = {file: file.read_text(encoding="utf-8") for file in (out / "documents").glob(path)}
        if not any(was in text for text in files.values()):
            failed.append(f"{path} does not say {was!r}: nothing is spoilt")
            continue
        for file, text in files.items():
            file.write_text(text.replace(was, becomes), encoding="utf-8")
        if not problems(out):
            failed.append(f"{path}: {becomes!r} for {was!r} is not noticed")
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
    sys.exit("\n".join(failed) or 0)


main()
