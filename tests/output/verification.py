#!/usr/bin/env python3
"""The scripts of `writes verification`, run against doubles of aws and kubectl that tell of an account as the Terraform and the objects of the
same build make it (tools/aws_account.py): there they find nothing. Then each account is spoilt in many ways, one at a time: each must be
named. What is denied, empty or another account's is never fine. Nothing but questions is asked."""
import copy
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import aws_account
from design_exercise import Estate, NETWORKS

TMP, BASTIDE, ROOT = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"], pathlib.Path(os.environ["ROOT"])
SCRIPTS = ("security-groups", "routes", "network-acls", "peerings", "access")
QUESTIONS = re.compile(r"sts (get-caller-identity|assume-role)|ec2 describe-|eks (list-|describe-|update-kubeconfig)")
ANYBODY = {"CidrIp": "0.0.0.0/0"}


def build(program, out):
    done = subprocess.run([BASTIDE, "build", program, "-o", out], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return out


class Trial:
    """The scripts of a build, and accounts for them."""

    def __init__(self, out):
        self.out = out
        self.accounts = aws_account.Accounts(Estate(out / "terraform"), out / "kubernetes")
        self.folder = TMP / "doubles" / out.name
        self.folder.mkdir(parents=True)
        aws_account.put_doubles(self.folder)

    def account_of(self, environment):
        return self.accounts.place[f"{environment}/network"][0]

    def run(self, environment, script, account=None, **says):
        self.accounts.write(account or self.account_of(environment), self.folder)
        env = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "DOUBLE": str(self.folder), **says}
        done = subprocess.run(["bash", self.out / "verify" / environment / f"{script}.sh"], capture_output=True, text=True, env=env)
        return done.returncode, done.stdout, done.stderr

    def spoilt(self, environment, script, how, wanted):
        """What is wrong with the answer of a script to an account that somebody changed."""
        good = self.accounts.of
        self.accounts.of = copy.deepcopy(good)
        how(self.accounts.of[self.account_of(environment)])
        status, said, errors = self.run(environment, script)
        self.accounts.of = good
        if status != 1 or not re.search(f"^{wanted}", said, re.M):
            yield f"{environment}/{script}: {wanted!r} is answered with {status}: {said}{errors}"


# --- what somebody changes ---------------------------------------------------------------------------

def one(world, kind, key, value):
    return next(row for row in world[kind] if row.get(key) == value)


def group(world, name):
    return one(world, "SecurityGroups", "GroupName", name)


def table(world, name):
    return next(row for row in world["RouteTables"] if {"Key": "Name", "Value": name} in row["Tags"])


def opens(name, direction, **said):
    row = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": [], **said}
    return lambda world: group(world, name)[direction].append(row)


def without(kind, keeps):
    def change(world):
        world[kind] = [row for row in world[kind] if keeps(row)]
    return change


def puts(find, **said):
    return lambda world: find(world).update(said)


def no_longer(name, direction, port):
    def change(world):
        found = group(world, name)
        kept = [row for row in found[direction] if row["FromPort"] != port]
        assert len(kept) < len(found[direction])
        found[direction] = kept
    return change


def stale(world):
    pairs = [pair for row in group(world, "production-service-myapp")["IpPermissionsEgress"] for pair in row["UserIdGroupPairs"] if "PeeringStatus" in pair]
    assert pairs
    pairs[0]["PeeringStatus"] = "deleted"


def route(name, block, **target):
    def change(world):
        found = table(world, name)
        found["Routes"] = [row for row in found["Routes"] if row.get("DestinationCidrBlock") != block]
        if target:
            found["Routes"].append({"DestinationCidrBlock": block, "State": "active", **target})
    return change


def moved_subnet(world):
    held = table(world, "production-data")["Associations"]
    table(world, "production-public")["Associations"].append(held.pop())


def acl(world, name):
    return next(row for row in world["NetworkAcls"] if {"Key": "Name", "Value": name} in row["Tags"])


def listed(name, block, **said):
    """Another entry, or one that says something else."""
    row = {"RuleNumber": 1, "RuleAction": "allow", "Protocol": "6", "CidrBlock": block, "Egress": False, "PortRange": {"From": 22, "To": 22}, **said}
    return lambda world: acl(world, name)["Entries"].append(row)


def not_listed(name, port, egress):
    def change(world):
        found = acl(world, name)
        kept = [row for row in found["Entries"] if row["Egress"] is not egress or row.get("PortRange", {}).get("From") != port]
        assert len(kept) < len(found["Entries"])
        found["Entries"] = kept
    return change


def moved_to_default(world):
    held = acl(world, "production-data")["Associations"]
    one(world, "NetworkAcls", "NetworkAclId", "acl-vpc-production-default")["Associations"].append(held.pop())


def stranger(world):
    held = acl(world, "production-data")["Associations"]
    found = acl(world, "production-data")
    world["NetworkAcls"].append({**found, "NetworkAclId": "acl-stranger", "Tags": [], "Associations": [held.pop()]})


def main_table(world):
    one(world, "RouteTables", "RouteTableId", "rtb-vpc-production-main")["Routes"].append(
        {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-production-main", "State": "active"})


def peering(world):
    return one(world, "VpcPeeringConnections", "VpcPeeringConnectionId", "pcx-production-production-pci")


def another_peering(world):
    extra = copy.deepcopy(peering(world))
    extra.update(VpcPeeringConnectionId="pcx-stranger", Tags=[], Status={"Code": "pending-acceptance"})
    extra["AccepterVpcInfo"].update(VpcId="vpc-stranger", OwnerId="999999999999")
    world["VpcPeeringConnections"].append(extra)


def entries(world):
    return world["Clusters"]["production-eks-cluster"]


def entry(world, role):
    return next(row for row in entries(world) if row["principalArn"].endswith("/" + role))


def guest(world):
    entries(world).append({**copy.deepcopy(entry(world, "production-eks-devops")), "principalArn": "arn:aws:iam::999999999999:role/guest"})


def not_let_in(world):
    entries(world).remove(entry(world, "production-eks-developer"))


def raised(world):
    entry(world, "production-eks-developer")["policies"] = entry(world, "production-eks-devops")["policies"]


def may(role, *more, less=()):
    def change(world):
        kept = [line for line in world["may"][role] if line not in less]
        assert len(kept) == len(world["may"][role]) - len(less)
        world["may"][role] = [*kept, *more]
    return change


SPOILT = {
    "security-groups": [
        ("open-port: production: production-bastion-public: in 22/tcp 0.0.0.0/0", opens("production-bastion-public", "IpPermissions", IpRanges=[ANYBODY])),
        ("open-port: production: production-nodes: in 22/tcp ::/0", opens("production-nodes", "IpPermissions", Ipv6Ranges=[{"CidrIpv6": "::/0"}])),
        ("open-port: production: production-store-orders: in all 0.0.0.0/0",
         opens("production-store-orders", "IpPermissions", IpProtocol="-1", FromPort=None, ToPort=None, IpRanges=[ANYBODY])),
        ("extra-rule: production: production-store-orders: in 1-65535/tcp 10.20.0.0/16",
         opens("production-store-orders", "IpPermissions", FromPort=1, ToPort=65535, IpRanges=[{"CidrIp": "10.20.0.0/16"}])),
        ("extra-rule: production: production-store-orders: out 22/tcp 0.0.0.0/0", opens("production-store-orders", "IpPermissionsEgress", IpRanges=[ANYBODY])),
        ("extra-rule: production: production-nodes: in 22/tcp prefix list of s3",
         opens("production-nodes", "IpPermissions", PrefixListIds=[{"PrefixListId": "pl-us-east-1-s3"}])),
        ("extra-rule: production: production-nodes: in 22/tcp group of account 222222222222",
         opens("production-nodes", "IpPermissions", UserIdGroupPairs=[{"GroupId": "sg-staging-pci-nodes", "UserId": "222222222222"}])),
        ("extra-rule: production: production-nodes: in 22/tcp group sg-dev-nodes",
         opens("production-nodes", "IpPermissions", UserIdGroupPairs=[{"GroupId": "sg-dev-nodes", "UserId": "111111111111"}])),
        ("missing-rule: production: production-store-orders: in 5432/tcp group service-myapp", no_longer("production-store-orders", "IpPermissions", 5432)),
        ("missing-rule: production: production-bastion-public: in 22/tcp 203.0.113.0/24", no_longer("production-bastion-public", "IpPermissions", 22)),
        ("missing-rule: production: production-service-myapp: out 443/tcp group of account 222222222222$", stale),
        ("extra-group: production: launch-wizard-1", puts(lambda world: group(world, "production-bastion-public"), GroupName="launch-wizard-1")),
        ("missing-group: production: production-bastion-public", puts(lambda world: group(world, "production-bastion-public"), GroupName="launch-wizard-1")),
        ("extra-group: production: default opens in 22/tcp 0.0.0.0/0",
         lambda world: one(world, "SecurityGroups", "GroupId", "sg-vpc-production-default")["IpPermissions"].append(
             {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [ANYBODY]})),
        ("extra-group: production: eks-cluster-sg-production-eks-cluster-1234567890 opens in 443/tcp 0.0.0.0/0",
         opens("eks-cluster-sg-production-eks-cluster-1234567890", "IpPermissions", FromPort=443, ToPort=443, IpRanges=[ANYBODY])),
    ],
    "routes": [
        ("other-route: production: production-data: 0.0.0.0/0 to NAT gateway production-nat-a", route("production-data", "0.0.0.0/0", NatGatewayId="nat-production-nat-a")),
        ("other-route: production: production-app-a: 0.0.0.0/0 to internet gateway", route("production-app-a", "0.0.0.0/0", GatewayId="igw-production-main")),
        ("other-route: production: production-app-a: 0.0.0.0/0 to NAT gateway production-nat-b", route("production-app-a", "0.0.0.0/0", NatGatewayId="nat-production-nat-b")),
        ("other-route: production: production-app-a: 10.21.0.0/16 to peering production-production-pci",
         route("production-app-a", "10.21.0.0/16", VpcPeeringConnectionId="pcx-production-production-pci")),
        ("other-route: production: production-app-b: 10.99.0.0/16 to transit gateway",
         route("production-app-b", "10.99.0.0/16", TransitGatewayId="tgw-1")),
        ("other-route: production: production-app-c: 0.0.0.0/0 to NAT gateway production-nat-c, which is gone",
         route("production-app-c", "0.0.0.0/0", NatGatewayId="nat-production-nat-c", State="blackhole")),
        ("missing-route: production: production-app-a: 10.21.12.0/24 to peering production-production-pci", route("production-app-a", "10.21.12.0/24")),
        ("missing-route: production: production-public: 0.0.0.0/0 to internet gateway", route("production-public", "0.0.0.0/0")),
        ("other-table: production: production-data-[abc] has production-public", moved_subnet),
        ("other-route: production: a table that the program does not have: 0.0.0.0/0 to internet gateway", main_table),
        ("missing-table: production: production-data is not there", puts(lambda world: table(world, "production-data"), Tags=[])),
    ],
    "network-acls": [
        ("other-entry: production: production-data: in 1 allow 22/tcp 0.0.0.0/0", listed("production-data", "0.0.0.0/0")),
        (r"missing-entry: production: production-data: out \d+ allow 1024-65535/tcp 10.20.11.0/24", not_listed("production-data", 1024, True)),
        (r"missing-entry: production: production-data: in \d+ allow 5432/tcp 10.20.12.0/23", not_listed("production-data", 5432, False)),
        ("other-entry: production: production-app: in 1 deny everything 0.0.0.0/0",
         listed("production-app", "0.0.0.0/0", Protocol="-1", RuleAction="deny", PortRange={})),
        ("other-entry: production: production-public: out 1 allow 53/udp 0.0.0.0/0",
         listed("production-public", "0.0.0.0/0", Protocol="17", Egress=True, PortRange={"From": 53, "To": 53})),
        ("other-acl: production: production-data-[abc] has not production-data", moved_to_default),
        ("other-acl: production: production-data-[abc] has one that the program does not have", stranger),
        ("missing-acl: production: production-data is not there", puts(lambda world: acl(world, "production-data"), Tags=[])),
        ("other-entry: production: the list that the network has by itself: in 1 deny everything 0.0.0.0/0",
         lambda world: one(world, "NetworkAcls", "NetworkAclId", "acl-vpc-production-default")["Entries"].append(
             {"RuleNumber": 1, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": False})),
    ],
    "peerings": [
        ("missing-peering: production: production-production-pci", without("VpcPeeringConnections", lambda row: "pci" not in row["VpcPeeringConnectionId"])),
        ("inactive-peering: production: production-production-pci is pending-acceptance", puts(peering, Status={"Code": "pending-acceptance"})),
        ("missing-peering: production: production-production-pci", puts(peering, Status={"Code": "deleted"})),
        ("other-names: production: names do not resolve across production-production-pci",
         lambda world: peering(world)["RequesterVpcInfo"]["PeeringOptions"].update(AllowDnsResolutionFromRemoteVpc=False)),
        ("other-peering: production: production-production-pci joins 10.20.0.0/16 of 111111111111 and 10.99.0.0/16 of 222222222222",
         lambda world: peering(world)["AccepterVpcInfo"].update(CidrBlock="10.99.0.0/16")),
        ("extra-peering: production: pcx-stranger", another_peering),
    ],
    "access": [
        ("extra-access: arn:aws:iam::999999999999:role/guest as AmazonEKSClusterAdminPolicy in cluster", guest),
        ("missing-access: arn:aws:iam::111111111111:role/production-eks-developer", not_let_in),
        ("extra-access: arn:aws:iam::111111111111:role/production-eks-developer as AmazonEKSClusterAdminPolicy in cluster, group bastide-developer", raised),
        ("may-more: production-eks-developer: create pods/exec in \\*", may("production-eks-developer", "create pods/exec *")),
        ("may-more: production-eks-developer: get configmaps in kube-system", may("production-eks-developer", "get configmaps kube-system")),
        ("may-less: production-eks-developer: get pods/log in \\*", may("production-eks-developer", less=["get pods/log *"])),
        ("may-less: production-eks-devops: delete pods in \\*", may("production-eks-devops", "get pods *", less=["everything"])),
    ],
}
ASKED = {
    "security-groups": ["get-caller-identity", "describe-vpcs", "describe-security-groups", "describe-prefix-lists"],
    "routes": ["get-caller-identity", "describe-vpcs", "describe-route-tables", "describe-subnets", "describe-nat-gateways", "describe-internet-gateways",
               "describe-vpc-peering-connections"],
    "network-acls": ["get-caller-identity", "describe-vpcs", "describe-network-acls", "describe-subnets"],
    "peerings": ["get-caller-identity", "describe-vpcs", "describe-vpc-peering-connections"],
    "access": ["get-caller-identity", "list-access-entries", "describe-access-entry", "list-associated-access-policies", "assume-role", "update-kubeconfig", "can-i"],
}
# What an account always has: a list without members is no answer.
NEVER_NONE = {"security-groups": ["describe-vpcs", "describe-security-groups"], "routes": ["describe-vpcs", "describe-route-tables", "describe-subnets"],
              "network-acls": ["describe-vpcs", "describe-network-acls", "describe-subnets"],
              "peerings": ["describe-vpcs"], "access": ["list-access-entries"]}


def exercise():
    program = TMP / "program"
    shutil.copytree(ROOT / "examples/design-exercise", program)
    estate = program / "platform/estate.bastide"
    text = estate.read_text(encoding="utf-8")
    assert text.count("peering-file") == 1
    estate.write_text(text.replace("peering-file", "peering-file, verification"), encoding="utf-8")
    return Trial(build(program, TMP / "exercise"))


def fine(trial, environment, scripts):
    for script in scripts:
        status, said, errors = trial.run(environment, script)
        if status != 0 or not said.startswith("as the program says: "):
            yield f"{trial.out.name}: {environment}/{script} of what was applied ends with {status}: {said}{errors}"


def unknown(trial, environment, scripts=SCRIPTS):
    """Answers that are denied or empty, and those of another account."""
    for script in scripts:
        trials = [{key: operation} for operation in ASKED[script] for key in ("DENIED", "EMPTY") if (key, operation) != ("EMPTY", "update-kubeconfig")]
        trials += [{"NONE": operation} for operation in NEVER_NONE[script]]
        for says in [*trials, {"account": next(account for account in trial.accounts.of if account != trial.account_of(environment))}]:
            status, said, errors = trial.run(environment, script, **says)
            if status != 2 or said or not errors.startswith("not known: ") and "\nnot known: " not in errors:
                yield f"{environment}/{script} with {says} ends with {status}: {said}{errors}"


def broken(trial, environment):
    """What the program says is not there, or is not what it was."""
    for script in SCRIPTS:
        said = trial.out / "verify" / environment / f"{script}.json"
        whole = said.read_text(encoding="utf-8")
        for text in ("", "{}", whole[:len(whole) // 2]):
            said.write_text(text, encoding="utf-8")
            status, answer, errors = trial.run(environment, script)
            if status != 2 or answer:
                yield f"{environment}/{script} with {len(text)} bytes of what the program says ends with {status}: {answer}{errors}"
        said.write_text(whole, encoding="utf-8")


def others():
    """Programs with endpoints, and with peerings across regions and accounts."""
    for name, scripts in (("security", SCRIPTS[:4]), ("peering", SCRIPTS[:4])):
        text = (ROOT / f"tests/targets/terraform/{name}/input.bastide").read_text(encoding="utf-8")
        program = TMP / "programs" / name / "input.bastide"
        program.parent.mkdir(parents=True)
        program.write_text(re.sub(r"^(estate +\w+ \{)", r"\1\n  writes verification\n ", text, flags=re.M), encoding="utf-8")
        trial = Trial(build(program, TMP / "others" / name))
        for environment in sorted(path.name for path in (trial.out / "verify").iterdir() if path.name != "lib"):
            if f"{environment}/network" in trial.accounts.place:
                yield from fine(trial, environment, scripts)


def main():
    trial = exercise()
    places = [name for name in NETWORKS if "WHOLE" in os.environ or "production" in name]
    failed = [problem for environment in places for problem in fine(trial, environment, SCRIPTS if "production" in environment else SCRIPTS[:4])]
    # Every script sees some violations here and all of them in tests/long, for each run asks a made-up account some dozen times. They try
    # the scripts, which are the same bytes whichever compiler wrote them: not under the sanitizers.
    whole = "WHOLE" in os.environ
    if pathlib.Path(os.environ["BUILD"]).name != "san":
        for script, changes in SPOILT.items():
            for wanted, how in changes if whole else changes[:2]:
                failed += trial.spoilt("production", script, how, wanted)
    if whole:
        failed += [*unknown(trial, "production"), *broken(trial, "production")]
    else:
        failed += unknown(trial, "production", SCRIPTS[3:4])
    failed += others()
    calls = (trial.folder / "calls").read_text(encoding="utf-8").splitlines()
    failed += [f"{call!r} is no question" for call in calls if not QUESTIONS.match(call)]
    sys.exit("\n".join(failed) or 0)


main()
