"""Who reaches whom in networks of AWS: routes, gateways, peerings, security groups and network ACLs, as AWS's documentation says they
work.

Written for tests alone: it knows nothing of bastide, and takes a model that somebody else has read or written down.
Amazon VPC user guide, "Configure route tables", "Security group rules", "NAT gateways", "Internet gateways"; Amazon VPC peering guide,
"How VPC peering connections work", "Update your security groups to reference peer security groups". Read 2026-11-21. Amazon VPC user guide,
"Network ACL basics", "Network ACL rules", "Ephemeral ports". Read 2026-11-22.
"""
import dataclasses
import functools
import ipaddress

ANY = "-1"


@dataclasses.dataclass(frozen=True)
class Rule:
    protocol: str                            # tcp, udp, icmp or ANY
    first: int = 0
    last: int = 65535
    block: str = None                        # either a block of addresses
    group: str = None                        # or a group

    def covers(self, protocol, port):
        return self.protocol == ANY or (self.protocol == protocol and self.first <= port <= self.last)


@dataclasses.dataclass(frozen=True)
class Entry:
    """Of a network ACL: what it says of packets to these ports and from, or to, this block."""
    number: int
    allows: bool
    protocol: str
    first: int
    last: int
    block: str

    def covers(self, protocol, port):
        return self.protocol == ANY or (self.protocol == protocol and self.first <= port <= self.last)


EVERYTHING = (Entry(100, True, ANY, 0, 65535, "0.0.0.0/0"),)


@dataclasses.dataclass
class List:
    """A network ACL; the one that a network has by itself lets all pass."""
    vpc: str
    ingress: tuple = EVERYTHING
    egress: tuple = EVERYTHING

    def __post_init__(self):
        self.ingress, self.egress = (sorted(entries, key=lambda entry: entry.number) for entries in (self.ingress, self.egress))


@dataclasses.dataclass
class Group:
    vpc: str
    ingress: list = dataclasses.field(default_factory=list)
    egress: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Subnet:
    vpc: str
    block: str
    routes: dict = dataclasses.field(default_factory=dict)        # block -> ("igw" | "nat" | "peering", id); the local route is the VPC's
    acl: str = None                                               # its network's, where it has none of its own


@dataclasses.dataclass
class Model:
    vpcs: dict = dataclasses.field(default_factory=dict)          # id -> (region, [block])
    subnets: dict = dataclasses.field(default_factory=dict)       # id -> Subnet
    gateways: dict = dataclasses.field(default_factory=dict)      # internet gateway -> vpc
    nats: dict = dataclasses.field(default_factory=dict)          # NAT gateway -> (subnet, has an elastic address)
    peerings: dict = dataclasses.field(default_factory=dict)      # id -> (vpc, vpc, active)
    groups: dict = dataclasses.field(default_factory=dict)        # id -> Group
    acls: dict = dataclasses.field(default_factory=dict)          # id -> List


@dataclasses.dataclass(frozen=True)
class Inside:
    """Something with an interface in one of these subnets."""
    subnets: tuple
    groups: tuple
    public: bool = False                     # its interface has a public address


@dataclasses.dataclass(frozen=True)
class Outside:
    """An address of the internet."""
    address: str


@functools.lru_cache(None)
def within(address, block):
    return ipaddress.ip_address(address) in ipaddress.ip_network(block)


@functools.lru_cache(None)
def one_of(block):
    return str(ipaddress.ip_network(block)[4])


def an_address(subnet):
    """One that AWS lets somebody have: the first four of a subnet and its last are kept."""
    return one_of(subnet.block)


def route(model, subnet, address):
    """Where a packet to the address goes from the subnet: the longest prefix wins, and of two equal ones the local route."""
    blocks = model.vpcs[subnet.vpc][1]
    best, way = -1, None
    for block, target in [*((block, ("local", subnet.vpc)) for block in blocks), *subnet.routes.items()]:
        length = int(block.split("/")[1])
        if length > best and within(address, block):
            best, way = length, target
    return way


def leads_to_internet(model, subnet, way, public):
    """Out, for something in this subnet: by its own public address, or by a gateway that stands where the internet is reached."""
    if way is None:
        return False
    kind, name = way
    if kind == "igw":
        return public and model.gateways.get(name) == subnet.vpc
    if kind == "nat" and name in model.nats:
        stands, addressed = model.nats[name]
        home = model.subnets[stands]
        out = route(model, home, "198.18.0.1")
        return addressed and home.vpc == subnet.vpc and out is not None and out[0] == "igw" and model.gateways.get(out[1]) == home.vpc
    return False


def crosses(model, source, target, there, here):
    """A packet from one subnet to another and its answer. A peering joins its two networks and leads no further."""
    def one_way(subnet, other, address):
        way = route(model, subnet, address)
        if way is None:
            return False
        if way[0] == "local":
            return subnet.vpc == other.vpc
        if way[0] != "peering" or way[1] not in model.peerings:
            return False
        one, two, active = model.peerings[way[1]]
        return active and {one, two} == {subnet.vpc, other.vpc}
    return one_way(source, target, there) and one_way(target, source, here)


def admits(model, rules, own, other, address, protocol, port):
    """Some rule lets the other end through: by its address, or by a group that it carries and that may be referred to from here."""
    for rule in rules:
        if not rule.covers(protocol, port):
            continue
        if rule.block and within(address, rule.block):
            return True
        if rule.group and isinstance(other, Inside) and rule.group in other.groups and refers(model, own, rule.group):
            return True
    return False


def refers(model, own, group):
    """A rule may refer to a group of its own network, and of one that is peered with it in the same region."""
    here, there = model.groups[own].vpc, model.groups[group].vpc
    if here == there:
        return True
    peered = any({one, two} == {here, there} and active for one, two, active in model.peerings.values())
    return peered and model.vpcs[here][0] == model.vpcs[there][0]


def passes(model, end, other, address, protocol, port, direction):
    """Groups of one end: all their rules together. They remember connections, so that answers need no rule."""
    return any(admits(model, getattr(model.groups[group], direction), group, other, address, protocol, port) for group in end.groups)


def permits(model, name, direction, address, protocol, port):
    """Rules of a network ACL are evaluated from the lowest number on; the first that matches is applied, and the last one denies."""
    subnet = model.subnets[name]
    acl = model.acls[subnet.acl] if subnet.acl else List(subnet.vpc)
    for entry in getattr(acl, direction):
        if entry.covers(protocol, port) and within(address, entry.block):
            return entry.allows
    return False


# Ports that clients take: AWS's own services, and the lowest and highest that documented clients within a network may have.
CLIENT_PORTS = (1024, 32768, 61000, 65535)


def both_ways(model, ways, protocol, port):
    """The call passes every network ACL on its way, and so do its answers, whichever port the caller took: they are stateless.
    `ways`: (subnet, direction of the call, address at the other end)."""
    back = {"ingress": "egress", "egress": "ingress"}
    return all(permits(model, subnet, direction, address, protocol, port)
               and all(permits(model, subnet, back[direction], address, protocol, taken) for taken in CLIENT_PORTS)
               for subnet, direction, address in ways)


def crossed(model, here, there, from_address, to_address):
    """The network ACLs that a call meets: none within a subnet; by a NAT gateway also those of the subnet that it stands in, on both sides."""
    ways = []
    if here is not None and here != there:
        ways.append((here, "egress", to_address))
    if there is not None and here != there:
        ways.append((there, "ingress", from_address))
    way = route(model, model.subnets[here], to_address) if here is not None and there is None else None
    if way and way[0] == "nat" and way[1] in model.nats:
        stands = model.nats[way[1]][0]
        ways += [(stands, "ingress", from_address)] if stands != here else []
        ways.append((stands, "egress", to_address))
    return ways


def pairs(model, source, target, protocol, port):
    """For every pair of places that the two may stand in: does a connection open?"""
    for here in source.subnets if isinstance(source, Inside) else (None,):
        for there in target.subnets if isinstance(target, Inside) else (None,):
            yield opens(model, source, here, target, there, protocol, port)


def opens(model, source, here, target, there, protocol, port):
    origin, goal = model.subnets.get(here), model.subnets.get(there)
    from_address = source.address if origin is None else an_address(origin)
    to_address = target.address if goal is None else an_address(goal)
    if origin is None and goal is None:
        return False                         # not our matter
    if origin is not None and not passes(model, source, target, to_address, protocol, port, "egress"):
        return False
    if goal is not None and not passes(model, target, source, from_address, protocol, port, "ingress"):
        return False
    if not both_ways(model, crossed(model, here, there, from_address, to_address), protocol, port):
        return False
    if origin is None:                       # in: to a public address, and the answer leaves by the internet gateway
        way = route(model, goal, from_address)
        return target.public and way is not None and way[0] == "igw" and leads_to_internet(model, goal, way, True)
    if goal is None:
        return leads_to_internet(model, origin, route(model, origin, to_address), source.public)
    return crosses(model, origin, goal, to_address, from_address)


def reaches(model, source, target, protocol, port):
    """(somewhere, everywhere): from some place of the source to some of the target; from each to each."""
    found = list(pairs(model, source, target, protocol, port))
    return any(found), bool(found) and all(found)
