#!/usr/bin/env python3
"""How a service in use is released is not changed in its place: what carries it would go before anything else answers. It stays, stands
beside another, or is taken away first."""
import os
import pathlib
import shutil
import subprocess
import sys

TMP, BASTIDE = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"]
PROGRAM = """estate acme {{ example; zones a, b; state s3 acme-state }}
environment {place} : {kind} {{
  {was}
  account 111111111111; region us-east-1; cidr 10.0.0.0/16
  tier public {{ subnets /24 from 1; route internet }}
  tier app {{ subnets /24 from 11; route nat }}
  cluster {{ tier app; version "1.35"; nodes 2..3 }}
}}
{services}
"""
PODS = 'service {} {{ in prod; runs eks; tier app; listens 8080 {{ health "/alive" }}; {} }}\n'
HOSTS = 'service {} {{ in prod; runs ec2; tier app; listens 8080 {{ health "/alive" }}; internal "{}.acme.example" : https; release {} }}\n'
CANARY, ROLLING, BLUE_GREEN = "release canary { shift 25% every 10m }", "release rolling", "release blue-green"
failed = []


def build(services, kind):
    place, was = ("main", "was prod") if "in main;" in services else ("prod", "")
    (TMP / "p.bastide").write_text(PROGRAM.format(kind=kind, services=services, place=place, was=was), encoding="utf-8")
    done = subprocess.run([BASTIDE, "build", TMP / "p.bastide", "--output", TMP / "out", "--date", "2026-11-21"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def expect(what, said, *builds, kind="live"):
    """Builds one after the other over the same folder: the last one is accepted, or says this; all others are accepted."""
    shutil.rmtree(TMP / "out", ignore_errors=True)
    for at, services in enumerate(builds):
        status, found = build(services, kind)
        last = at + 1 == len(builds)
        if status != (1 if last and said else 0) or (last and said and said not in found):
            failed.append(f"{what}, build {at + 1}: ended with {status}, said:\n{found}")
            return


def made_again(name, was, now):
    return f"error[replaces-store]: terraform_data.{name} in terraform/prod/services would be destroyed and made again: triggers_replace was {was} and is {now}"


def pods(kind, name="api", space="prod"):
    return f"pods of the {kind} {name} in namespace {space}"


one, other = PODS.format("api", CANARY), PODS.format("api", ROLLING)
moved = PODS.format("api", CANARY + "; namespace shop")
expect("a Rollout becomes a Deployment", made_again("api", pods("Rollout"), pods("Deployment")), one, other)
expect("a Deployment becomes a Rollout", made_again("api", pods("Deployment"), pods("Rollout")), other, one)
expect("a Rollout moves traffic otherwise", "", one, PODS.format("api", BLUE_GREEN))
expect("where nobody depends on it", "", one, other, kind="development")
expect("beside the other, which goes then", "", one, one + PODS.format("next", ROLLING), PODS.format("next", ROLLING))
expect("taken away, and declared anew", "", one, PODS.format("next", ROLLING), PODS.format("next", ROLLING) + other)
expect("another namespace", made_again("api", pods("Rollout"), pods("Rollout", space="shop")), one, moved)
expect("another namespace where nobody depends on it", "", one, moved, kind="development")
expect("the namespace that it has, said", "", one, PODS.format("api", CANARY + "; namespace prod"))
expect("in another namespace beside it, then alone", "", one, one + PODS.format("next", CANARY + "; namespace shop"),
       PODS.format("next", CANARY + "; namespace shop"))
expect("where their environment is called otherwise, pods stay", "", one, one.replace("in prod;", "in main;"))
renamed = PODS.format("web", CANARY + "; was api")
expect("pods of another name", made_again("web", pods("Rollout"), pods("Rollout", "web")), one, renamed)
expect("pods of another name where nobody depends on them", "", one, renamed, kind="development")
two, single = HOSTS.format("desk", "desk", "blue-green"), HOSTS.format("desk", "desk", "rolling")
FLEET, FLEETS = "hosts in the fleet prod-desk-main", "hosts in the fleets prod-desk-blue and prod-desk-green"
expect("two fleets become one", made_again("desk", FLEETS, FLEET), two, single)
expect("one fleet becomes two", made_again("desk", FLEET, FLEETS), single, two)
expect("as it was", "", two, two)
expect("fleets keep their name", "", two, HOSTS.format("till", "desk", "blue-green; was desk"))
expect("pods become hosts", made_again("api", pods("Deployment"), FLEET.replace("desk", "api")), other, HOSTS.format("api", "api", "rolling"))
expect("fleets, where their environment is called otherwise", "", two, two.replace("in prod;", "in main;"))
print("\n".join(failed))
sys.exit(1 if failed else 0)
