#!/usr/bin/env python3
"""What is emitted for clusters, taken by real API servers, one for each environment: every object is applied, and every release
with Helm itself; the real controllers make pods of all of it. In the exercise (--exercise), who may do what is asked of the server
and compared with a table, and what is spoilt is noticed; its Rollout of production (--release, a run of its own, for it takes minutes)
is carried through a failed analysis, a promotion and one that fails afterwards. Elsewhere each canary that measures goes through its
steps. All as emitted, only the address of the measurements is changed to a stand-in of ours. There are no nodes: a stand-in marks
pods as running.

usage: cluster.py [--exercise | --release] --out OUT --work FOLDER
BASTIDE_CLUSTER names the folder with start.sh, stop.sh, install-crds.sh and fake-kubelet.py."""
import base64
import contextlib
import http.client
import http.server
import json
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
from judging import Judge, arguments
from kubernetes import HERE, with_ids

# The exercise: who administers, who reads, who has no business in a cluster.
ADMIN, READER, OTHER = "bastide-devops", "bastide-developer", "bastide-security"
READABLE = {"": ["pods", "pods/log", "services", "endpoints", "events", "namespaces", "persistentvolumeclaims"],
            "apps": ["deployments", "replicasets", "statefulsets", "daemonsets"], "batch": ["jobs", "cronjobs"],
            "autoscaling": ["horizontalpodautoscalers"], "networking.k8s.io": ["ingresses", "networkpolicies"],
            "argoproj.io": ["rollouts", "analysisruns"]}
CLOSED = {"": ["secrets", "configmaps", "serviceaccounts", "serviceaccounts/token", "nodes", "nodes/proxy", "pods/exec",
               "pods/attach", "pods/portforward", "pods/proxy", "pods/ephemeralcontainers", "services/proxy"],
          "rbac.authorization.k8s.io": ["roles", "clusterroles", "clusterrolebindings"], "apps": ["deployments/scale"],
          "certificates.k8s.io": ["certificatesigningrequests"], "argoproj.io": ["analysistemplates", "rollouts/status"]}
READS = ["get", "list", "watch"]
WRITES = ["create", "update", "patch", "delete", "deletecollection"]
SERVED = 5                                # pods that the exercise asks for


class Cluster:
    """The server and everything that is started with it; each of them is ended by its own id."""

    def __init__(self, judge, tools, environment):
        self.judge, self.tools, self.environment = judge, pathlib.Path(tools), environment
        self.folder, self.helpers = judge.work / environment, []
        self.kubeconfig = self.folder / "kubeconfig"

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        status, output = self.judge.run([self.tools / "start.sh", self.folder], self.judge.work, 120)
        self.judge.env["KUBECONFIG"] = str(self.kubeconfig)
        self.up = self.judge.verdict(f"{self.environment}: the server starts", status == 0, output) and all(
            [self.define(crds) for crds in ("argoproj.io_", "elbv2")])
        if self.up:
            self.start("controller", "kubectl-argo-rollouts", "controller", "--kubeconfig", self.kubeconfig, "--leader-elect=false",
                       "--metricsPort", free_port(), "--healthzPort", free_port())
            self.start("nodes", sys.executable, self.tools / "fake-kubelet.py", self.kubeconfig, 600)
        return self

    def define(self, crds):
        """A definition that was just made may have no conditions yet, which `kubectl wait` takes for a fault: it is asked again."""
        command = [self.tools / "install-crds.sh", self.kubeconfig, crds]
        status, output = self.judge.run(command, self.judge.work)
        if status and "accessor error" in output:
            status, output = self.judge.run(command, self.judge.work)
        return self.judge.verdict(f"{self.environment}: definitions of {crds}", status == 0, output)

    def define_ours(self, group, kind, plural, version):
        """A kind of which there is only our own schema: what is closed there the server drops or refuses by itself."""
        def opened(schema):
            if isinstance(schema, list):
                return [opened(part) for part in schema]
            if not isinstance(schema, dict):
                return schema
            return {key: opened(part) for key, part in schema.items() if (key, part) != ("additionalProperties", False)}

        schema = json.loads((HERE / group / f"{kind.lower()}_{version}.json").read_text(encoding="utf-8"))
        made = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": f"{plural}.{group}"},
                "spec": {"group": group, "scope": "Namespaced", "names": {"kind": kind, "plural": plural},
                         "versions": [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": {
                             "type": "object", "required": ["spec"], "properties": {"spec": opened(schema["properties"]["spec"])}}}}]}}
        path = self.folder / f"{plural}.json"
        path.write_text(json.dumps(made), encoding="utf-8")
        self.kubectl("apply", "-f", path)
        self.kubectl("wait", "--for=create", f"crd/{plural}.{group}")
        self.kubectl("wait", "--for=condition=Established", f"crd/{plural}.{group}", "--timeout=60s")

    def start(self, name, *command):
        program = shutil.which(command[0], path=self.judge.env["PATH"])
        with (self.folder / f"{name}.log").open("w") as log:
            self.helpers.append(subprocess.Popen([program, *map(str, command[1:])], env=self.judge.env, stdout=log, stderr=log))

    def __exit__(self, *_):
        for helper in self.helpers:
            helper.terminate()
            helper.wait()
        self.judge.run([self.tools / "stop.sh", self.folder], self.judge.work, 60)

    def kubectl(self, *arguments):
        """Standard output; a command that fails is an exception with what it said."""
        done = subprocess.run(["kubectl", *map(str, arguments)], env=self.judge.env, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"kubectl {' '.join(map(str, arguments))}: {done.stderr}")
        return done.stdout

    def objects(self, what, *where):
        return json.loads(self.kubectl("get", what, *where, "-o", "json"))["items"]

    def post_all(self, path, things):
        """The server's answers, over one connection: a process for each question would take minutes."""
        config = json.loads(self.kubectl("config", "view", "--raw", "-o", "json"))
        where, token = config["clusters"][0]["cluster"], config["users"][0]["user"]["token"]
        trust = ssl.create_default_context(cadata=base64.b64decode(where["certificate-authority-data"]).decode())
        link = http.client.HTTPSConnection(where["server"].split("//")[1], context=trust, timeout=60)
        for thing in things:
            link.request("POST", path, json.dumps(thing), {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
            yield json.loads(link.getresponse().read())

    def get(self, space, what, path):
        return self.kubectl("get", "-n", space, *what.split("/"), "-o", f"jsonpath={path}")


# --- taken by the server -----------------------------------------------------------------------------------------

TAKE = ["kubectl", "apply", "--warnings-as-errors", "--recursive"]      # as README of targets says it


def apply(judge, cluster, out):
    """All of an environment, in the order that README of targets says."""
    environment = cluster.environment
    ours = out / "kubernetes" / environment
    for folder in (ours / "namespaced").glob("*"):
        if not (ours / "cluster" / f"namespace-{folder.name}.yaml").exists():
            cluster.kubectl("create", "namespace", folder.name)          # somebody else's, where rights are given
    # The cluster makes the account `default` of a new namespace by itself, at the same time.
    judge.ask(f"{environment}: kubernetes", [*TAKE, "--server-side", "-f", ours], judge.work)
    later = with_ids(judge, out, environment)
    if later:
        cluster.define_ours("vpcresources.k8s.aws", "SecurityGroupPolicy", "securitygrouppolicies", "v1beta1")
        judge.ask(f"{environment}: objects that hold ids", [*TAKE, "--server-side", "-f", later], judge.work)
    if (out / "argo-rollouts" / environment).is_dir():
        judge.ask(f"{environment}: argo-rollouts", [*TAKE, "-f", out / "argo-rollouts" / environment], judge.work)
    for values in sorted((out / "helm" / environment).glob("*.yaml")):
        name, space = values.stem, next((ours / "namespaced").glob(f"*/account-{values.stem}.yaml")).parent.name
        release = [name, out / "helm" / "chart", "-n", space, "-f", values]
        status, text = judge.run(["helm", "template", *release], judge.work)
        rendered = cluster.folder / f"{name}.yaml"
        rendered.write_text(text if status == 0 else "", encoding="utf-8")
        judge.ask(f"{environment}: {name} as rendered", [*TAKE, "--dry-run=server", "-f", rendered], judge.work)
        judge.ask(f"{environment}: {name} as a release", ["helm", "upgrade", "--install", *release], judge.work)


def complete(judge, cluster, out):
    """The controllers make pods of every workload, none of which the namespace's profile refuses."""
    wanted = len(list((out / "helm" / cluster.environment).glob("*.yaml")))
    end, waiting, workloads = time.monotonic() + 90, None, []
    while waiting is None or (waiting and time.monotonic() < end):
        time.sleep(0.5)
        workloads = cluster.objects("deployments,rollouts", "-A")
        waiting = [f"{w['kind']} {w['metadata']['name']}: {w.get('status')}" for w in workloads if not all_there(w)]
    judge.verdict(f"{cluster.environment}: {wanted} workloads have their pods", not waiting and len(workloads) == wanted,
                  "\n".join(waiting) or f"there are {len(workloads)}")


def all_there(workload):
    status = workload.get("status", {})
    seen = str(status.get("observedGeneration")) == str(workload["metadata"]["generation"])
    return seen and status.get("updatedReplicas", 0) == status.get("readyReplicas", 0) == workload["spec"].get("replicas", 1)


def upgrades(judge, cluster, out):
    """A release that is upgraded without a digest keeps the image that a delivery has brought."""
    for deployment in cluster.objects("deployments", "-A"):
        name, space = deployment["metadata"]["name"], deployment["metadata"]["namespace"]
        image = deployment["spec"]["template"]["spec"]["containers"][0]["image"].split("@")[0]
        delivered = f"{image}@sha256:{'3' * 64}"
        values = out / "helm" / cluster.environment / f"{name}.yaml"
        again = ["helm", "upgrade", name, out / "helm" / "chart", "-n", space, "-f", values]
        judge.ask(f"{name}: delivery", [*again, "--set", f"image.digest=sha256:{'3' * 64}"], judge.work)
        judge.ask(f"{name}: upgrade", again, judge.work)
        runs = cluster.get(space, f"deployment/{name}", "{.spec.template.spec.containers[0].image}")
        judge.verdict(f"{cluster.environment}: {name} keeps its image", runs == delivered, runs)


# --- who may do what -------------------------------------------------------------------------------------------

def questions(space, accounts):
    """(who, verb, group, resource, namespace, whether it is allowed): the exercise as a table, both outcomes. What pods run as
    may do nothing."""
    readable = [(group, r) for group, names in READABLE.items() for r in names]
    closed = [(group, r) for group, names in CLOSED.items() for r in names]
    for place in (space, "kube-system"):
        for group, resource in readable + closed:
            for verb in READS + WRITES:
                yield ADMIN, verb, group, resource, place, True
                yield READER, verb, group, resource, place, verb in READS and (group, resource) in readable
                for who in (OTHER, *accounts):
                    yield who, verb, group, resource, place, False


def asked(who, verb, group, resource, place):
    name, _, part = resource.partition("/")
    about = {"verb": verb, "group": group, "resource": name, "namespace": place, **({"subresource": part} if part else {})}
    space = who.split(":")[2] if who.startswith("system:serviceaccount:") else None
    groups = ["system:serviceaccounts", f"system:serviceaccounts:{space}"] if space else [who]
    return {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": {"user": who if space else "somebody", "groups": [*groups, "system:authenticated"], "resourceAttributes": about}}


def rights(cluster):
    """How many questions were asked, to how many the answer is yes, and the wrong answers."""
    space = cluster.environment
    accounts = [f"system:serviceaccount:{space}:{a['metadata']['name']}" for a in cluster.objects("serviceaccounts", "-n", space)]
    table = list(questions(space, accounts))
    answers = cluster.post_all("/apis/authorization.k8s.io/v1/subjectaccessreviews", [asked(*row[:5]) for row in table])
    wrong = [f"{row[:5]}: {answer['status']}" for row, answer in zip(table, answers) if answer["status"]["allowed"] != row[5]]
    return len(table), sum(row[5] for row in table), wrong


# --- whether it is noticed ---------------------------------------------------------------------------------------

REFUSED = [  # file of the exercise's production, what is replaced there, by what, what the server says of it
    ("kubernetes/production/cluster/namespace-production.yaml", "    pod-security.kubernetes.io/enforce: restricted",
     "    pod-security.kubernetes.io/enforce: restrained", "must be one of"),
    ("kubernetes/production/namespaced/production/policy-myapp.yaml", "protocol: TCP", "protocol: HTTP", "Unsupported value"),
    ("kubernetes/production/cluster/binding-bastide-developer.yaml", "kind: ClusterRole\n", "kind: Role\n", "Unsupported value"),
    ("argo-rollouts/production/myapp/rollout.yaml", "replicas: 5", "replicas: five", "must be of type integer"),
    ("argo-rollouts/production/myapp/analysis-smoke.yaml", "successCondition", "succesCondition", "unknown field"),
]


def refuses(judge, cluster, out):
    for where, text, other, says in REFUSED:
        before = (out / where).read_text(encoding="utf-8")
        spoilt = cluster.folder / "spoilt.yaml"
        spoilt.write_text(before.replace(text, other, 1), encoding="utf-8")
        status, output = judge.run([*TAKE, "--dry-run=server", "-f", spoilt], judge.work)
        judge.verdict(f"{other!r} in {where} is refused", text in before and status != 0 and says in output, output)


def notices(judge, cluster):
    """A right too many, a right too few, and pods that the profile of the namespace refuses."""
    role = json.loads(cluster.kubectl("get", "clusterrole", READER, "-o", "json"))
    for what, rules in (("a right too many", [*role["rules"], {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]),
                        ("a right too few", role["rules"][1:])):
        patch = json.dumps([{"op": "replace", "path": "/rules", "value": rules}])
        cluster.kubectl("patch", "clusterrole", READER, "--type", "json", "--patch", patch)
        _, _, wrong = rights(cluster)
        judge.verdict(f"{what} is noticed", bool(wrong), "no answer differs")
    patch = json.dumps([{"op": "replace", "path": "/rules", "value": role["rules"]}])
    cluster.kubectl("patch", "clusterrole", READER, "--type", "json", "--patch", patch)
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "root", "namespace": cluster.environment},
           "spec": {"containers": [{"name": "root", "image": "root", "securityContext": {"privileged": True}}]}}
    (cluster.folder / "root.json").write_text(json.dumps(pod), encoding="utf-8")
    status, output = judge.run(["kubectl", "apply", "-f", cluster.folder / "root.json"], judge.work)
    judge.verdict("a pod with all rights is refused", status != 0 and "violates PodSecurity" in output, output)


# --- a release, measured ----------------------------------------------------------------------------------------

class Measurements(http.server.BaseHTTPRequestHandler):
    """Answers as Prometheus does: what the test says, for any question; the questions are kept."""
    success, latency, asked = "0.5", "120", []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        Measurements.asked.append(urllib.parse.unquote_plus(body or self.path))
        value = Measurements.latency if "histogram_quantile" in Measurements.asked[-1] else Measurements.success
        text = json.dumps({"status": "success", "data": {"resultType": "vector", "result": [
            {"metric": {}, "value": [time.time(), value]}]}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait(cluster, space, name, wanted, seconds):
    """Until this generation of the Rollout is in one of these phases; what it is in at the end."""
    end = time.monotonic() + seconds
    while True:
        seen, generation, phase = cluster.get(space, f"rollout/{name}",
                                              "{.status.observedGeneration} {.metadata.generation} {.status.phase}").split(" ")
        if (seen == generation and phase in wanted) or time.monotonic() > end:
            return phase if seen == generation else "not seen"
        time.sleep(0.5)


def deliver(cluster, space, name, digit):
    """As a delivery does: the image is replaced by another digest."""
    image = cluster.get(space, f"rollout/{name}", "{.spec.template.spec.containers[0].image}").split("@")[0]
    patch = [{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": f"{image}@sha256:{digit * 64}"}]
    cluster.kubectl("patch", "rollout", name, "-n", space, "--type", "json", "--patch", json.dumps(patch))


def served(cluster, space, name):
    """The first digit of the digest that the traffic goes to, and how many pods are there for it."""
    mark = cluster.get(space, f"service/{name}-active", "{.spec.selector.rollouts-pod-template-hash}")
    found = json.loads(cluster.kubectl("get", "replicasets", "-n", space, "-l", f"rollouts-pod-template-hash={mark}", "-o", "json"))
    item = found["items"][0]
    return item["spec"]["template"]["spec"]["containers"][0]["image"].split("sha256:")[1][0], item["status"].get("readyReplicas", 0)


@contextlib.contextmanager
def measurements(cluster, space):
    """Whoever measures in a namespace asks our stand-in."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Measurements)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    for template in cluster.kubectl("get", "analysistemplates", "-n", space, "-o", "name").split():
        metrics = json.loads(cluster.kubectl("get", "-n", space, template, "-o", "json"))["spec"]["metrics"]
        patch = [{"op": "replace", "path": f"/spec/metrics/{i}/provider/prometheus/address", "value": address}
                 for i, metric in enumerate(metrics) if "prometheus" in metric["provider"]]
        cluster.kubectl("patch", template, "-n", space, "--type", "json", "--patch", json.dumps(patch))
    yield
    server.shutdown()


def release(judge, cluster, space, name):
    phase = wait(cluster, space, name, ["Healthy", "Degraded"], 90)
    judge.verdict("as emitted: Healthy", (phase, served(cluster, space, name)) == ("Healthy", ("0", SERVED)),
                  f"{phase} {served(cluster, space, name)}")
    deliver(cluster, space, name, "1")
    phase = wait(cluster, space, name, ["Degraded"], 90)
    judge.verdict("a version that fails its measurements is given up, and the old one keeps the traffic",
                  (phase, served(cluster, space, name)) == ("Degraded", ("0", SERVED)), f"{phase} {served(cluster, space, name)}")

    Measurements.success, Measurements.asked = "0.99", []
    deliver(cluster, space, name, "2")
    mark, result = measured(cluster, space, name, 240)
    phase = wait(cluster, space, name, ["Paused"], 30)
    judge.verdict("a version that passes waits for a person, and the old one keeps the traffic",
                  (result, phase, served(cluster, space, name)) == ("Successful", "Paused", ("0", SERVED)),
                  f"{result} {phase} {served(cluster, space, name)}")
    judge.verdict("only the new version's pods are measured", Measurements.asked
                  and all(re.search(rf'pod=~"{name}-{mark}-\.\*"', query) for query in Measurements.asked), str(Measurements.asked[:3]))
    Measurements.latency = "900"
    judge.ask("promote", ["kubectl-argo-rollouts", "promote", name, "-n", space], judge.work)
    end = time.monotonic() + 60
    while served(cluster, space, name)[0] != "2" and time.monotonic() < end:
        time.sleep(0.5)
    after = [run["status"].get("phase") for run in cluster.objects("analysisruns", "-n", space)
             if run["metadata"]["labels"].get("rollout-type") == "PostPromotion"]
    judge.verdict("promoted: the new version has the traffic, and is measured on", served(cluster, space, name) == ("2", SERVED)
                  and after == ["Running"], f"{served(cluster, space, name)} {after}")
    phase = wait(cluster, space, name, ["Degraded"], 300)
    judge.verdict("a version that fails once it has the traffic gives it back", (phase, served(cluster, space, name)) == ("Degraded", ("0", SERVED)),
                  f"{phase} {served(cluster, space, name)}")


# --- a canary, step by step -------------------------------------------------------------------------------------

def pods_by_version(cluster, space, name):
    """{first digit of the digest: how many pods are there for it}."""
    found = cluster.objects("replicasets", "-n", space, "-l", f"app.kubernetes.io/name={name}")
    pods = {r["spec"]["template"]["spec"]["containers"][0]["image"].split("sha256:")[1][0]: r["status"].get("readyReplicas", 0) for r in found}
    return {version: count for version, count in pods.items() if count}


def walk(judge, cluster, space, name):
    """Lets a canary go on at each of its pauses, until it is done or given up; (weight, pods by version) at each of them."""
    steps = json.loads(cluster.get(space, f"rollout/{name}", "{.spec.strategy.canary.steps}"))
    seen, end = [], time.monotonic() + 600
    while time.monotonic() < end:
        phase = wait(cluster, space, name, ["Healthy", "Degraded", "Paused"], 300)
        if phase != "Paused":
            return phase, seen
        at = int(cluster.get(space, f"rollout/{name}", "{.status.currentStepIndex}") or 0)
        seen.append(([step["setWeight"] for step in steps[:at] if "setWeight" in step][-1], pods_by_version(cluster, space, name)))
        judge.run(["kubectl-argo-rollouts", "promote", name, "-n", space], judge.work)
        while cluster.get(space, f"rollout/{name}", "{.status.currentStepIndex}") == str(at) and time.monotonic() < end:
            time.sleep(0.5)
    return "never ends", seen


def canary(judge, cluster, space, name):
    """A version that fails its measurement is given up; one that passes takes a part of the pods at each step, and all at the end."""
    pods = int(cluster.get(space, f"rollout/{name}", "{.spec.replicas}"))
    steps = json.loads(cluster.get(space, f"rollout/{name}", "{.spec.strategy.canary.steps}"))
    pauses = [[s["setWeight"] for s in steps[:i] if "setWeight" in s][-1] for i, step in enumerate(steps) if "pause" in step]
    Measurements.success = "0.99"
    phase = wait(cluster, space, name, ["Healthy"], 90)
    judge.verdict(f"{name} as emitted: Healthy", (phase, pods_by_version(cluster, space, name)) == ("Healthy", {"0": pods}), phase)
    deliver(cluster, space, name, "1")
    phase, _ = walk(judge, cluster, space, name)
    judge.verdict(f"{name}: a version that fails its measurements is given up, and the old one has all pods",
                  (phase, settled(cluster, space, name, {"0": pods})) == ("Degraded", {"0": pods}), f"{phase} {pods_by_version(cluster, space, name)}")
    Measurements.success = "0.5"
    deliver(cluster, space, name, "2")
    phase, seen = walk(judge, cluster, space, name)
    both = all(set(found) == {"0", "2"} for weight, found in seen if weight < 100)
    judge.verdict(f"{name}: a version that passes goes through the weights {pauses}, both versions there at each",
                  phase == "Healthy" and [weight for weight, _ in seen] == pauses and both, f"{phase} {seen}")
    judge.verdict(f"{name}: in the end it has all pods", settled(cluster, space, name, {"2": pods}) == {"2": pods}, str(pods_by_version(cluster, space, name)))


def settled(cluster, space, name, wanted):
    end = time.monotonic() + 60
    while pods_by_version(cluster, space, name) != wanted and time.monotonic() < end:
        time.sleep(0.5)
    return pods_by_version(cluster, space, name)


def measured(cluster, space, name, seconds):
    """The hash of the version that was delivered last, and how its measurement before the promotion ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen, generation, mark = cluster.get(space, f"rollout/{name}",
                                             "{.status.observedGeneration} {.metadata.generation} {.status.currentPodHash}").split(" ")
        phases = [run.get("status", {}).get("phase") for run in cluster.objects("analysisruns", "-n", space)
                  if run["metadata"]["labels"].get("rollouts-pod-template-hash") == mark]
        if seen == generation and phases and phases[0] not in (None, "", "Pending", "Running"):
            return mark, phases[0]
        time.sleep(0.5)
    return "", "not measured"


def measured_canaries(cluster):
    """Where, and what they are called: the Rollouts that go in steps, one of which measures."""
    return [(r["metadata"]["namespace"], r["metadata"]["name"]) for r in cluster.objects("rollouts", "-A")
            if any("analysis" in step for step in r["spec"]["strategy"].get("canary", {}).get("steps", []))]


def flag(name):
    given = name in sys.argv
    if given:
        sys.argv.remove(name)
    return given


def main():
    exercise, released = flag("--exercise"), flag("--release")
    out, work = arguments(__doc__)
    judge = Judge(work)
    tools = judge.needs("BASTIDE_CLUSTER")
    environments = ["production"] if released else sorted(path.name for path in (out / "kubernetes").glob("*"))
    if not tools or not judge.verdict("clusters", bool(environments), "nothing is emitted for one"):
        return judge.close()
    for environment in environments:
        with Cluster(judge, tools, environment) as cluster:
            if not cluster.up:
                continue
            apply(judge, cluster, out)
            complete(judge, cluster, out)
            upgrades(judge, cluster, out)
            if exercise:
                number, allowed, wrong = rights(cluster)
                judge.verdict(f"{environment}: {number} questions of rights, {allowed} of them yes", not wrong, "\n".join(wrong[:20]))
            if exercise and environment == "production":
                refuses(judge, cluster, out)
                notices(judge, cluster)
            if released:
                with measurements(cluster, environment):
                    release(judge, cluster, environment, "myapp")
            for space, name in () if exercise or released else measured_canaries(cluster):
                with measurements(cluster, space):
                    canary(judge, cluster, space, name)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
