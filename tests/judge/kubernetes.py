#!/usr/bin/env python3
"""What is emitted for a cluster, judged without one: two readers of YAML agree on every file; kubeconform, with the schemas of
Kubernetes and of custom resources, accepts every object, those that Helm renders among them; Helm's and Argo's own checks pass;
no object is written twice, and what objects refer to is there.

usage: kubernetes.py --out OUT --work FOLDER
       kubernetes.py --self-test --out OUT --work FOLDER     what is spoilt in copies of OUT is noticed, by the judge meant for it"""
import json
import pathlib
import re
import shutil
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from judging import Judge, arguments


def written(out):
    """The YAML files that are ours to the byte: all but the chart, which is a template."""
    return [path for path in sorted(out.rglob("*.y*ml")) if out / "helm" / "chart" not in path.parents]


def two_readers(judge, files):
    """YAML 1.1 of PyYAML against the reader that Kubernetes' own tools are built with."""
    status, output = judge.run(["conftest", "parse", "--combine", *files], judge.work)
    if not judge.verdict("conftest parse", status == 0, output):
        return
    other = {row["path"]: row["contents"] for row in json.loads(output)}
    for path in files:
        ours = yaml.safe_load(path.read_text(encoding="utf-8"))
        judge.verdict(f"two readers of {path}", same(ours, other.get(str(path))), "they read different things")


def same(a, b):
    """Equal, and of one type all the way down; but 0.0 has lost its point in JSON."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    numbers = isinstance(a, (int, float)) and isinstance(b, (int, float)) and bool not in (type(a), type(b))
    return a == b and (numbers or type(a) is type(b))


def render(judge, out, values):
    """The objects of one release, as Helm makes them; None where it refuses."""
    chart = out / "helm" / "chart"
    release, environment = values.stem, values.parent.name
    judge.ask(f"helm lint {environment}/{release}", ["helm", "lint", "--strict", chart, "-f", values], judge.work)
    space = namespace_of(out, environment, release)
    status, text = judge.run(["helm", "template", release, chart, "-n", space, "-f", values], judge.work)
    if not judge.verdict(f"helm template {environment}/{release}", status == 0, text):
        return None
    rendered = judge.work / "rendered" / environment / f"{release}.yaml"
    rendered.parent.mkdir(parents=True, exist_ok=True)
    rendered.write_text(text, encoding="utf-8")
    return rendered


def strict(judge, chart):
    """The chart's schema is one, and lets nothing through that it does not name: only Helm's own values are open."""
    path = chart / "values.schema.json"
    judge.ask("the chart's schema", ["check-jsonschema", "--check-metaschema", path], judge.work)

    def open_parts(schema, where):
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield where
        for name, part in [*schema.get("properties", {}).items(), *schema.get("definitions", {}).items(),
                           *([("items", schema["items"])] if "items" in schema else [])]:
            yield from open_parts(part, f"{where}.{name}")

    found = list(open_parts(json.loads(path.read_text(encoding="utf-8")), ""))
    judge.verdict("the chart's schema is strict", found == [".global"], f"open: {found}")


def namespace_of(out, environment, service):
    """Where the service's account stands: its release belongs there."""
    accounts = list((out / "kubernetes" / environment / "namespaced").glob(f"*/account-{service}.yaml"))
    return accounts[0].parent.name if accounts else "missing"


def objects_in(files):
    things = [(path, thing) for path in files for thing in yaml.safe_load_all(path.read_text(encoding="utf-8")) if thing]
    return [(path, one) for path, thing in things for one in (thing["items"] if thing["kind"] == "List" else [thing])]


def key_of(thing, kind=None, name=None):
    about = thing["metadata"]
    return kind or thing["kind"], about.get("namespace", ""), name or about["name"]


def referred(thing):
    """What an object of ours names that must be ours, too."""
    spec = thing.get("spec", {})
    pods = spec.get("template", {}).get("spec", {})
    if pods.get("serviceAccountName"):
        yield key_of(thing, "ServiceAccount", pods["serviceAccountName"])
    strategy = spec.get("strategy", {}).get("blueGreen", {})
    for service in ("activeService", "previewService"):
        if service in strategy:
            yield key_of(thing, "Service", strategy[service])
    for analysis in ("prePromotionAnalysis", "postPromotionAnalysis"):
        for template in strategy.get(analysis, {}).get("templates", []):
            yield key_of(thing, "AnalysisTemplate", template["templateName"])
    if "scaleTargetRef" in spec:
        yield key_of(thing, spec["scaleTargetRef"]["kind"], spec["scaleTargetRef"]["name"])
    if "serviceRef" in spec:
        yield key_of(thing, "Service", spec["serviceRef"]["name"])
    role = thing.get("roleRef")
    if role and role["name"] != "cluster-admin":
        yield (role["kind"], thing["metadata"].get("namespace", "") if role["kind"] == "Role" else "", role["name"])


def ownership(judge, environment, files):
    things = objects_in(files)
    seen, problems = {}, []
    for path, thing in things:
        key = key_of(thing)
        if key in seen:
            problems.append(f"{key} is written by {seen[key]} and by {path}")
        seen[key] = path
    judge.verdict(f"{environment}: one owner for each object", not problems and things, "\n".join(problems))
    missing = [f"{path.name} refers to {key}" for path, thing in things for key in referred(thing) if key not in seen]
    judge.verdict(f"{environment}: what objects refer to is there", not missing, "\n".join(missing))


def selections(judge, environment, files):
    """Every Service, policy and budget of a service selects the pods of a workload, and its ports lead to theirs."""
    things = [thing for _, thing in objects_in(files)]
    pods = [(thing["metadata"]["namespace"], thing["spec"]["template"]) for thing in things if "template" in thing.get("spec", {})]
    for thing in things:
        spec = thing.get("spec", {})
        wanted = spec.get("selector") if thing["kind"] == "Service" else spec.get("podSelector", {}).get("matchLabels")
        if not wanted:
            continue
        chosen = [pod for space, pod in pods if space == thing["metadata"]["namespace"]
                  and wanted.items() <= pod["metadata"]["labels"].items()]
        listens = {port["containerPort"] for pod in chosen for c in pod["spec"]["containers"] for port in c.get("ports", [])}
        targets = {port["targetPort"] for port in spec.get("ports", []) if "targetPort" in port}
        judge.verdict(f"{environment}: {key_of(thing)} selects pods", chosen and targets <= listens,
                      f"{wanted} selects {len(chosen)}; ports {targets} of {listens}")


LATER = re.compile(r"(data\.)?(terraform_remote_state|aws_[a-z_]+)\.[\w-]+\.[\w.-]+")


def with_ids(judge, out, environment):
    """The objects that hold ids, as the output of their root has them once Terraform knows those: here each is made up. None
    where there are none."""
    source = out / "terraform" / environment / "services" / "objects.tf"
    if not source.exists():
        return None
    folder = judge.work / "objects" / environment
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    text = source.read_text(encoding="utf-8")
    (folder / "objects.tf").write_text(LATER.sub(lambda found: f'"sg-{len(found[0]):017x}"', text), encoding="utf-8")
    for command in (["init"], ["apply", "-auto-approve"]):
        judge.ask(f"{environment}: terraform {command[0]} of objects", ["terraform", *command, "-no-color"], folder)
    status, text = judge.run(["terraform", "output", "-raw", "objects"], folder)
    if not judge.verdict(f"{environment}: terraform output of objects", status == 0, text):
        return None
    (folder / "objects.json").write_text(text, encoding="utf-8")
    return folder / "objects.json"


def same_pods(judge, out, environment):
    """The pods of a Deployment and of a Rollout of one service are the same: rendered as the other, nothing differs."""
    for rollout in sorted((out / "argo-rollouts" / environment).glob("*/rollout.yaml")):
        values = out / "helm" / environment / f"{rollout.parent.name}.yaml"
        other = yaml.safe_load(values.read_text(encoding="utf-8"))
        other["workload"] = "Deployment"
        copy = judge.work / "rendered" / environment / f"{rollout.parent.name}-as-deployment.yaml"
        copy.write_text(yaml.safe_dump(other), encoding="utf-8")
        status, text = judge.run(["helm", "template", values.stem, out / "helm" / "chart", "-f", copy], judge.work)
        if not judge.verdict(f"helm template of {copy.name}", status == 0, text):
            continue
        deployment = [thing for thing in yaml.safe_load_all(text) if thing and thing["kind"] == "Deployment"]
        pod = yaml.safe_load(rollout.read_text(encoding="utf-8"))["spec"]["template"]["spec"]
        judge.verdict(f"{environment}/{values.stem}: one pod, whoever makes it",
                      deployment and deployment[0]["spec"]["template"]["spec"] == pod, text)


def everything(judge, out):
    files = written(out)
    manifests = [path for path in files if path.relative_to(out).parts[0] in ("kubernetes", "argo-rollouts")]
    judge.verdict(f"manifests in {out}", bool(manifests), "there are none")
    values = [path for path in files if path.relative_to(out).parts[0] == "helm"]
    two_readers(judge, files)
    rendered = [path for path in (render(judge, out, v) for v in values) if path]
    environments = sorted({path.relative_to(out).parts[1] for path in manifests})
    later = {environment: path for environment in environments if (path := with_ids(judge, out, environment))}
    strict(judge, out / "helm" / "chart")
    schemas = judge.needs("BASTIDE_SCHEMAS")
    if schemas:
        location = f"{schemas}/kubernetes/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json"
        ours = f"{HERE}/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json"
        judge.ask("kubeconform", ["kubeconform", "-strict", "-summary", "-schema-location", location, "-schema-location", ours,
                                  *manifests, *rendered, *later.values()], judge.work)
    for environment in environments:
        own = [path for path in manifests if path.relative_to(out).parts[1] == environment]
        own += [path for path in [*rendered, *later.values()] if path.parent.name == environment]
        ownership(judge, environment, own)
        selections(judge, environment, own)
        same_pods(judge, out, environment)
        argo = [path for path in own if "argo-rollouts" in path.parts]
        if argo:
            judge.ask(f"{environment}: argo rollouts check", ["kubectl-argo-rollouts", "check", *argo], judge.work)
        for path in argo:
            if path.name == "rollout.yaml":
                judge.ask(f"{path.parent.name}: argo rollouts lint", ["kubectl-argo-rollouts", "lint", "-f", path], judge.work)


# --- whether the judges notice -------------------------------------------------------------------------------------

SPOILT = [  # the judge that must notice, the file of the exercise's production, what is replaced there, by what
    ("two readers", "kubernetes/*/cluster/namespace-production.yaml", "part-of: acme", "part-of: 1:30"),
    ("helm lint", "helm/production/myapp.yaml", "min: 5", "min: 0"),
    ("helm template", "helm/production/myapp.yaml", "workload:", "wrkload:"),
    ("helm lint", "helm/chart/templates/disruption.yaml", ".Values.name | quote }}", ".Values.name | nosuch }}"),
    ("the chart's schema", "helm/chart/values.schema.json", '"minimum": 1', '"minimum": "1"'),
    ("the chart's schema is strict", "helm/chart/values.schema.json", '"additionalProperties": false,\n  "required"', '"required"'),
    ("kubeconform", "kubernetes/*/*/*/policy-closed.yaml", "podSelector:", "podSelektor:"),
    ("kubeconform", "kubernetes/*/*/*/account-myapp.yaml", "kind: ", "kind: ServiceAccount\nkind: "),
    ("kubeconform", "argo-rollouts/*/*/rollout.yaml", "autoPromotionEnabled: false", "autoPromotion: false"),
    ("kubeconform", "argo-rollouts/*/*/analysis-smoke.yaml", "count: 5", "count: [5]"),
    ("kubeconform", "helm/chart/templates/balancers.yaml", "targetType: ip", "targetType: pods"),
    ("kubeconform", "helm/chart/templates/autoscaler.yaml", "minReplicas:", "fewest:"),
    ("production: one owner for each object", "helm/chart/templates/disruption.yaml", "policy/v1\nkind: PodDisruptionBudget",
     "v1\nkind: ServiceAccount"),
    ("production: what objects refer to", "argo-rollouts/*/*/rollout.yaml", "activeService: myapp-active", "activeService: myapp"),
    ("production: what objects refer to", "kubernetes/*/cluster/binding-bastide-developer.yaml", "name: bastide-developer\nsubjects",
     "name: bastide-reader\nsubjects"),
    ("production: ('Service', 'production', 'myapp-preview') selects", "argo-rollouts/*/*/service-myapp-preview.yaml",
     "targetPort: 8080", "targetPort: 8081"),
    ("production: ('NetworkPolicy', 'production', 'myapp') selects", "kubernetes/*/*/*/policy-myapp.yaml",
     "matchLabels:\n      app.kubernetes.io/name: myapp", "matchLabels:\n      app.kubernetes.io/name: my-app"),
    ("production: ('SecurityGroupPolicy', 'production', 'myapp') selects", "terraform/*/services/objects.tf",
     '"app.kubernetes.io/name" = "myapp"\n            }\n          }', '"app.kubernetes.io/name" = "my-app"\n            }\n          }'),
    ("kubeconform", "terraform/*/services/objects.tf", "groupIds", "groups"),
    ("production/myapp: one pod", "helm/chart/templates/deployment.yaml", "runAsNonRoot: true", "runAsNonRoot: false"),
    ("production: argo rollouts check", "argo-rollouts/*/*/analysis-smoke.yaml", "interval: 30s\n      ", ""),
    ("myapp: argo rollouts lint", "argo-rollouts/*/*/rollout.yaml", "matchLabels:\n      app.kubernetes.io/name: myapp",
     "matchLabels:\n      app.kubernetes.io/name: my-app"),
]


class Silent(Judge):
    """Keeps what it refuses."""

    def __init__(self, work):
        super().__init__(work)
        self.refused = []

    def verdict(self, what, good, output=""):
        if not good:
            self.refused.append(f"{what}: {output}")
        return good


def self_test(judge, out):
    good = judge.work / "good"
    shutil.rmtree(good, ignore_errors=True)
    for part in ("kubernetes/production", "argo-rollouts/production", "helm/production", "helm/chart",
                 "terraform/production/services"):
        shutil.copytree(out / part, good / part)
    silent = Silent(judge.work)
    everything(silent, good)
    judge.verdict("a copy of production is as good", not silent.refused, "\n".join(silent.refused))
    for i, (name, where, text, other) in enumerate(SPOILT):
        copy = judge.work / f"spoilt-{i}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(good, copy)
        path = next(copy.glob(where))
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace(text, other, 1), encoding="utf-8")
        silent = Silent(judge.work)
        everything(silent, copy)
        judge.verdict(f"{name} notices {other!r} in {where}", text in before and any(r.startswith(name) for r in silent.refused),
                      f"{text!r} is there: {text in before}; refused:\n" + "\n".join(silent.refused))


def main():
    testing = "--self-test" in sys.argv
    if testing:
        sys.argv.remove("--self-test")
    out, work = arguments(__doc__)
    judge = Judge(work)
    if testing:
        self_test(judge, out)
    else:
        everything(judge, out)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
