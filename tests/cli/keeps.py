#!/usr/bin/env python3
"""What the build before kept is not lost: stores, keys and states stay, move by `was`, or go because it is said."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

TMP, BASTIDE = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"]
PROGRAM = """estate acme {{ example; zones {zones}; state s3 {state} in us-east-1{names} }}
environment {name} : {kind} {{
  account {account}; region {region}; cidr {block}; encryption everywhere; nat none{was}
  tier data {{ subnets /24 from 21{tier} }}{cluster}
}}
{store}
{key}
{more}
"""
USUAL = {"account": "111111111111", "region": "us-east-1", "block": "10.20.0.0/16", "state": "acme-state", "name": "dev", "kind": "live", "was": "", "key": "key vault { protects stores; rotate 365d }",
         "store": 'store orders { in {name}; engine postgres "16"; tier data }', "more": "", "zones": "a, b", "tier": "", "cluster": "", "names": ""}
OTHER = "store {} {{ in {{name}}; engine {}; tier data{} }}"
failed = []


def build(**changes):
    values = {**USUAL, **changes}
    values["store"] = values["store"].replace("{name}", values["name"])
    (TMP / "p").mkdir(exist_ok=True)
    (TMP / "p/program.bastide").write_text(PROGRAM.format(**values), encoding="utf-8")
    done = subprocess.run([BASTIDE, "build", TMP / "p", "--output", TMP / "out", "--date", "2026-11-21"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def expect(what, status, said, **changes):
    """Builds over what the usual program wrote."""
    shutil.rmtree(TMP / "out", ignore_errors=True)
    start = {name: changes[name] for name in ("kind",) if name in changes}
    if "start" in changes:
        start["name"] = changes.pop("start")
    start |= changes.pop("first", {})
    first = build(**start)
    found = build(**changes)
    if first[0] != 0 or found[0] != status or not re.search(said, found[1]):
        failed.append(f"{what}: ended with {found[0]}, said:\n{found[1]}{first[1] if first[0] else ''}")


LOST = r"error\[destroys-store\]: "
expect("unchanged", 0, "all as they were")
text = (TMP / "out/.bastide-manifest.json").read_text(encoding="utf-8")
if '"address": "aws_db_instance.orders", "thing": "store orders in dev"' not in text:
    failed.append("the manifest does not remember the store")
expect("a store vanishes", 1, LOST + r"aws_db_instance\.orders in terraform/dev/data is no longer written", store="")
expect("given up in another place", 1, LOST, store="", more='removed it { store orders; in prod; because "moved" }')
for part in ("terraform", "data", "de", "dev-data"):
    expect(f"given up in {part}, which is no place of it", 1, LOST, store="", more=f'removed it {{ store orders; in {part}; because "moved" }}')
NEW = OTHER.format("orders", 'mysql "8.0"', "")
expect("given up where it was", 0, "^proved", store=NEW, more='removed it { store orders; in prod, dev; because "moved" }')
expect("given up in an environment called like a layer", 0, "^proved", name="data", start="data", store=NEW,
       more='removed it { store orders; in data; because "moved" }')
expect("given up by another name", 1, LOST, store="", more='removed it { store order; because "moved" }')
expect("given up, but not its root", 1, LOST + "aws_kms_key.stores", store="", more='removed it { store orders; because "moved" }')
expect("given up with its root", 0, "^proved", store="", more='removed it { unit "terraform/dev/data"; because "moved" }')
expect("a key vanishes", 1, LOST + r"aws_kms_key\.key-vault", key="")
expect("a key is given up", 0, "^proved", key="", more='removed it { key vault; because "nothing lies under it" }')
expect("a key is given up in another place", 1, LOST + r"aws_kms_key\.key-vault", key="", more='removed it { key vault; in data; because "moved" }')
expect("a key is given up where it was", 0, "^proved", key="", more='removed it { key vault; in dev; because "moved" }')
STAYS = r"warning\[removed-stays\]: "
GOES = 'removed it { store orders; because "nobody used it" }'
expect("said to go, and stays", 0, STAYS + "store orders in dev is said to go, and stays as it is: aws_db_instance.orders in terraform/dev/data(?s:.*)all as they were", more=GOES)
expect("its unit said to go, and stays", 0, STAYS, more='removed it { unit "terraform/dev/data"; because "nobody used it" }')
expect("said to go elsewhere", 0, "^proved", more='removed it { store orders; in prod; because "nobody used it" }')
expect("said to go, and goes", 0, "^proved", store="", more=GOES + '\nremoved all { unit "terraform/dev/data"; because "nobody used it" }')
expect("said to go, and made anew", 0, "^proved", store=NEW, more=GOES)
if "removed-stays" not in build(store=NEW, more=GOES)[1]:
    failed.append("made anew, and built again: said no more")
expect("renamed without a word", 1, LOST, store=OTHER.format("sales", 'postgres "16"', ""))
expect("renamed", 0, "^proved", store=OTHER.format("sales", 'postgres "16"', "; was orders"))
if build(store=OTHER.format("sales", 'postgres "16"', "; was orders"))[1].find("all as they were") < 0:
    failed.append("renamed and built again: not as it was")
expect("an environment renamed", 0, "^proved", name="lab", was="; was dev")
expect("an environment renamed without a word", 1, LOST + "terraform/dev/data is no longer written, and its state", name="lab")
REMADE = r"error\[replaces-store\]: "
expect("the state moves", 1, REMADE + "terraform in terraform/dev/data .*: backend.bucket was acme-state and is other", state="other")
expect("another account", 1, REMADE + "terraform/dev/data would be applied elsewhere: its account was 111111111111 and is 333333333333", account="333333333333")
expect("another region", 1, REMADE + "terraform/dev/data would be applied elsewhere: its region was us-east-1 and is us-west-2", region="us-west-2")
shutil.rmtree(TMP / "out")
build()
elsewhere = build(region="us-west-2", account="333333333333")[1]
if elsewhere.count("error[replaces-store]") != 1 or "likewise in: terraform/dev/network\n" not in elsewhere or not elsewhere.endswith("1 error\n"):
    failed.append("another region: not one fault for the roots of one environment:\n" + elsewhere)
expect("another account where nobody depends on it", 1, REMADE, kind="development", account="333333333333")
expect("another account of another environment", 0, "^proved", more="""environment lab : development {
  account 333333333333; region us-west-2; cidr 10.30.0.0/16; tier app { subnets /24 from 1 }
}""")
expect("another account, on purpose", 0, "^proved", account="333333333333", more="""removed it {
  unit "terraform/dev/data", "terraform/dev/network"
  because "destroyed in the account of before"
}""")
expect("another block of a live network", 1, REMADE + r"aws_vpc\.main in terraform/dev/network .*: cidr_block was 10\.20\.0\.0/16 and is 10\.21\.0\.0/16",
       block="10.21.0.0/16")
expect("another block of a network that nobody depends on", 0, "^proved", kind="development", block="10.21.0.0/16")
expect("a network handed over to others", 1, LOST + r"aws_vpc\.main in terraform/dev/network is no longer written", was='; existing "vpc-0a1b2c31"',
       tier='; existing "subnet-0a1b2c31, subnet-0a1b2c32"')
expect("another engine", 1, REMADE + r"aws_db_instance\.orders .*: engine was postgres and is mysql", store=NEW)
expect("another engine, on purpose", 0, "^proved", store=NEW,
       more='removed it { store orders; because "written anew" }')
expect("another version", 0, "^proved", store=OTHER.format("orders", 'postgres "17"', ""))
# A platform brings nothing to an older version: that is another store. By numbers, and the beginning of a version is as new as it.
for was, now, status in (("16", "15", 1), ("16.10", "16.9", 1), ("16.9", "16.10", 0), ("16.9", "16", 0), ("16", "16.9", 0)):
    said = REMADE + rf"aws_db_instance\.orders in terraform/dev/data .*: engine_version was {was} and is {now}" if status else "^proved"
    expect(f"{was} becomes {now}", status, said, first={"store": OTHER.format("orders", f'postgres "{was}"', "")},
           store=OTHER.format("orders", f'postgres "{now}"', ""))
# Nor in two steps, over the beginning of it; a newer one may come behind that.
for last, status in (("16.3", 1), ("16.5", 0)):
    expect("16.4", 0, "^proved", first={"store": OTHER.format("orders", 'postgres "16.4"', "")}, store=OTHER.format("orders", 'postgres "16"', ""))
    found = build(store=OTHER.format("orders", f'postgres "{last}"', ""))
    if found[0] != status or (status and "engine_version was 16.4 and is 16.3" not in found[1]):
        failed.append(f"16.4, 16, {last}: ended with {found[0]}, said:\n{found[1]}")
# Nor over none, which leaves it what it is, however often that is built.
for last, status in (("16.3", 1), ("16.5", 0), ("16", 0)):
    expect("16.4", 0, "^proved", first={"store": OTHER.format("orders", 'postgres "16.4"', "")}, store=OTHER.format("orders", "postgres", ""))
    build(store=OTHER.format("orders", "postgres", "") + " # built again")
    found = build(store=OTHER.format("orders", f'postgres "{last}"', ""))
    if found[0] != status or (status and "engine_version was 16.4 and is 16.3" not in found[1]):
        failed.append(f"16.4, none, {last}: ended with {found[0]}, said:\n{found[1]}")
# What was in use stays so until it is said to go, however often it is tried.
LOOSE = r"error\[loosens-store\]: what was in use in terraform/dev/data would no longer be kept from being destroyed: .*aws_db_instance\.orders"
expect("another class", 1, LOOSE, first={"kind": "live"}, kind="sandbox")
again = build(kind="sandbox", store=NEW)
if again[0] != 1 or "error[replaces-store]" not in again[1] or "error[loosens-store]" not in again[1]:
    failed.append(f"another class, tried again with another engine: {again}")
ALL_GO = 'removed it { unit "terraform/dev/data", "terraform/dev/network"; because "nobody depends on it any more" }'
expect("another class, said", 0, "^proved(?!(?s:.)*removed-stays)", first={"kind": "live"}, kind="sandbox", more=ALL_GO)
expect("another class, said of one root alone", 1, "in terraform/dev/network would no longer", first={"kind": "live"}, kind="sandbox",
       more='removed it { unit "terraform/dev/data"; because "nobody depends on it any more" }')
# Or until it is said to be in use no longer: then it stays, is loosened once, and nothing else may happen to it.
LOOSENED = 'loosened it { unit "terraform/dev/data", "terraform/dev/network"; because "orders are kept elsewhere since June" }'
expect("loosened", 0, "^proved(?!(?s:.)*removed-stays)", first={"kind": "live"}, kind="sandbox", more=LOOSENED)
again = build(kind="sandbox", more=LOOSENED)
if again[0] != 0 or "warning[removed-stays]: store orders in dev is said to be loosened, and stays as it is" not in again[1]:
    failed.append(f"loosened, and still said: {again}")
expect("loosened, and gone", 1, r"error\[destroys-store\]", first={"kind": "live"}, kind="sandbox", store="", more=LOOSENED)
expect("loosened, and made anew", 1, REMADE, first={"kind": "live"}, kind="sandbox", store=NEW, more=LOOSENED)
expect("loosened, of one store alone", 1, r"in terraform/dev/network would no longer(?!(?s:.)*aws_db_instance\.orders)", first={"kind": "live"}, kind="sandbox",
       more='loosened it { store orders; in dev; because "orders are kept elsewhere since June" }')
expect("loosened elsewhere", 1, LOOSE, first={"kind": "live"}, kind="sandbox",
       more='loosened it { store orders; in prod; because "orders are kept elsewhere since June" }')
expect("into a class that lasts", 0, "^proved", first={"kind": "sandbox"}, kind="live")
expect("from one that does not last to another", 0, "^proved", first={"kind": "development"}, kind="sandbox")
expect("an older version where nobody depends on it", 0, "^proved", kind="development", store=OTHER.format("orders", 'postgres "15"', ""))
expect("another engine where nobody depends on it", 0, "^proved", kind="development", store=NEW)
expect("another key", 1, REMADE + r"aws_db_instance\.orders .*: kms_key_id was aws_kms_key\.stores\.arn and is aws_kms_key\.key-vault\.arn",
       store=OTHER.format("orders", 'postgres "16"', "; key vault"))
expect("in plain", 1, REMADE, store=OTHER.format("orders", 'postgres "16"', "; encryption none"),
       more='waive store-unencrypted on orders { until 2026-12-31; because "a test" }')

# What was taken over is left as it was found, which nobody knows: to demand it is another store. To leave what was said is none.
TAKEN = {"was": '; adopt "vpc-0123456789abcdef0"', "tier": '; adopt "subnet-0cccccccccccccccc, subnet-0dddddddddddddddd"'}
ARN = "arn:aws:kafka:us-east-1:111111111111:cluster/dev-events/1234abcd-12ab-34cd-56ef-1234567890ab-1"
LEFT = "<left as found>"
NAMED = (("security_groups", "security groups of its brokers"), ("in_cluster", "TLS between"), ("subnet", "its subnets"), ("kms_key|encrypt", "its key and encryption"),
         ("username", "its first user"), ("user_password|user_secret", "password"), ("port", "its port"), ("number_of_broker_nodes", "number of its brokers"),
         ("instance_type|instance_class|node_type|cluster_config|multi_az|num_cache|failover", "machine"), ("storage_info|storage_type|allocated|ebs_options", "size"),
         ("backup|snapshot_retention", "backups"), ("performance|monitoring", "insights and monitoring"), ("transit|domain_endpoint|node_to_node", "TLS"), ("user_group", "group of users"))
for called, engine, adopt, said in (
        ("orders", 'postgres "16"', "dev-orders", rf"aws_db_instance\.orders .*: storage_encrypted was {LEFT} and is true, kms_key_id was {LEFT} and is aws_kms_key\.stores\.arn"),
        ("events", 'kafka "3.8.x"', ARN, rf"aws_msk_cluster\.events .*broker_node_group_info\.security_groups was {LEFT} and is (.|\n)*in_cluster was {LEFT} and is true"),
        ("index", 'opensearch "2.17"', "dev-index", rf"aws_opensearch_domain\.index .*encrypt_at_rest\.enabled was {LEFT} and is true"),
        ("sessions", 'redis "7.1"', "dev-sessions", rf"aws_elasticache_replication_group\.sessions .*subnet_group_name was {LEFT} and is aws_elasticache")):
    adopted = {**TAKEN, "store": OTHER.format(called, engine, f'; adopt "{adopt}"')}
    plain = {**TAKEN, "store": OTHER.format(called, engine, "")}
    expect(f"{called} taken over, and again", 0, "all as they were", first=adopted, **adopted)
    expect(f"{called} no longer taken over", 1, REMADE + said + r"(.|\n)*help: keep `adopt`", first=adopted, **plain)
    expect(f"{called} taken over later", 0, "^proved", first=plain, **adopted)
    expect(f"{called} no longer taken over where nobody depends on it", 0, "^proved", kind="development", first=adopted, **plain)
    expect(f"{called} no longer taken over, on purpose", 0, "^proved", first=adopted, **plain,
           more=f'removed it {{ store {called}; because "a plan changes nothing" }}')
    # What is left is named as assumed, each argument by a word of its own.
    shutil.rmtree(TMP / "out", ignore_errors=True)
    assumed = next((line for line in build(**adopted)[1].splitlines() if "is as it has to be" in line), "")
    files = "".join(path.read_text(encoding="utf-8") for path in sorted((TMP / "out/terraform/dev/data").glob("*.tf")))
    left = [one.strip() for found in re.findall(r"ignore_changes += \[((?:[^][]|\[0\])*)\]", files) for one in found.split(",") if one.strip()]
    for one in left:
        if not any(re.search(argument, one) and word in assumed for argument, word in NAMED):
            failed.append(f"{called} taken over: {one} is left as found, and not named: {assumed}")
    if len(left) < 2:
        failed.append(f"{called} taken over: {left} are left as found")
    # A build that only compares says the same.
    shutil.rmtree(TMP / "taken", ignore_errors=True)
    shutil.copytree(TMP / "p", TMP / "taken")
    build(**plain)
    told = subprocess.run([BASTIDE, "diff", TMP / "taken", TMP / "p", "--date", "2026-11-21"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    if not re.search(rf"(?m)^replaces .*\.{called} \(.*{LEFT} -> .*in use: a build refuses it", told):
        failed.append(f"{called} no longer taken over: diff says {told}")
expect("another key of what was taken over", 0, "^proved", first={**TAKEN, "store": OTHER.format("orders", 'postgres "16"', '; adopt "dev-orders"')}, **TAKEN,
       store=OTHER.format("orders", 'postgres "16"', '; adopt "dev-orders"; key vault'))
expect("another engine of what was taken over", 1, REMADE + r"aws_db_instance\.orders .*: engine was postgres and is mysql",
       first={**TAKEN, "store": OTHER.format("orders", 'postgres "16"', '; adopt "dev-orders"')}, **TAKEN,
       store=OTHER.format("orders", 'mysql "8.0"', '; adopt "dev-orders"'))

# A stream keeps the zones that it was made in.
EVENTS = {"store": OTHER.format("events", 'kafka "3.8.x"', "")}
expect("one more zone", 1, REMADE + r"aws_msk_cluster\.events in terraform/dev/data .*client_subnets was (.|\n)*help: keep it in the zones it was made in: its tier names those",
       first=EVENTS, zones="a, b, c", **EVENTS)
expect("one more zone, but not for the stream", 0, "^proved", first=EVENTS, zones="a, b, c", tier="; zones a, b", **EVENTS)
expect("one more zone where nobody depends on it", 0, "^proved", kind="development", first=EVENTS, zones="a, b, c", **EVENTS)
expect("one more zone for a database", 0, "^proved", zones="a, b, c")

# What is longer than a manifest says at length is compared as a whole, and as a set.
FAR = {**EVENTS, "name": "production-of-the-whole-company-and-all-its-divisions"}
expect("the last of many zones", 1, REMADE + r"aws_msk_cluster\.events .*client_subnets was \.\.\. and more, sum \w+ and is \.\.\. and more, sum ", first={**FAR, "zones": "a, b, c, d, e"},
       zones="a, b, c, d, f", **FAR)
expect("many zones in another order", 0, "^proved", first={**FAR, "zones": "a, b, c, d, e"}, zones="e, b, c, d, a", **FAR)

# What stands on something that is made anew is made anew with it, and a set in another order is no other one.
def moved(what, status, said, never="nothing at all", store=EVENTS["store"], kind="live", more=""):
    shutil.rmtree(TMP / "out", ignore_errors=True)
    build(store=store, kind=kind)
    text = (TMP / "p/program.bastide").read_text(encoding="utf-8")
    (TMP / "p/program.bastide").write_text(text.replace("from 21", "from 41") + more + "\n", encoding="utf-8")
    done = subprocess.run([BASTIDE, "build", TMP / "p", "--output", TMP / "out", "--date", "2026-11-21"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode != status or not re.search(said, done.stdout) or re.search(never, done.stdout):
        failed.append(f"{what}: ended with {done.returncode}, said:\n{done.stdout}")


moved("other addresses of subnets", 1, REMADE + r"aws_subnet\.data-a in terraform/dev/network .*cidr_block was 10\.20\.21\.0/24(.|\n)*removed NAME { unit \"terraform/dev/network\"")
moved("other addresses, and a stream", 1, REMADE + r"aws_msk_cluster\.events .*with what it stands on: broker_node_group_info\.client_subnets is aws_subnet\.data-a")
moved("other addresses, on purpose, and a stream", 1, REMADE + r"aws_msk_cluster\.events .*with what it stands on", never="aws_subnet.* would be destroyed",
      more='removed it { unit "terraform/dev/network"; because "nothing is in use" }')
moved("other addresses, on purpose, and a database", 0, "^proved", store=USUAL["store"],
      more='removed it { unit "terraform/dev/network"; because "nothing is in use" }')
moved("other addresses where nobody depends on them", 0, "^proved", kind="development")
expect("a zone less", 0, "^proved", first={"zones": "a, b, c"})
expect("zones in another order", 0, "^proved", first={**EVENTS, "zones": "a, b, c", "tier": "; zones a, b"}, zones="a, b, c", tier="; zones b, a", **EVENTS)

# Whatever values are: many and long, cut within a letter, of several lines.
(TMP / "words").mkdir()
WORDS = """estate acme {{ zones a, b; state s3 acme-state }}
environment dev : sandbox {{ account 111111111111; region us-east-1; cidr 10.0.0.0/16; tier app {{ subnets /24 from 1 }} }}
target terraform {{ also keeps "aws_foo" {} }}
trust aws_foo because "a test"
emit terraform "dev/more/main.tf" {{
  resource "aws_foo" "x" {{ {}; lifecycle {{ prevent_destroy true }} }}
}}
"""
LONG = {f"a{n}": "x" * 390 for n in range(100)}
for what, was, now in (("many long values", LONG, {**LONG, "a99": "x" * 389 + "y"}),
                       ("a cut within a letter", {"a": "x" * 99 + "\u00e9" * 300}, {"a": "x" * 99 + "\u00e9" * 299 + "e"}),
                       ("several lines", {"a": "one\\nb = two", "b": "three"}, {"a": "one\\nb = four", "b": "three"})):
    shutil.rmtree(TMP / "words-out", ignore_errors=True)
    for values, status, said in ((was, 0, ""), (was, 0, "all as they were"), (now, 1, "aws_foo.x in terraform/dev/more would be destroyed and made again")):
        (TMP / "words/program.bastide").write_text(WORDS.format(" ".join(f'"{a}"' for a in values), "; ".join(f'{a} "{v}"' for a, v in values.items())),
                                                   encoding="utf-8")
        done = subprocess.run([BASTIDE, "build", TMP / "words", "--output", TMP / "words-out"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != status or said not in done.stdout or (status and done.stdout.count("\nerror") > 0):
            failed.append(f"{what}: ended with {done.returncode}, said {done.stdout[:600]}")

# However long the row is that they stand on.
(TMP / "row").mkdir()
ROW = """estate acme {{ zones a, b; state s3 acme-state }}
environment dev : sandbox {{ account 111111111111; region us-east-1; cidr 10.0.0.0/16; tier app {{ subnets /24 from 1 }} }}
target terraform {{ also keeps "aws_foo" "bar" }}
trust aws_foo because "a test"
emit terraform "dev/more/main.tf" {{
  each n in numbers(1, 60000) {{
    resource "aws_foo" "x{{n}}" {{ bar @aws_foo."x{{n + 1}}".id; lifecycle {{ prevent_destroy true }} }}
  }}
  resource "aws_foo" "x60001" {{ bar "{}"; lifecycle {{ prevent_destroy true }} }}
}}
"""
for end, status, said in (("end", 0, ""), ("end", 0, "all as they were"), ("other", 1, "aws_foo.x1 in terraform/dev/more would be destroyed and made again with what it stands on")):
    (TMP / "row/program.bastide").write_text(ROW.format(end), encoding="utf-8")
    done = subprocess.run([BASTIDE, "build", TMP / "row", "--output", TMP / "row-out"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != status or said not in done.stdout:
        failed.append(f"a long row: ended with {done.returncode}, said {done.stdout[:600]}")

# A cluster is what runs in it.
CLUSTER = {"cluster": '; endpoints hosts, images, s3, tokens; cluster { version 1.34; tier data }'}
expect("a cluster as it was, a version on", 0, "^proved", first=CLUSTER, cluster=CLUSTER["cluster"].replace("34", "35"))
expect("a cluster with another name", 1, REMADE + r"aws_eks_cluster\.main in terraform/dev/cluster .*: name was dev-eks-cluster and is", first=CLUSTER,
       **CLUSTER, names='; names clusters "k8s-:environment"')
expect("a cluster vanishes", 1, LOST + "terraform/dev/cluster is no longer written", first=CLUSTER)
expect("a cluster vanishes on purpose", 0, "^proved", first=CLUSTER, more='removed it { unit "terraform/dev/cluster"; because "hosts instead" }')

# Listeners of two fleets are moved by deliveries, which know the groups of one port.
def hosts(port, release="blue-green", also=""):
    return {"more": f"""service till {{ in dev; runs ec2; tier data; listens {port} {{ tls }}; internal "till.example.com" : https; scale 2..4; release {release}{also} }}"""}


expect("another port of two fleets", 1, REMADE + r"aws_lb_target_group\.till-blue in terraform/dev/services .*name was dev-till-blue-8443-tls and is "
       r"dev-till-blue-9443-tls, port was 8443 and is 9443\n(.|\n)*help: nobody would answer(.|\n)*till-green(.|\n)*\n2 errors", first=hosts(8443), **hosts(9443))
expect("another port of two fleets, on purpose", 0, "^proved", first=hosts(8443),
       more=hosts(9443)["more"] + '\nremoved it { unit "terraform/dev/services"; because "by night" }')
expect("another port where nobody depends on it", 0, "^proved", kind="development", first=hosts(8443), **hosts(9443))
expect("another port of one fleet", 0, "^proved", first=hosts(8443, "rolling"), **hosts(9443, "rolling"))
expect("another way to ask for health", 0, "^proved", first=hosts(8443), more=hosts(8443)["more"].replace("{ tls }", '{ tls; health "/up" }'))
OTHERS = hosts(8080, "rolling")["more"].replace("till", "bank")
expect("two fleets go", 0, "^proved", first={"more": hosts(8443)["more"] + "\n" + OTHERS}, more=OTHERS)
PORTS = TMP / "old.bastide"
build(**hosts(8443))
shutil.copy(TMP / "p/program.bastide", PORTS)
build(**hosts(9443))
said = subprocess.run([BASTIDE, "diff", PORTS, TMP / "p", "--date", "2026-11-21"], capture_output=True, text=True, check=False).stdout
if said.count("port 8443 -> 9443, in use: a build refuses it unless `removed` names it)") != 2:
    failed.append(f"a comparison of another port: {said}")

# A part of a build forgets nothing of the rest.
shutil.rmtree(TMP / "out")
build()
before = (TMP / "out/.bastide-manifest.json").read_text(encoding="utf-8")
subprocess.run([BASTIDE, "build", TMP / "p", "--output", TMP / "out", "--target", "kubernetes"], check=True, stdout=subprocess.DEVNULL)
if before != (TMP / "out/.bastide-manifest.json").read_text(encoding="utf-8"):
    failed.append("a build of another target changes what is remembered")
# A manifest that lost a line of what is kept, as by a merge, would forget it without a word; one that has more forgets nothing.
shutil.rmtree(TMP / "out")
build()
MANIFEST = TMP / "out/.bastide-manifest.json"
whole = MANIFEST.read_text(encoding="utf-8")
KEY_LINE = re.search(r'^.*"aws_kms_key\.key-vault".*\n', whole, re.M)[0]

STORE_LINE = re.search(r'^.*"aws_db_instance\.orders".*\n', whole, re.M)[0]


def fewer(text):
    """Without the key, of which nobody counts any more."""
    return re.sub(r'("unit": "terraform/dev/data", "count": )(\d+)', lambda found: found[1] + str(int(found[2]) - 1), text.replace(KEY_LINE, ""))


for what, text, said in (
        ("a line of what is kept", whole.replace(KEY_LINE, ""), "entries of what is kept in terraform/dev/data stand in it"),
        ("all that is kept", re.sub(r'"kept": \[\n(.*\n)*?\]', '"kept": []', whole, count=1), "entries of what is kept in "),
        ("the list of what is kept in which unit", re.sub(r',\n"kept in": \[\n(.*\n)*?\]', "", whole), "no list of what is kept in which unit"),
        ("an edition of this release", whole.replace('"edition": 2026', '"edition": 1999'), "edition 1999, and this bastide reads 2026"),
        ("all that is kept, and how much it was", re.sub(r'"kept( in)?": \[\n(.*\n)*?\]', r'"kept\1": []', whole), "what is kept where terraform/"),
        ("a line of what is kept that is counted", fewer(whole), "how much is kept in terraform/dev/data is not what was written: somebody changed it"),
        ("what a store is settled on", whole.replace("engine = postgres", "engine = mysql"),
         "aws_db_instance.orders in terraform/dev/data is not what was written: somebody changed it"),
        ("the settled arguments of a store", re.sub(r'("aws_db_instance\.orders".*"settled": )"[^"]*"', r'\1""', whole), "somebody changed it"),
        ("what is in use", whole.replace(', "in use": "yes"', "", 1), "is not what was written: somebody changed it"),
        ("the sum of a line", re.sub(r'("aws_db_instance\.orders".*), "sum": "\w*"', r"\1", whole), "has no sum: somebody changed it, or an earlier bastide wrote it"),
        ("a line of what is kept, and how many there were", re.sub(r'^.*"terraform/dev/data", "count".*\n', "", whole.replace(KEY_LINE, ""), flags=re.M).replace("[\n,", "[\n "),
         "it does not say how many entries of what is kept in terraform/dev/data there are"),
        ("a line of what is kept, with another one twice", whole.replace(KEY_LINE, "," + STORE_LINE[1:]), "aws_db_instance.orders in terraform/dev/data stands in it twice"),
        ("the sum of a count", re.sub(r'("terraform/dev/data", "count": \d+), "sum": "\w*"', r"\1", whole), "has no sum: ")):
    MANIFEST.write_text(text, encoding="utf-8")
    status, found = build()
    if text == whole or status == 0 or said not in found or MANIFEST.read_text(encoding="utf-8") != text:
        failed.append(f"a manifest without {what}: ended with {status}, said {found}")
# Lines of two branches may be merged: one that remembers more than was counted forgets nothing.
shutil.rmtree(TMP / "out")
build(more='key other { protects secrets }')
OTHER_LINE = re.search(r'^.*"aws_kms_key\.key-other".*\n', MANIFEST.read_text(encoding="utf-8"), re.M)[0]
MANIFEST.write_text(whole.replace(KEY_LINE, OTHER_LINE + KEY_LINE), encoding="utf-8")
if build()[0] != 1 or "aws_kms_key.key-other in terraform/dev/data is no longer written" not in build()[1]:
    failed.append("a manifest that remembers more than was counted: " + build()[1])
# What two branches add is there after a merge, and nothing of it is lost.
ENVIRONMENT = "environment prod : sandbox { account 222222222222; region us-east-1; cidr 10.30.0.0/16; nat none; tier data { subnets /24 from 21 } }"
sides = []
for more in ("", "key other { protects secrets; in dev }", ENVIRONMENT):
    shutil.rmtree(TMP / "out", ignore_errors=True)
    build(more=more, key="key vault { protects stores; rotate 365d; in dev }")
    sides.append(TMP / f"side-{len(sides)}.json")
    shutil.copy(MANIFEST, sides[-1])
merged = subprocess.run(["git", "merge-file", "-p", sides[1], sides[0], sides[2]], capture_output=True, text=True)
for more, status, said in ((ENVIRONMENT, 1, "aws_kms_key.key-other in terraform/dev/data is no longer written"),
                           ("key other { protects secrets; in dev }", 1, "terraform/prod/network is no longer written"),
                           (ENVIRONMENT + "\nkey other { protects secrets; in dev }", 0, "proved")):
    shutil.rmtree(TMP / "out", ignore_errors=True)
    build(more=ENVIRONMENT + "\nkey other { protects secrets; in dev }", key="key vault { protects stores; rotate 365d; in dev }")
    MANIFEST.write_text(merged.stdout, encoding="utf-8")
    found = build(more=more, key="key vault { protects stores; rotate 365d; in dev }")
    if merged.returncode != 0 or found[0] != status or said not in found[1]:
        failed.append(f"two branches: merged with {merged.returncode}, ended with {found[0]}, said {found[1]}")
# What a target of the program's own keeps is what it says itself, not what the library says of a type for its targets.
OWN = """trust aws_sqs_queue because "nobody is let in"
target own {{ format hcl; address resource; {} }}
emit own "{{e}}/a.tf" each e in environments {{
  resource "aws_sqs_queue" "q" {{ name "q" }}
  resource "aws_kms_key" "k" {{ description "k"; lifecycle {{ prevent_destroy true }} }}
}}"""
MOVES, KEEPS = 'moves resource "moved.tf" { moved { from before; to now } }', 'keeps "aws_sqs_queue" "name"'
shutil.rmtree(TMP / "out", ignore_errors=True)
status, said = build(more=OWN.format(KEEPS))
if status != 1 or "does not say which blocks are resources" not in said:
    failed.append(f"a target that keeps what nobody finds: ended with {status}, said {said}")
for says, kept in (("", []), (MOVES, []), (f"{MOVES}; {KEEPS}", ["aws_sqs_queue.q"])):
    shutil.rmtree(TMP / "out", ignore_errors=True)
    status, said = build(more=OWN.format(says))
    manifest = (TMP / "out/.bastide-manifest.json").read_text(encoding="utf-8") if status == 0 else said
    found = re.findall(r'"unit": "own/[^"]*", "address": "([^"]*)"', manifest)
    if status != 0 or found != kept or '"aws_kms_key.key-vault"' not in manifest:
        failed.append(f"a target that says `{says}` keeps {found}: {manifest}")

print("\n".join(failed))
sys.exit(bool(failed))
