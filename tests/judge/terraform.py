#!/usr/bin/env python3
"""Terraform, tflint, tfcheck and valuecheck on every Terraform root of an output folder.

usage: terraform.py --out OUT --work FOLDER       judges OUT/terraform
       terraform.py --self-test --work FOLDER     the samples: good ones pass, bad ones are refused

Every root gets: fmt, init, validate, tflint, tfcheck. Two roots (all with JUDGE_ALL=1) also get plan, valuecheck
of the plan, apply, a second plan that must be empty, and at the end destroy. Providers are doubles that know the
schemas; the state is a local file, put beside a copy of each root by an override file."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from judging import Judge

BACKEND = re.compile(r'^  backend "(\w+)" \{\n(.*?)^  \}', re.M | re.S)
REMOTE = re.compile(r'^data "terraform_remote_state" "([^"]+)" \{\n(.*?)^\}', re.M | re.S)
KEY = re.compile(r'^\s*key\s*=\s*"([^"]+)"', re.M)


class Root:
    """One root module, and its copy with the state in a local file."""

    def __init__(self, source, top, work):
        self.name = str(source.relative_to(top))
        self.source, self.copy = source, work / "roots" / self.name
        self.text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(source.glob("*.tf")))
        backend = BACKEND.search(self.text)
        key = KEY.search(backend[2]) if backend else None
        self.key = key[1] if key else self.name
        self.reads = {name: KEY.search(body) for name, body in REMOTE.findall(self.text)}
        self.reads = {name: key[1] if key else "?" for name, key in self.reads.items()}

    def make_copy(self, states):
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.source, self.copy)
        lines = ['terraform {', '  backend "local" {', f'    path = "{states / self.key}"', "  }", "}"]
        for name, key in self.reads.items():
            lines += [f'data "terraform_remote_state" "{name}" {{', '  backend = "local"', "  config = {",
                      f'    path = "{states / key}"', "  }", "}"]
        (self.copy / "judge_override.tf").write_text("\n".join(lines) + "\n", encoding="utf-8")


def roots_below(top, work):
    folders = sorted({path.parent for path in top.rglob("*.tf")}) if top.is_dir() else []
    return [Root(folder, top, work) for folder in folders]


def in_order(roots):
    """Readers behind what they read; a root that reads a state nobody writes stays out."""
    done, order = set(), []
    while True:
        ready = [root for root in roots if root not in order and set(root.reads.values()) <= done]
        if not ready:
            return order
        order += ready
        done |= {root.key for root in ready}


def chosen(roots):
    """Two roots to carry through: one that reads nothing and one that reads it, where there are such."""
    order = in_order(roots)
    if os.environ.get("JUDGE_ALL") or len(order) <= 2:
        return order
    for reader in order:
        readable = [root for root in order if root.key in reader.reads.values()]
        if len(readable) == 1 and not readable[0].reads:
            return [readable[0], reader]
    return order[:2]


def statics(judge, root):
    judge.ask(f"{root.name}: terraform fmt", ["terraform", "fmt", "-check", "-diff"], root.source)
    if judge.ask(f"{root.name}: terraform init", ["terraform", "init", "-no-color"], root.copy):
        judge.ask(f"{root.name}: terraform validate", ["terraform", "validate", "-no-color"], root.copy)
    judge.ask(f"{root.name}: tflint", ["tflint", f"--config={HERE / 'tflint.hcl'}", f"--chdir={root.source}"], judge.work)


def apply(judge, root, values):
    """Plans, judges the values, applies, and plans again: nothing may be left to do."""
    if not judge.ask(f"{root.name}: terraform plan", ["terraform", "plan", "-no-color", "-out=judge.plan"], root.copy):
        return False
    if values:
        status, shown = judge.run(["terraform", "show", "-json", "judge.plan"], root.copy)
        (root.copy / "judge.json").write_text(shown, encoding="utf-8")
        judge.ask(f"{root.name}: valuecheck", [*values, "judge.json"], root.copy)
    if not judge.ask(f"{root.name}: terraform apply", ["terraform", "apply", "-no-color", "judge.plan"], root.copy):
        return False
    judge.ask(f"{root.name}: second plan is empty", ["terraform", "plan", "-no-color", "-detailed-exitcode"], root.copy)
    return True


def destroy(judge, root):
    """All goes; but a root that keeps what customers depend on must refuse."""
    command = ["terraform", "destroy", "-no-color", "-auto-approve"]
    if "prevent_destroy" not in root.text:
        judge.ask(f"{root.name}: terraform destroy", command, root.copy)
        return
    status, output = judge.run(command, root.copy)
    judge.verdict(f"{root.name}: terraform destroy is refused", status != 0 and "prevent_destroy" in output, output)


def judge_tree(judge, top):
    roots = roots_below(top, judge.work)
    if not judge.verdict(f"roots in {top}", bool(roots), "there are none"):
        return
    states = judge.work / "states"
    for former in ("roots", "states"):
        shutil.rmtree(judge.work / former, ignore_errors=True)
    for root in roots:
        (states / root.key).parent.mkdir(parents=True, exist_ok=True)
        root.make_copy(states)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda root: statics(judge, root), roots))
    tfcheck, schemas = judge.needs("BASTIDE_TFCHECK"), judge.needs("BASTIDE_SCHEMAS")
    if tfcheck and schemas:
        judge.ask("tfcheck", ["node", tfcheck, "--schemas", schemas, top.resolve()], judge.work)
    valuecheck = judge.needs("BASTIDE_VALUECHECK")
    values = [os.environ.get("BASTIDE_PYTHON", "python3"), valuecheck] if valuecheck else None
    applied = [root for root in chosen(roots) if apply(judge, root, values)]
    for root in reversed(applied):
        destroy(judge, root)


def self_test(work):
    """The judges pass the good samples and refuse the bad one: three refusals of one root."""
    good = Judge(work / "good")
    judge_tree(good, HERE / "sample" / "good")
    bad = Judge(work / "bad")
    root = roots_below(HERE / "sample" / "bad", bad.work)[0]
    root.make_copy(work / "bad" / "states")
    bad.run(["terraform", "init"], root.copy)
    refusals = {"terraform validate": (["terraform", "validate"], root.copy),
                "tfcheck": (["node", os.environ.get("BASTIDE_TFCHECK", ""), "--schemas",
                             os.environ.get("BASTIDE_SCHEMAS", ""), root.source], bad.work)}
    for name, (command, cwd) in refusals.items():
        status, output = bad.run(command, cwd)
        good.verdict(f"{name} refuses the bad sample", status == 1 and "cidr_blok" in output, output)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    work = options.work.resolve()
    for folder in (work, work / "good", work / "bad") if options.self_test else (work,):
        folder.mkdir(parents=True, exist_ok=True)
    if options.self_test:
        judge = self_test(work)
    else:
        judge = Judge(work)
        judge_tree(judge, options.out.resolve() / "terraform")
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
