#!/usr/bin/env python3
"""Values that the platform has not, planted one at a time into a program that is right: `bastide check` refuses each of them,
at the line where it stands and with the name that is written here.
"""
import json
import os
import pathlib
import subprocess
import sys

PROGRAM = """\
estate acme { example; zones a, b; state s3 acme-terraform-state; github acme; applied-by Applier }
site office 203.0.113.0/24
role admins { assumed-by arn:aws:iam::111111111111:role/admins; team admins; cluster admin }
key vault { protects secrets; rotate 365d }
secret token { from parameter-store; key vault; rotate 90d }
environment dev : development {
  account    111111111111
  region     us-east-1
  cidr       10.20.0.0/16
  secondary  100.64.0.0/16
  domain     "dev.acme.example"
  endpoints  s3, images, hosts, tokens, parameters
  dhcp       { name-servers 10.20.0.2 }
  tier public { subnets /24 from 1;  route internet }
  tier app    { subnets /24 from 11; route nat }
  tier data   { subnets /24 from 21; route none }
  cluster     { version "1.35"; nodes 2..4 { machine "m7i.large" } }
  admin       { by admins; from office; via bastion }
  traffic-logs 30d
}
store orders   { in dev; engine postgres "16"; tier data; holds 100Gi; machine "db.m7g.large"; backups 7d }
store ledger   { in dev; engine aurora-mysql "8.0"; tier data; replicas 1..2 }
store sessions { in dev; engine redis "7.1"; tier data; replicas 1..2; machine "cache.m7g.large" }
store events   { in dev; engine kafka "3.8.x"; tier data; machine "kafka.m7g.large" }
store finds    { in dev; engine opensearch "2.19"; tier data; machine "m7g.large.search"; holds 50Gi }
store papers   { in dev; engine bucket; keeps 90d }
service shop {
  in       dev
  runs     eks
  tier     app
  listens  8080 { health "/health"; tls }
  calls    orders, sessions
  secret   token as TOKEN
  size     { cpu 100m..500m; memory 128Mi..1Gi }
  scale    2..4
  logs     30d
  public   : https
}
service desk {
  in       dev
  runs     ec2
  tier     app
  listens  8081 { tls }
  host     { machine "m7i.large" }
  internal : https
  release  blue-green { promote manual; ready-within 1h; keep-old 10m; abort server-errors > 10 every 5m times 3 }
  scale    3..5 { target-cpu 65% }
  installs "/srv/desk" { step start "deploy/start.sh" within 90s }
  sets     MODE = "fast"
}
service basket {
  in        dev
  runs      eks
  namespace baskets
  image     basket
  tier      app
  listens   8082 { health "/alive" { interval 20s; timeout 4s } }
  scale     4..9 { target-cpu 70% }
  release   canary { steps 50%, 80% { pause 5m }; smoke error-rate <= 5% every 30s times 6 { failures 1 }; load p95 <= 500ms every 45s times 4 }
  sets      LOOK = "new"
  sets      TASTE = "old"
}
metrics-source prometheus { in dev; at "http://prometheus.monitoring:9090" }
baseline base { password { length 16; history 24; rotate 91d } }
registry images { in dev; keeps 500 }
repository shop { branch develop { reviews 1 } }
suite nightly { needs service; with k6; within 20m; times 7 }
pipeline shop {
  source  "acme/shop"
  build   container { sign; processor amd64 }
  scan    image
  deploy  dev { on push develop; wait 5m; window mon..fri 09:00..17:00 }
}
"""

# what stands there, what is planted, the name of the refusal; the line is that of the planted text.
PLANTED = [
    # literals
    ("cidr       10.20.0.0/16", "cidr       10.20.0.0/99", "bad-literal"),
    ("cidr       10.20.0.0/16", "cidr       10.300.0.0/16", "bad-literal"),
    ("cidr       10.20.0.0/16", "cidr       10.20.0.1/16", "host-bits"),
    ("listens  8080", "listens  70000", "wrong-type"),
    ("listens  8080", "listens  8090-8080", "bad-literal"),
    ("nodes 2..4", "nodes 4..2", "wrong-type"),
    ("memory 128Mi..1Gi", "memory 1Gi..128Mi", "wrong-type"),
    ("account    111111111111", "account    11111111111", "wrong-type"),
    ("09:00..17:00", "09:00..25:00", "bad-literal"),
    ("assumed-by arn:aws:iam::111111111111:role/admins", "assumed-by arn:aws:iam::1111:role/admins", "bad-literal"),
    # words of an enumeration
    ("engine postgres", "engine postgers", "unknown-name"),
    ("runs     eks", "runs     lambda", "wrong-type"),
    ("route nat }", "route natt }", "wrong-type"),
    ("endpoints  s3", "endpoints  s4", "unknown-name"),
    ("tier data; holds", "tier date; holds", "unknown-name"),
    ("processor amd64", "processor riscv", "wrong-type"),
    # measures of networks
    ("cidr       10.20.0.0/16", "cidr       10.16.0.0/12", "block-size"),
    ("subnets /24 from 21", "subnets /29 from 500", "block-size"),
    ("subnets /24 from 21", "subnets /24 from 300", "subnet-outside-network"),
    ("secondary  100.64.0.0/16", "secondary  192.168.0.0/16", "secondary-refused"),
    # machines
    ('nodes 2..4 { machine "m7i.large" }', 'nodes 2..4 { machine "m7i.mega" }', "unknown-machine"),
    ('nodes 2..4 { machine "m7i.large" }', 'nodes 2..4 { machine "m99.large" }', "unknown-machine"),
    ('nodes 2..4 { machine "m7i.large" }', 'nodes 2..4 { machine "t3.large" }', "pod-groups-unsupported"),
    ('nodes 2..4 { machine "m7i.large" }', 'nodes 2..4 { machine "m7g.large" }', "processor-differs"),
    ('machine "db.m7g.large"', 'machine "m7g.large"', "unknown-machine"),
    ('machine "cache.m7g.large"', 'machine "cache.m7g.tiny"', "unknown-machine"),
    ('machine "kafka.m7g.large"', 'machine "kafka.c5.large"', "unknown-machine"),
    ('machine "m7g.large.search"', 'machine "m7g.large"', "unknown-machine"),
    ('host     { machine "m7i.large" }', 'host     { machine "db.m7g.large" }', "unknown-machine"),
    ('machine "db.m7g.large"', 'machine "db.m1.small"', "machine-of-another"),
    ('machine "db.m7g.large"', 'machine "db.t2.micro"', "machine-of-another"),
    ('machine "db.m7g.large"', 'machine "db.z1d.large"', "machine-of-another"),
    ('tier data; replicas 1..2 }', 'tier data; replicas 1..2; machine "db.m5.large" }', "machine-of-another"),
    ('tier data; replicas 1..2 }', 'tier data; replicas 1..2; machine "db.t3.micro" }', "machine-of-another"),
    ('machine "m7g.large.search"', 'machine "i3.large.search"', "search-machine-unsupported"),
    ('machine "m7g.large.search"', 'machine "ultrawarm1.medium.search"', "search-machine-unsupported"),
    # products
    ('engine postgres "16"', 'engine postgres "99"', "unknown-engine-version"),
    ('engine postgres "16"', 'engine postgres "16.99"', "unknown-engine-version"),
    ('engine redis "7.1"', 'engine redis "7.9"', "unknown-engine-version"),
    ('engine kafka "3.8.x"', 'engine kafka "3.8.9"', "unknown-engine-version"),
    ('engine opensearch "2.19"', 'engine opensearch "2.18"', "unknown-engine-version"),
    ('engine aurora-mysql "8.0"', 'engine bucket "2"', "unknown-engine-version"),
    # numbers
    ("replicas 1..2; machine", "replicas 1..9; machine", "replicas-too-many"),
    ('tier data; replicas 1..2 }', 'tier data; replicas 1..16 }', "replicas-too-many"),
    ("holds 100Gi", "holds 5Gi", "size-out-of-range"),
    ("tier data; replicas 1..2 }", "tier data; replicas 1..2; holds 10Gi }", "size-of-what-grows"),
    ("backups 7d", "backups 60d", "backups-too-long"),
    ("rotate 365d", "rotate 30d", "key-rotation"),
    ("traffic-logs 30d", "traffic-logs 31d", "log-time-unsupported"),
    ("wait 5m", "wait 60d", "wait-unsupported"),
    ("keep-old 10m", "keep-old 3d", "keep-old-unsupported"),
    ("holds 50Gi", "holds 9Gi", "value-out-of-range"),
    ("holds 50Gi", "holds 500Ti", "value-out-of-range"),
    ("holds 50Gi", "holds 50000Mi", "value-not-whole"),
    ("holds 100Gi", "holds 100000Mi", "value-not-whole"),
    ("keeps 90d", "keeps 5s", "value-out-of-range"),
    ("keeps 90d", "keeps 36h", "value-not-whole"),
    ("backups 7d", "backups 36h", "value-not-whole"),
    ("rotate 365d", "rotate 2401h", "value-not-whole"),
    ("nodes 2..4", "nodes 0..0", "value-out-of-range"),
    ("scale    2..4", "scale    0..0", "value-out-of-range"),
    ("scale    2..4", "scale    0..4", "value-out-of-range"),
    ("target-cpu 65%", "target-cpu 0%", "value-out-of-range"),
    ("target-cpu 70%", "target-cpu 1001%", "value-out-of-range"),
    ("steps 50%", "steps 0%", "value-out-of-range"),
    ("80% { pause 5m }", "180% { pause 5m }", "value-out-of-range"),
    ("pause 5m", "pause 0s", "value-out-of-range"),
    ("every 30s", "every 0s", "value-out-of-range"),
    ("within 90s", "within 0s", "value-out-of-range"),
    ("within 90s", "within 1500ms", "value-not-whole"),
    ("ready-within 1h", "ready-within 90s", "value-not-whole"),
    ("interval 20s", "interval 20500ms", "value-not-whole"),
    ("timeout 4s", "timeout 3500ms", "value-not-whole"),
    ("interval 20s", "interval 4s", "health-out-of-range"),
    ("timeout 4s", "timeout 1s", "health-out-of-range"),
    ("every 5m", "every 7s", "alarm-period"),
    ("every 5m", "every 90s", "alarm-period"),
    ("every 5m times 3", "every 5m times 300", "alarm-period"),
    ("times 6", "times 0", "measured-no-times"),
    ("failures 1", "failures 6", "failures-never-reached"),
    ("<= 5%", "<= 200%", "bound-of-another"),
    ("<= 5%", "<= 5s", "bound-of-another"),
    ("<= 500ms", "<= 50%", "bound-of-another"),
    ("length 16", "length 200", "value-out-of-range"),
    ("history 24", "history 30", "value-out-of-range"),
    ("rotate 91d", "rotate 2000d", "value-out-of-range"),
    ("rotate 91d", "rotate 100h", "value-not-whole"),
    ("keeps 500", "keeps 0", "value-out-of-range"),
    ("reviews 1", "reviews 9", "value-out-of-range"),
    ("within 20m", "within 7h", "value-out-of-range"),
    ("times 7", "times 0", "value-out-of-range"),
    ("name-servers 10.20.0.2", "name-servers 10.20.0.2, 10.20.0.3, 10.20.0.4, 10.20.0.5, 10.20.0.6", "value-out-of-range"),
    # places and what stands twice
    ('"/srv/desk"', '"srv/desk"', "install-path"),
    ('"deploy/start.sh"', '"/start.sh"', "install-path"),
    ('sets      TASTE = "old"', 'sets      LOOK = "old"', "set-twice"),
    ("  scale     4..9", "  listens   8082; scale     4..9", "listens-twice"),
    # names
    ("namespace baskets", "namespace Big_Name", "name-changed"),
    ("namespace baskets", "namespace kube-system", "namespace-of-the-cluster"),
    ("image     basket", "image     Basket", "name-changed"),
    ("github acme", "github my_org", "name-changed"),
    ("  public   : https", '  public   "W_X" : https', "text-refused"),
    ("  internal : https", '  internal "a_b" : https', "text-refused"),
    ('domain     "dev.acme.example"', 'domain     "dev_x.acme.example"', "text-refused"),
    ('sets     MODE', 'sets     MODE-OF', "text-refused"),
    ("rotate 90d }", 'rotate 90d; path "/a b" }', "text-refused"),
    ("rotate 90d }", 'rotate 90d; path "/aws/token" }', "secret-name-taken"),
    ("assumed-by arn:aws:iam::111111111111:role/admins", "assumed-by arn:aws:s3:::admins", "principal-impossible"),
    ("assumed-by arn:aws:iam::111111111111:role/admins", "assumed-by arn:aws:iam::111111111111:policy/admins", "principal-impossible"),
    ("state s3 acme-terraform-state", "state s3 Acme_State", "bucket-name-refused"),
    ("applied-by Applier", "applied-by " + "Applier" * 10, "role-name-refused"),
    ('domain     "dev.acme.example"', 'domain     "' + "d" * 70 + '.example"', "wrong-type"),
    ("rotate 90d }", 'rotate 90d; path "' + "/deep" * 20 + '" }', "secret-path-refused"),
    ("applied-by Applier", 'applied-by Applier; tag aws-cost = "ours"', "tag-refused"),
    # what excludes one another
    ("  public   : https", "  public   : https { fixed-addresses; firewall standard }", "firewall-unsupported"),
    ("  cidr       10.20.0.0/16", "  cidr       10.20.0.0/16; network other { cidr 10.21.0.0/16; tier x { subnets /24 from 1 } }", "networks-beside-cidr"),
]


def check(folder, text):
    (folder / "input.bastide").write_text(text, encoding="utf-8")
    done = subprocess.run([os.environ["BASTIDE"], "check", "--format", "json", "--date", "2026-12-01", folder / "input.bastide"],
                          capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["diagnostics"] if done.stdout else []
    return done.returncode, [(one["code"], one["range"]["start"]["line"], one["message"]) for one in found], done.stderr


def main():
    folder = pathlib.Path(os.environ["TMP"])
    problems = []
    status, found, more = check(folder, PROGRAM)
    if status != 0:
        problems.append(f"the program itself: {found} {more}")
    for old, new, name in PLANTED:
        if PROGRAM.count(old) != 1:
            problems.append(f"{old!r} stands {PROGRAM.count(old)} times")
            continue
        text = PROGRAM.replace(old, new)
        line = text[:text.index(new)].count("\n") + 1 + new[:len(new) - len(new.lstrip())].count("\n")
        status, found, more = check(folder, text)
        if status != 1 or (name, line) not in [one[:2] for one in found]:
            problems.append(f"{new.strip()}: wanted {name} in line {line}, status {status}: {found or more}")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
