#!/usr/bin/env python3
"""The chart says what pods are, whatever its values hold: hostile texts, and keys, in every place of the values of a release are refused
by its schema, or change nothing but the text that they stand for. The templates are asked again without the schema.

usage: chart.py --out OUT --work FOLDER      JUDGE_ALL=1: each place gets every text, not two of them in turn"""
import copy
import itertools
import json
import os
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from judging import Judge, arguments

HOSTILE = ["x\nhostNetwork: true", "x\n      hostNetwork: true", "x\n          securityContext:\n            privileged: true",
           "x\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: theirs", "x\"\n  type: LoadBalancer\n  x: \"", "{{ .Release.Name }}", "x: y", "*a"]
LOOSE = (("workload",), ("resources",), ("health",))
KINDS = {"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "TargetGroupBinding"}


def places(value, path=()):
    """Where values have texts and keys."""
    if isinstance(value, dict):
        yield path, "key"
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from places(inner, (*path, i))
    else:
        yield path, "text"


def spoiled(values, path, what, text):
    one = copy.deepcopy(values)
    at = one
    for step in path[:-1] if what == "text" else path:
        at = at[step]
    at[path[-1] if what == "text" else text] = text if what == "text" else "x"
    return one


def shape(text):
    """What a release makes of pods and Services, without the texts that its values stand for; None where it is no YAML."""
    try:
        objects = [o for o in yaml.safe_load_all(text) if o]
    except yaml.YAMLError:
        return None
    found = [sorted({str(o.get("kind")) for o in objects} - KINDS)]
    for o in objects:
        spec = o.get("spec", {})
        if o["kind"] == "Service":
            found.append((spec.get("type"), sorted(spec), [sorted(port) for port in spec["ports"]]))
        if o["kind"] == "Deployment":
            pods = spec["template"]["spec"]
            found.append((sorted(set(spec) - {"replicas"}), sorted(spec["template"]["metadata"]), sorted(pods), pods["securityContext"],
                          pods["automountServiceAccountToken"], [sorted(v) for v in pods["volumes"]]))
            for container in pods["containers"]:
                found.append((sorted(container), {**container["securityContext"], "readOnlyRootFilesystem": None}, [sorted(v) for v in container["volumeMounts"]],
                              [sorted(p) for p in container.get("ports", [])], [sorted(e) for e in container.get("env", [])]))
        if o["kind"] == "TargetGroupBinding":
            found.append((sorted(spec), sorted(spec["serviceRef"])))
    return json.dumps(found, sort_keys=True, default=str)


def main():
    out, work = arguments(__doc__)
    judge = Judge(work)
    chart = out / "helm" / "chart"
    releases = [path for path in sorted((out / "helm").glob("*/*.yaml")) if path.parent != chart]
    fullest = max(releases, key=lambda path: path.stat().st_size) if releases else None
    values = yaml.safe_load(fullest.read_text(encoding="utf-8")) if fullest else {}
    if not judge.verdict("a release with values", bool(values), f"none in {out}"):
        return judge.close()
    # All that the schema knows has a place, also where this release says nothing of it.
    values["workload"] = "Deployment"
    values["env"] = [{"name": "A", "value": "b"}, {"name": "B", "secretName": "kept", "key": "value"},
                     {"name": "C", "settings": "told", "key": "value"}]
    values["files"] = [{"secretName": "kept", "path": "/kept"}]
    values["balancers"] = [{"name": "a", "targetGroup": "a", "service": "a", "port": 80}]

    def rendered(one, *options):
        path = work / "values.yaml"
        path.write_text(json.dumps(one), encoding="utf-8")
        return judge.run(["helm", "template", "release", chart, "-n", "space", "-f", path, *options], work)

    status, text = rendered(values)
    usual = shape(text)
    judge.verdict("the values as they are", status == 0 and usual is not None, text)
    texts = itertools.cycle(HOSTILE)
    for path, what in places(values):
        for hostile in HOSTILE if os.environ.get("JUDGE_ALL") else itertools.islice(texts, 2):
            one = spoiled(values, path, what, hostile)
            name = f"{what} {'.'.join(map(str, path))} {hostile!r}"
            status, text = rendered(one)
            judge.verdict(f"with the schema: {name}", status != 0 or shape(text) == usual, text)
            status, text = rendered(one, "--skip-schema-validation")
            # What is no YAML is refused by whoever takes it; texts of another kind than the schema's make other objects, as a Rollout.
            judge.verdict(f"without the schema: {name}", status != 0 or path[:1] in LOOSE or shape(text) in (usual, None), text)
    return judge.close()


sys.exit(main())
