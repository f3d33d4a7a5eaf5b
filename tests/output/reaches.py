#!/usr/bin/env python3
"""Who reaches whom in examples/design-exercise, by the Terraform that is written and by AWS's own rules (tools/aws_network.py), for
every pair of what stands there and every port that a rule speaks of: it must be what the exercise says, written down here a second
time, and nothing else.

Fifty small networks judge the judge first. Afterwards the output is spoilt in many ways, one at a time, among them
entries of network ACLs; each must change an answer.
"""
import collections
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import aws_network as aws
import hcl
from design_exercise import Estate, NETWORKS

# --- what the exercise says --------------------------------------------------------------------------

SHOP, CARDS = ("dev", "staging", "production", "production-pci"), ("staging-pci", "production-pci")
SITES = {"office": "203.0.113.0/24", "vpn": "198.51.100.0/24", "second-office": "192.0.2.0/24"}
ANYBODY = "8.8.8.8"
OF_SHOP = {"myapp": ["orders:5432", "sessions:6379", "events:9098", "search:443", "myapp-servers-internal:443"],
           "myapp-servers": ["orders:5432", "sessions:6379"]}
# Amazon EKS user guide, "View Amazon EKS security group requirements for clusters"; Istio, "Ports used by Istio".
OF_CLUSTER = ["nodes control-plane:443", "control-plane nodes:443", "control-plane nodes:9443", "control-plane nodes:10250",
              "control-plane nodes:15017", "nodes nodes:53", "nodes nodes:53/udp", "nodes nodes:10250"]


def expected():
    found = set()

    def add(place, source, target, there=None):
        found.add((place if source not in ("internet", *SITES) else "", source, there or place, *target.split(":")))

    for place in NETWORKS:
        pci = place in CARDS
        for site in ("office",) if pci else SITES:
            add(place, site, "bastion:22")
        for line in OF_CLUSTER:
            add(place, *line.split())
        add(place, "bastion", "nodes:22")
        add(place, "nodes", "internet:443", "outside")             # the platform's own interfaces, for want of endpoints
        for service in OF_SHOP if place in SHOP else ():
            for target in OF_SHOP[service]:
                add(place, service, target)
            for port in (80, 443):
                for somebody in ("internet", *SITES):              # a site is reached by the internet, and is part of it
                    add(place, somebody, f"{service}-public:{port}")
            add(place, f"{service}-public", f"{service}:8080")
            if (service, place) != ("myapp", "production-pci"):    # declared; servers in production-pci: the platform's own interfaces
                add(place, service, "internet:443", "outside")
            for there in {"staging": ["staging-pci"], "production": ["production-pci"], "production-pci": ["production-pci"]}.get(place, []):
                add(place, service, "cards-internal:443", there)
        if place in SHOP:
            add(place, "myapp-servers-internal", "myapp-servers:8080")
            add(place, "bastion", "myapp-servers:22")
            for target in ("nodes:53", "nodes:53/udp", "nodes:15012"):
                add(place, "myapp", target)
            add(place, "nodes", "myapp:8080")
        if pci:
            add(place, "cards", "ledger:5432")
            add(place, "cards-internal", "cards:8080")
            add(place, "bastion", "cards:22")
            add(place, "cards", "internet:443", "outside")
    # Whoever may speak to the internet may speak to what the internet may speak to.
    for place, source, there, target, port in [*found]:
        if target == "internet" and place in SHOP:
            for service in OF_SHOP:
                found.add((place, source, place, f"{service}-public", port))
    return found


# --- what is written ---------------------------------------------------------------------------------

def many(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class Written:
    """The model of all roots, and everything that stands in its networks."""

    def __init__(self, folder):
        self.estate, self.model, self.parties = Estate(folder), aws.Model(), {}
        self.carried = set()
        self.read_networks()
        self.read_groups()
        self.read_parties()

    def all(self, kind):
        for root, block in self.estate.everywhere(kind):
            yield (root, *block.labels), block

    def of(self, root, value):
        return self.estate.target(root, value)

    def read_networks(self):
        model = self.model
        for name, block in self.all("aws_vpc"):
            model.vpcs[name] = ("us-east-1", [block.attributes["cidr_block"]])
        for name, block in self.all("aws_subnet"):
            model.subnets[name] = aws.Subnet(self.of(name[0], block.attributes["vpc_id"]), block.attributes["cidr_block"])
        for name, block in self.all("aws_internet_gateway"):
            model.gateways[name] = self.of(name[0], block.attributes["vpc_id"])
        for name, block in self.all("aws_nat_gateway"):
            model.nats[name] = (self.of(name[0], block.attributes["subnet_id"]), self.of(name[0], block.attributes.get("allocation_id")) is not None)
        accepted = {self.of(name[0], block.attributes["vpc_peering_connection_id"]) for name, block in
                    self.all("aws_vpc_peering_connection_accepter") if block.attributes.get("auto_accept") is True}
        for name, block in self.all("aws_vpc_peering_connection"):
            ends = [self.of(name[0], block.attributes[key]) for key in ("vpc_id", "peer_vpc_id")]
            model.peerings[name] = (*ends, name in accepted or block.attributes.get("auto_accept") is True)
        for name, block in self.all("aws_network_acl"):
            said = [tuple(self.entry(one.attributes) for one in block.only(way)) for way in ("ingress", "egress")]
            model.acls[name] = aws.List(self.of(name[0], block.attributes["vpc_id"]), *said)
            for subnet in many(block.attributes["subnet_ids"]):
                model.subnets[self.of(name[0], subnet)].acl = name
        tables = collections.defaultdict(list)
        for name, block in self.all("aws_route_table_association"):
            tables[self.of(name[0], block.attributes["route_table_id"])].append(self.of(name[0], block.attributes["subnet_id"]))
        for name, block in self.all("aws_route"):
            said = block.attributes
            for key, kind in (("gateway_id", "igw"), ("nat_gateway_id", "nat"), ("vpc_peering_connection_id", "peering")):
                through = self.of(name[0], said.get(key))
                if through and through[1] == "aws_vpc_peering_connection_accepter":
                    through = self.of(through[0], self.estate.resources(through[0])[through[1:]].attributes["vpc_peering_connection_id"])
                for subnet in tables[self.of(name[0], said["route_table_id"])] if key in said else ():
                    model.subnets[subnet].routes[said["destination_cidr_block"]] = (kind, through)

    @staticmethod
    def entry(said):
        return aws.Entry(said["rule_no"], said["action"] == "allow", said["protocol"], said["from_port"], said["to_port"], said["cidr_block"])

    def read_groups(self):
        for name, block in self.all("aws_security_group"):
            self.model.groups[name] = aws.Group(self.of(name[0], block.attributes["vpc_id"]))
        for direction in ("ingress", "egress"):
            for name, block in self.all(f"aws_vpc_security_group_{direction}_rule"):
                said = block.attributes
                rule = aws.Rule(said["ip_protocol"], said.get("from_port", 0), said.get("to_port", 65535), said.get("cidr_ipv4"),
                                self.group_of(name[0], said.get("referenced_security_group_id")))
                getattr(self.model.groups[self.of(name[0], said["security_group_id"])], direction).append(rule)

    def group_of(self, root, value):
        """A group; one of another account is written `ACCOUNT/GROUP`, and means nothing with the account of somebody else."""
        other = isinstance(value, hcl.Template) and re.fullmatch(r"(\d{12})/\$\{([\w.-]+)\}", value.text)
        if not other:
            return self.of(root, value)
        group = self.of(root, hcl.Reference(tuple(other[2].split("."))))
        return group if group and NETWORKS[group[0].split("/")[0]][0] == other[1] else None

    def add(self, root, name, subnets, groups, public=False):
        found = [tuple(self.of(root, value) for value in many(values)) for values in (subnets, groups)]
        self.carried.update(found[1])
        key = (root.split("/")[0], name)
        if key in self.parties:                  # hosts of two colours are one party
            found[0] = tuple(dict.fromkeys((*self.parties[key].subnets, *found[0])))
        self.parties[key] = aws.Inside(*found, public)

    def read_parties(self):
        for (root, _, name), block in self.all("aws_lb"):
            self.add(root, name, block.attributes["subnets"], block.attributes["security_groups"], block.attributes["internal"] is not True)
        for kind, groups, subnets in (("aws_db_instance", "vpc_security_group_ids", "db_subnet_group_name"),
                                      ("aws_elasticache_replication_group", "security_group_ids", "subnet_group_name")):
            for (root, _, name), block in self.all(kind):
                within = self.of(root, block.attributes[subnets])
                self.add(root, name, self.estate.resources(root)[within[1:]].attributes["subnet_ids"], block.attributes[groups],
                         block.attributes.get("publicly_accessible") is True)
        for kind, inner, groups, subnets in (("aws_msk_cluster", "broker_node_group_info", "security_groups", "client_subnets"),
                                             ("aws_opensearch_domain", "vpc_options", "security_group_ids", "subnet_ids")):
            for (root, _, name), block in self.all(kind):
                said = block.only(inner)[0].attributes
                self.add(root, name, said[subnets], said[groups])
        for (root, _, _), block in self.all("aws_eks_cluster"):
            said = block.only("vpc_config")[0].attributes
            self.add(root, "control-plane", said["subnet_ids"], said["security_group_ids"], said.get("endpoint_public_access") is not False)
        for kind, subnets in (("aws_autoscaling_group", "vpc_zone_identifier"), ("aws_eks_node_group", "subnet_ids")):
            for (root, _, _), block in self.all(kind):
                template = self.of(root, block.only("launch_template")[0].attributes["id"])
                said = self.estate.resources(root)[template[1:]].attributes
                self.add(root, template[2], block.attributes[subnets], said["vpc_security_group_ids"])
        self.read_others()

    def read_others(self):
        """Pods stand where nodes stand and carry the group of their service; a bastion stands in the public tier."""
        for root, kind, name in set(self.model.groups) - self.carried:
            place, public = root.split("/")[0], name.startswith("bastion-")
            subnets = self.parties[place, "nodes"].subnets
            if public:
                subnets = tuple(one for one, block in self.all("aws_subnet") if one[0] == root and one[2].startswith("public-"))
            called = "bastion" if public else re.sub("^service-", "", name)
            if (place, called) in self.parties:
                self.estate.wrong(root, f"{called} does not carry group {name}")
                continue
            self.parties[place, called] = aws.Inside(subnets, ((root, kind, name),), public)

    def ports(self, groups, direction):
        for group in groups:
            for rule in getattr(self.model.groups[group], direction):
                yield from ((protocol, port) for protocol in (("tcp", "udp") if rule.protocol == aws.ANY else (rule.protocol,))
                            for port in {rule.first, rule.last, 22, 443, 3389, 5432} if rule.covers(protocol, port))

    def answers(self):
        """{(place, source, place, target, port): it holds for every pair of places they stand in}"""
        found = {}
        outside = {("", "internet"): [aws.Outside(ANYBODY)], ("outside", "internet"): [aws.Outside(ANYBODY)]}
        outside.update({("", site): [aws.Outside(block[:-4] + last) for last in ("1", "254")] for site, block in SITES.items()})
        everybody = {**{key: [party] for key, party in self.parties.items()}, **outside}
        for (place, source), sources in everybody.items():
            for (there, target), targets in everybody.items():
                inside = [end for end in (*sources, *targets) if isinstance(end, aws.Inside)]
                if not inside or place == "outside" or (there == "" and target in ("internet", *SITES)):
                    continue
                ports = set(self.ports(targets[0].groups, "ingress")) if targets[0] in inside else set(self.ports(sources[0].groups, "egress"))
                for protocol, port in ports:
                    answers = [aws.reaches(self.model, one, other, protocol, port) for one in sources for other in targets]
                    if any(some for some, _ in answers):
                        spelled = f"{port}" if protocol == "tcp" else f"{port}/{protocol}"
                        found[place, source, there, target, spelled] = all(every for _, every in answers)
        return found


def spelled(answer):
    place, source, there, target, port = answer
    return f"{source}{' of ' + place if place else ''} reaches {target}{' of ' + there if there not in ('', 'outside') else ''} on {port}"


def problems_of(folder):
    written = Written(folder)
    if written.estate.problems:
        return written.estate.problems
    found, wanted = written.answers(), expected()
    return [f"{spelled(one)}, and should not" for one in sorted(set(found) - wanted)] + \
        [f"{spelled(one)}: it does not" for one in sorted(wanted - set(found))] + \
        [f"{spelled(one)}, but not from everywhere to everywhere" for one in sorted(found) if not found[one] and one in wanted] + \
        tiers(written)


def tiers(written):
    """Whatever its groups say: nothing in a data subnet finds a way out of its network, or is found from outside."""
    found, model = [], written.model
    for name, subnet in model.subnets.items():
        if not name[2].startswith("data"):
            continue
        if aws.route(model, subnet, ANYBODY) is not None:
            found.append(f"subnet {name[2]} of {name[0]} has a way to the internet")
        for other_name, other in model.subnets.items():
            if other.vpc != subnet.vpc and aws.route(model, subnet, aws.an_address(other)) is not None:
                found.append(f"subnet {name[2]} of {name[0]} has a way to {other_name[0]}")
    return found


# --- what judges the judge ---------------------------------------------------------------------------

def small(**changed):
    """Two networks that are peered; a host and a database in one, a host in the other; one way out by NAT."""
    model = aws.Model(
        vpcs={"v": ("r1", ["10.0.0.0/16"]), "w": (changed.get("region", "r1"), ["10.1.0.0/16"]), "x": ("r1", ["10.2.0.0/16"])},
        subnets={"public": aws.Subnet("v", "10.0.1.0/24", {"0.0.0.0/0": ("igw", "i")}),
                 "app": aws.Subnet("v", "10.0.2.0/24", {"0.0.0.0/0": ("nat", "n"), "10.1.0.0/16": ("peering", "p")}),
                 "data": aws.Subnet("v", "10.0.3.0/24"),
                 "far": aws.Subnet("w", "10.1.2.0/24", {"10.0.0.0/16": ("peering", "p"), "10.2.0.0/16": ("peering", "q")}),
                 "third": aws.Subnet("x", "10.2.2.0/24", {"10.1.0.0/16": ("peering", "q")})},
        gateways={"i": "v"}, nats={"n": ("public", True)}, peerings={"p": ("v", "w", True), "q": ("w", "x", True)},
        groups={"host": aws.Group("v", [], [aws.Rule("tcp", 5432, 5432, group="db"), aws.Rule("tcp", 443, 443, block="0.0.0.0/0")]),
                "db": aws.Group("v", [aws.Rule("tcp", 5432, 5432, group="host")]),
                "web": aws.Group("v", [aws.Rule("tcp", 443, 443, block="0.0.0.0/0")], [aws.Rule("tcp", 443, 443, block="0.0.0.0/0")]),
                "far": aws.Group("w", [aws.Rule("tcp", 443, 443, group="host")], [aws.Rule(aws.ANY, block="0.0.0.0/0")]),
                "third": aws.Group("x", [aws.Rule(aws.ANY, block="0.0.0.0/0")], [aws.Rule(aws.ANY, block="0.0.0.0/0")])})
    return model


HOST, DB = aws.Inside(("app",), ("host",)), aws.Inside(("data",), ("db",))
WEB, HIDDEN = aws.Inside(("public",), ("web",), True), aws.Inside(("public",), ("web",), False)
FAR, THIRD, WORLD = aws.Inside(("far",), ("far",)), aws.Inside(("third",), ("third",)), aws.Outside(ANYBODY)


def set_route(subnet, block, way):
    def change(model):
        model.subnets[subnet].routes.pop(block, None)
        if way:
            model.subnets[subnet].routes[block] = way
    return change


def set_group(group, direction, *rules):
    return lambda model: setattr(model.groups[group], direction, list(rules))


VECTORS = [   # what is changed, from, to, port, does it open? and which sentence of the documentation says so
    (None, HOST, DB, 5432, True, "a group in a rule means the interfaces that carry it"),
    (None, HOST, DB, 5433, False, "a rule opens its ports alone"),
    (None, DB, HOST, 5432, False, "a rule lets connections in, not out the other way"),
    (set_group("db", "ingress"), HOST, DB, 5432, False, "a group without rules lets nothing in"),
    (set_group("host", "egress"), HOST, DB, 5432, False, "without rules for what leaves, nothing leaves"),
    (set_group("db", "egress"), HOST, DB, 5432, True, "groups remember connections: answers need no rule"),
    (set_group("db", "ingress", aws.Rule("tcp", 5000, 6000, "10.0.2.0/24")), HOST, DB, 5432, True, "a block means its addresses"),
    (set_group("db", "ingress", aws.Rule("tcp", 5000, 6000, "10.0.1.0/24")), HOST, DB, 5432, False, "and no others"),
    (set_group("db", "ingress", aws.Rule("udp", 5432, 5432, "0.0.0.0/0")), HOST, DB, 5432, False, "another protocol is another matter"),
    (set_group("db", "ingress", aws.Rule(aws.ANY, block="0.0.0.0/0")), HOST, DB, 5432, True, "-1 is every protocol and port"),
    (set_group("db", "ingress", aws.Rule("tcp", 5432, 5432, "10.0.2.4/32")), HOST, DB, 5432, True, "a /32 is one address"),
    (set_group("db", "ingress", aws.Rule("tcp", 1, 2, "0.0.0.0/0"), aws.Rule("tcp", 5432, 5432, group="host")), HOST, DB, 5432, True,
     "rules add up"),
    (set_route("data", "10.0.2.0/24", None), HOST, DB, 5432, True, "subnets of one network know the way to each other"),
    (None, HOST, WORLD, 443, True, "a NAT gateway in a public subnet leads out"),
    (lambda m: m.nats.update(n=("public", False)), HOST, WORLD, 443, False, "with an elastic address"),
    (lambda m: m.nats.update(n=("data", True)), HOST, WORLD, 443, False, "from a subnet that is routed to the internet"),
    (set_route("app", "0.0.0.0/0", None), HOST, WORLD, 443, False, "a subnet without a default route has no way out"),
    (set_route("app", "0.0.0.0/0", ("igw", "i")), HOST, WORLD, 443, False, "an internet gateway serves public addresses"),
    (None, WORLD, HOST, 443, False, "nobody comes in by a NAT gateway"),
    (None, WORLD, WEB, 443, True, "a public address, a route to the gateway and a rule let the world in"),
    (None, WORLD, HIDDEN, 443, False, "without a public address nobody finds it"),
    (set_route("public", "0.0.0.0/0", ("nat", "n")), WORLD, WEB, 443, False, "without a route to the internet gateway, neither"),
    (lambda m: m.gateways.update(i="w"), WORLD, WEB, 443, False, "the gateway is that of another network"),
    (None, HOST, FAR, 443, True, "a peering with routes on both sides joins; groups of a peer may be referred to"),
    (set_route("far", "10.0.0.0/16", None), HOST, FAR, 443, False, "both sides need a route"),
    (lambda m: m.peerings.update(p=("v", "w", False)), HOST, FAR, 443, False, "a peering that is not accepted carries nothing"),
    (lambda m: m.vpcs.update(w=("r2", ["10.1.0.0/16"])), HOST, FAR, 443, False, "groups are referred to within one region"),
    (set_route("app", "10.1.2.0/24", ("nat", "n")), HOST, FAR, 443, False, "the longest prefix wins"),
    (set_route("app", "10.2.0.0/16", ("peering", "p")), HOST, THIRD, 443, False, "a peering leads no further than its two networks"),
    (set_route("far", "0.0.0.0/0", ("peering", "p")), FAR, WORLD, 443, False, "nobody leaves by the gateways of a peer"),
    (None, FAR, THIRD, 443, True, "two peerings of one network are two ways"),
]


def set_acl(subnet, ingress, egress):
    """A network ACL around a subnet; an entry is (number, allow or deny, protocol, first, last, block)."""
    def change(model):
        entries = [tuple(aws.Entry(number, word == "allow", *rest) for number, word, *rest in said) for said in (ingress, egress)]
        model.acls[subnet] = aws.List(model.subnets[subnet].vpc, *entries)
        model.subnets[subnet].acl = subnet
    return change


def tcp(number, first, last, block="0.0.0.0/0", word="allow"):
    return number, word, "tcp", first, last, block


# The example of "Custom network ACLs" in the Amazon VPC user guide: a public subnet, its answers at 32768-65535.
EXAMPLE = ([tcp(100, 80, 80), tcp(110, 443, 443), tcp(120, 22, 22, "192.0.2.0/24"), tcp(130, 3389, 3389, "192.0.2.0/24"), tcp(140, 32768, 65535)],
           [tcp(100, 80, 80), tcp(110, 443, 443), tcp(120, 1024, 65535, "192.0.2.0/24"), tcp(140, 32768, 65535)])
ANSWERS = [tcp(100, 1024, 65535)]
HOME = "192.0.2.7"
PACKETS = [   # through EXAMPLE: which way, other end, protocol, port, does it pass? and why
    ("ingress", ANYBODY, "tcp", 443, True, "it matches rule 110"),
    ("ingress", ANYBODY, "tcp", 139, False, "it matches no rule but the last"),
    ("ingress", ANYBODY, "tcp", 80, True, "it matches rule 100"),
    ("ingress", HOME, "tcp", 22, True, "from the home network"),
    ("ingress", ANYBODY, "tcp", 22, False, "from nowhere else"),
    ("ingress", ANYBODY, "udp", 443, False, "of another protocol"),
    ("ingress", ANYBODY, "tcp", 32768, True, "an answer to who called from the subnet"),
    ("ingress", ANYBODY, "tcp", 32767, False, "below the range of answers"),
    ("egress", HOME, "tcp", 1024, True, "an answer to the home network"),
    ("egress", ANYBODY, "tcp", 1024, False, "an answer to a client that takes lower ports than the range"),
    ("egress", ANYBODY, "tcp", 5432, False, "nothing but the web is called"),
]
DATA = [tcp(100, 5432, 5432, "10.0.2.0/24")], [tcp(100, 1024, 65535, "10.0.2.0/24")]
LISTED = [   # as VECTORS
    (set_acl("data", *DATA), HOST, DB, 5432, True, "the call in, its answers out"),
    (set_acl("data", [], []), HOST, DB, 5432, False, "one without rules denies all"),
    (set_acl("data", DATA[0], []), HOST, DB, 5432, False, "it remembers no connection: answers need a rule"),
    (set_acl("data", [], DATA[1]), HOST, DB, 5432, False, "answers alone are of no use"),
    (set_acl("data", DATA[0], [tcp(100, 32768, 61000, "10.0.2.0/24")]), HOST, DB, 5432, False, "clients take any port from 1024 on"),
    (set_acl("data", [tcp(100, 5432, 5432, "10.0.1.0/24")], DATA[1]), HOST, DB, 5432, False, "it looks at addresses"),
    (set_acl("data", [tcp(90, 5432, 5432, word="deny"), *DATA[0]], DATA[1]), HOST, DB, 5432, False, "the lowest number is asked first"),
    (set_acl("data", [tcp(110, 5432, 5432, word="deny"), *DATA[0]], DATA[1]), HOST, DB, 5432, True, "and what it says holds"),
    (set_acl("app", ANSWERS, [tcp(100, 5432, 5432, "10.0.3.0/24")]), HOST, DB, 5432, True, "the caller's own: the call out, answers in"),
    (set_acl("app", [], [tcp(100, 5432, 5432, "10.0.3.0/24")]), HOST, DB, 5432, False, "without rules for answers nobody hears them"),
    (set_acl("app", ANSWERS, []), HOST, DB, 5432, False, "without rules for calls nobody calls"),
    (set_acl("app", [], []), HOST, aws.Inside(("app",), ("db",)), 5432, True, "within a subnet nobody asks it"),
    (set_acl("public", [tcp(90, 443, 443, "10.0.2.0/24"), *ANSWERS], [tcp(90, 443, 443), *ANSWERS]), HOST, WORLD, 443, True,
     "by a NAT gateway: in, out, and both back"),
    (set_acl("public", ANSWERS, [tcp(90, 443, 443), *ANSWERS]), HOST, WORLD, 443, False, "into the subnet of the gateway"),
    (set_acl("public", [tcp(90, 443, 443, "10.0.2.0/24"), *ANSWERS], ANSWERS), HOST, WORLD, 443, False, "out of it to the internet"),
    (set_acl("public", [tcp(90, 443, 443, "10.0.2.0/24")], [tcp(90, 443, 443), *ANSWERS]), HOST, WORLD, 443, False, "answers into it"),
    (set_acl("public", [tcp(90, 443, 443, "10.0.2.0/24"), *ANSWERS], [tcp(90, 443, 443)]), HOST, WORLD, 443, False, "answers back to the caller"),
    (set_acl("public", [tcp(100, 443, 443)], ANSWERS), WORLD, WEB, 443, True, "from the internet to a public address"),
    (set_acl("public", *EXAMPLE), WORLD, WEB, 443, False, "clients that take lower ports hear no answer"),
    (set_acl("far", [tcp(100, 443, 443, "10.0.0.0/16")], [tcp(100, 1024, 65535, "10.0.0.0/16")]), HOST, FAR, 443, True, "of a peer, too"),
    (set_acl("far", [tcp(100, 443, 443, "10.1.0.0/16")], [tcp(100, 1024, 65535, "10.0.0.0/16")]), HOST, FAR, 443, False, "by the addresses of this side"),
]


def judge_the_lists():
    model = small()
    set_acl("public", *EXAMPLE)(model)
    for number, (way, address, protocol, port, wanted, why) in enumerate(PACKETS, 1):
        if aws.permits(model, "public", way, address, protocol, port) is not wanted:
            yield f"packet {number}: {why}: it {'does not pass' if wanted else 'passes'}"


def judge_the_judge():
    yield from judge_the_lists()
    for number, (change, source, target, port, wanted, why) in enumerate(VECTORS + LISTED, 1):
        model = small()
        if change:
            change(model)
        if aws.reaches(model, source, target, "tcp", port)[0] is not wanted:
            yield f"vector {number}: {why}: it {'does not' if wanted else 'opens'}"


# --- what must be seen -------------------------------------------------------------------------------

NET = "production/network/"
SPOILT = [   # file, what stands there, what stands there instead
    (NET + "security.tf", "aws_security_group.store-orders.id", "aws_security_group.store-events.id"),
    (NET + "security.tf", "from_port                    = 5432", "from_port                    = 5433"),
    (NET + "security.tf", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"),
    (NET + "administration.tf", '"203.0.113.0/24"', '"0.0.0.0/0"', NET + "walls.tf", '"203.0.113.0/24"', '"0.0.0.0/0"'),
    (NET + "administration.tf", '"203.0.113.0/24"', '"203.0.113.0/25"'),
    (NET + "walls.tf", '"203.0.113.0/24"', '"203.0.113.0/25"'),
    (NET + "walls.tf", "aws_subnet.data-b.id", "aws_subnet.public-b.id"),
    (NET + "administration.tf", "aws_security_group.nodes.id", "aws_security_group.control-plane.id"),
    (NET + "cluster.tf", "= 10250", "= 10251"),
    (NET + "routes.tf", "aws_nat_gateway.nat-a.id", "aws_nat_gateway.nat-x.id"),
    (NET + "routes.tf", "aws_subnet.public-a.id", "aws_subnet.app-a.id"),
    (NET + "routes.tf", "aws_route_table.app-a.id", "aws_route_table.data.id"),
    (NET + "subnets.tf", "aws_route_table.public.id", "aws_route_table.data.id"),
    (NET + "main.tf", 'resource "aws_internet_gateway" "main" {\n  vpc_id = aws_vpc.main.id',
     'resource "aws_internet_gateway" "main" {\n  vpc_id = aws_vpc.other.id'),
    ("production/services/balancers.tf", "internal           = false", "internal           = true"),
    ("production/services/balancers.tf", "balancer-myapp-public_id", "balancer-myapp-servers-internal_id"),
    ("production/services/balancers.tf", "aws_subnet_public-a_id", "aws_subnet_data-a_id"),
    ("production/services/hosts.tf", "aws_security_group_service-myapp-servers_id", "aws_security_group_nodes_id"),
    ("production/services/hosts.tf", "aws_subnet_app-a_id", "aws_subnet_data-a_id"),
    ("production/data/databases.tf", "aws_security_group_store-orders_id", "aws_security_group_store-sessions_id"),
    ("production/cluster/nodes.tf", "aws_security_group_nodes_id", "aws_security_group_control-plane_id"),
    ("peering/production-production-pci/main.tf", "auto_accept = true", "auto_accept = false"),
    ("peering/production-production-pci/routes.tf", '"10.21.11.0/24"', '"10.21.21.0/24"'),
    ("peering/production-production-pci/routes.tf", "app-a_id", "data_id"),
    ("peering/production-production-pci/security.tf", '"111111111111/', '"222222222222/'),
]


def entries(folder):
    """Each entry of the network ACLs, but those for messages, which belong to no call, turned into its opposite: a few of them, all in long/."""
    found = [(name, entry) for name in sorted(str(path.relative_to(folder)) for path in folder.glob("*/network/walls.tf"))
             for entry in re.findall(r'(?:ingress|egress) \{[^}]*"(?:tcp|udp)"[^}]*\}', (folder / name).read_text(encoding="utf-8"))]
    for name, entry in found if "WHOLE" in os.environ else found[::29]:
        yield name, entry, entry.replace('"allow"', '"deny"')


def main():
    out = pathlib.Path(os.environ["TMP"]) / "out"
    subprocess.run([os.environ["BASTIDE"], "build", "--quiet", pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise",
                    "-o", out, "--target", "terraform", "--date", "2026-12-01"], check=True)
    folder = out / "terraform"
    problems = [*judge_the_judge(), *problems_of(folder)]
    for spoilt in [*SPOILT, *entries(folder)]:
        kept, where = {}, True
        for name, old, new in zip(*[iter(spoilt)] * 3):
            path = folder / name
            kept[path] = text = path.read_text(encoding="utf-8")
            where = re.search(re.escape(old).replace(r"\ =", " *="), text)
            if not where:
                problems.append(f"self-test: {name} has no {old!r} to spoil")
                break
            path.write_text(text[:where.start()] + new + text[where.end():], encoding="utf-8")
        try:
            seen = problems_of(folder)
        except (KeyError, TypeError, AttributeError) as error:
            seen = [f"cannot be read: {error!r}"]
        if where and not seen:
            problems.append(f"self-test: {name} with {new!r} changed no answer")
        for path, text in kept.items():
            path.write_text(text, encoding="utf-8")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
