#!/usr/bin/env python3
"""Deliveries to hosts and what watches them, run: the scripts of the workflows as they are, against a cloud that is played. Botocore's own description
of each interface says which calls and options there are. What fails must leave the old fleet with all traffic.

usage: fleets.py --out OUT --work FOLDER
"""
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parent.parent / "tools"))
import block_yaml
from judging import Judge, arguments

SERVICES = {"deploy": "codedeploy"}
WANTED = {"bucket": "packages", "key": "shop/x.zip", "version": "2", "etag": "e2"}
OLDER = {**WANTED, "version": "1", "etag": "e1"}


# --- the cloud, one call at a time: this file is `aws` to the scripts ---------------------------------

@functools.cache
def model_of(service):
    import botocore.session
    return botocore.session.get_session().get_service_model(service)


def camel(option, members):
    """The member that an option of the command line stands for."""
    plain = option.replace("-", "").lower()
    return next((name for name in members if name.lower() == plain), None)


def parse(words):
    """(service, operation, options) of a call, refused as the real one refuses it: by botocore's description."""
    service, operation, rest = words[0], words[1], words[2:]
    model = model_of(SERVICES.get(service, service))
    name = next((one for one in model.operation_names if re.sub(r"(?<!^)(?=[A-Z])", "-", one).lower() == operation), None)
    if not name:
        sys.exit(f"no operation {operation} of {service}")
    shape, options = model.operation_model(name).input_shape, {}
    for word in rest:
        if word.startswith("--"):
            options[last := word[2:]] = []
        else:
            options[last].append(word)
    output = {option: options.pop(option, [""])[0] for option in ("query", "output")}
    given = {option: camel(option, shape.members) for option in options}
    for option, member in given.items():
        if not member:
            sys.exit(f"{service} {operation} knows no --{option}")
    for member in shape.required_members:
        if member not in given.values():
            sys.exit(f"{service} {operation} needs {member}")
    for option, member in given.items():
        enum = getattr(shape.members[member], "enum", None)
        if enum and options[option][0] not in enum:
            sys.exit(f"{service} {operation}: {options[option]} is no {member}")
    return operation, {given[option]: values for option, values in options.items()}, output


class Cloud:
    def __init__(self, path):
        self.path = path
        self.state = json.loads(path.read_text(encoding="utf-8"))

    def call(self, operation, options):
        one = {name: values[0] if values else "" for name, values in options.items()}
        return getattr(self, operation.replace("-", "_"))(options, one)

    def describe_target_groups(self, options, one):
        return {"TargetGroups": [{"TargetGroupName": name, "TargetGroupArn": f"arn:{name}", "LoadBalancerArns": ["lb1", "lb2"]}
                                 for name in options["Names"]]}

    def describe_listeners(self, options, one):
        plain = {"ListenerArn": f"{one['LoadBalancerArn']}/80", "DefaultActions": [{"Type": "redirect"}]}
        weights = self.state["weights"][one["LoadBalancerArn"]]
        groups = [{"TargetGroupArn": f"arn:{self.state[colour]}", "Weight": weight} for colour, weight in weights.items()]
        return {"Listeners": [plain, {"ListenerArn": f"{one['LoadBalancerArn']}/443", "DefaultActions": [
            {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]}]}

    def modify_listener(self, options, one):
        balancer, port = one["ListenerArn"].split("/")
        groups = json.loads(one["DefaultActions"])[0]["ForwardConfig"]["TargetGroups"]
        colours = {f"arn:{self.state[colour]}": colour for colour in ("blue", "green")}
        weights = {colours[group["TargetGroupArn"]]: group["Weight"] for group in groups}
        assert port == "443" and len(weights) == 2 and sum(weights.values()) == 100, one
        self.state["weights"][balancer] = weights
        self.state["moves"].append(weights[self.state["new"]])
        return {"Listeners": []}

    def group(self, one):
        return self.state["fleets"][one["AutoScalingGroupName"]]

    def describe_auto_scaling_groups(self, options, one):
        name = one["AutoScalingGroupNames"]
        fleet = self.state["fleets"][name]
        count = 0 if "never up" in self.state["faults"] and name == self.state[self.state["new"]] else fleet["desired"]
        self.state["asked"] += 1
        tags = []
        if "promoted" in self.state["faults"] and self.state["asked"] > 4:
            tags = [{"Key": "promoted", "Value": "7-1"}]
        return {"AutoScalingGroups": [{"DesiredCapacity": fleet["desired"], "Tags": tags,
                                       "Instances": [{"LifecycleState": "InService"}] * count}]}

    def update_auto_scaling_group(self, options, one):
        fleet = self.group(one)
        fleet.update({"desired": int(one.get("DesiredCapacity", fleet["desired"])), "min": int(one.get("MinSize", fleet["min"])),
                      "health": one.get("HealthCheckType", fleet["health"])})

    def batch_delete_scheduled_action(self, options, one):
        self.group(one)["ends"] = None
        return {"FailedScheduledActions": []}

    def put_scheduled_update_group_action(self, options, one):
        assert time.strptime(one["StartTime"], "%Y-%m-%dT%H:%M:%SZ") > time.gmtime(), one
        self.group(one)["ends"] = (one["MinSize"], one["DesiredCapacity"])

    def get_deployment_group(self, options, one):
        return {"deploymentGroupInfo": self.state["groups"][one["deploymentGroupName"]]}

    def create_deployment(self, options, one):
        if self.state["faults"] and self.state["faults"][0] == "busy":
            self.state["faults"].pop(0)
            self.save()
            sys.exit("An error occurred (DeploymentLimitExceededException) when calling the CreateDeployment operation")
        revision = json.loads(one["revision"])
        assert revision["s3Location"]["eTag"] and revision["revisionType"] == "S3", one
        self.state["deployed"].append(one["deploymentGroupName"])
        return {"deploymentId": "d-1"}

    def get_deployment(self, options, one):
        self.state["polls"] += 1
        status = "InProgress" if self.state["polls"] < 3 else "Failed" if "failing" in self.state["faults"] else "Succeeded"
        return {"deploymentInfo": {"status": status, "errorInformation": {"message": "HEALTH_CONSTRAINTS"},
                                   "deploymentOverview": {"Succeeded": 3, "Failed": int("left out" in self.state["faults"])}}}

    def describe_target_health(self, options, one):
        name = one["TargetGroupArn"][4:]
        ill = "ill" in self.state["faults"] and self.state["moves"][-1] >= 30
        count = 0 if ill else self.state["fleets"][name]["desired"]
        return {"TargetHealthDescriptions": [{"TargetHealth": {"State": "healthy"}}] * count}

    def describe_alarms(self, options, one):
        if "AlarmNamePrefix" in one:
            ringing = [{"AlarmName": name} for name in self.state["faults"] if name.startswith(one["AlarmNamePrefix"])]
            return {"MetricAlarms": ringing, "CompositeAlarms": []}
        ringing = "ringing" in self.state["faults"] and self.state["moves"][-1] >= 30
        return {"MetricAlarms": [{"AlarmName": name} for name in options["AlarmNames"] if ringing], "CompositeAlarms": []}

    def save(self):
        self.path.write_text(json.dumps(self.state), encoding="utf-8")


def answer(words, place):
    """(exit status, what is printed, what is complained of) of one call."""
    import jmespath
    try:
        operation, options, output = parse(words)
        cloud = Cloud(place)
        said = cloud.call(operation, options)
        cloud.save()
    except (SystemExit, AssertionError, KeyError, ValueError) as error:
        return 254, "", f"{words[:2]}: {error}\n"
    if output["query"]:
        said = jmespath.search(output["query"], said)
    if isinstance(said, list):
        return 0, "\t".join(said) + "\n" * bool(said), ""
    return 0, "" if said is None else (said if isinstance(said, str) else json.dumps(said)) + "\n", ""


# `aws` to the scripts: it asks the process that plays the cloud.
CLIENT = """#!{python} -SE
import json, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({door!r})
    line.sendall(json.dumps(sys.argv[1:]).encode() + b"\\n")
    status, said, complaint = json.loads(line.makefile().readline())
sys.stdout.write(said)
sys.stderr.write(complaint)
sys.exit(status)
"""


class Door(socketserver.StreamRequestHandler):
    def handle(self):
        words = json.loads(self.rfile.readline())
        with self.server.lock:
            said = answer(words, self.server.place)
        self.wfile.write(json.dumps(said).encode() + b"\n")


# --- the runs -------------------------------------------------------------------------------------------

class Run:
    """One script of a workflow, in a cloud as it is before."""

    def __init__(self, step, folder):
        self.step, self.folder = step, folder
        self.shares = [float(share) for share in step["env"].get("SHARES", "").split()]
        folder.mkdir(parents=True)
        self.door = socketserver.ThreadingUnixStreamServer(str(folder / "door"), Door)
        self.door.lock, self.door.place = threading.Lock(), folder / "cloud.json"
        threading.Thread(target=self.door.serve_forever, daemon=True).start()
        self.write("aws", CLIENT.format(python=shutil.which("python3"), door=str(folder / "door")))
        self.write("sleep", "#!/bin/sh\nexec /bin/sleep 0.1\n")

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        (self.folder / name).chmod(0o755)

    def state(self, faults, live, holds, weights):
        env = self.step["env"]
        blue, green = env.get("BLUE", env.get("FLEET")), env.get("GREEN")
        new = "green" if live == "blue" else "blue"
        fleets = {name: {"desired": 0, "min": 0, "health": "EC2", "ends": None} for name in (blue, green) if name}
        if blue:
            fleets[blue if live == "blue" else green].update(desired=4, min=3, health="ELB")
        groups = {name: {"lastAttemptedDeployment": {"status": "Succeeded"}, "targetRevision": {
            "revisionType": "S3", "s3Location": {"bundleType": "zip", **{key: value for key, value in at.items() if key != "etag"}}}}
            for name, at in zip((blue, green), holds)}
        return {"blue": blue, "green": green, "new": new, "fleets": fleets, "groups": groups, "faults": faults, "moves": [], "asked": 0,
                "deployed": [], "polls": 0, "weights": {"lb1": dict(weights), "lb2": dict(weights)}}

    def go(self, faults=(), live="blue", holds=(OLDER, {}), weights=(("blue", 100), ("green", 0)), cancel=False,
           all_shares=False, **env):
        place = self.folder / "cloud.json"
        place.write_text(json.dumps(self.state(list(faults), live, holds, weights)), encoding="utf-8")
        said = {**{key: value for key, value in self.step["env"].items() if "${{" not in str(value)}, "MINUTES": "40", "PAUSE": "1",
                **({"SHARES": "20 40 100"} if len(self.shares) > 3 and not all_shares else {}), **env, "RELEASE": json.dumps({"packages": {self.step["env"].get("PACKAGE", ""): WANTED}}),
                "GITHUB_REPOSITORY": "acme/shop", "GITHUB_RUN_ID": "7", "GITHUB_RUN_ATTEMPT": "1",
                "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}"}
        script = self.step["run"].replace("* 60", "* 1")
        process = subprocess.Popen(["bash", "-e", "-c", script], cwd=self.folder, env=said, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        if cancel:
            while process.poll() is None and not any(share >= 20 for share in json.loads(place.read_text(encoding="utf-8") or '{"moves": []}')["moves"]):
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
        try:
            self.output = process.communicate(timeout=60)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            self.output = process.communicate()[0] + "\nit does not end"
        self.status = process.returncode
        return json.loads(place.read_text(encoding="utf-8"))

    def keeps(self, cloud, live="blue"):
        """A delivery that failed: the old fleet has all traffic as before, the new one is on its way out."""
        new = cloud["new"]
        return (self.status != 0 and all(weights[new] == 0 for weights in cloud["weights"].values())
                and cloud["fleets"][cloud[new]]["desired"] == 0 and cloud["fleets"][cloud[live]]["desired"] == 4
                and cloud["fleets"][cloud[live]]["ends"] is None)

    def takes(self, cloud):
        """One that was taken: the new fleet has all traffic and is as large as the old one, which has an end."""
        new = cloud["new"]
        old = "blue" if new == "green" else "green"
        fleet = cloud["fleets"][cloud[new]]
        return (self.status == 0 and all(weights[new] == 100 for weights in cloud["weights"].values())
                and (fleet["desired"], fleet["min"], fleet["health"], fleet["ends"]) == (4, 3, "ELB", None)
                and cloud["fleets"][cloud[old]]["ends"] == ["0", "0"])


def never_moved(run, cloud):
    return run.keeps(cloud) and not any(cloud["moves"])


def well(run, cloud):
    return run.status == 0 and cloud["deployed"] and cloud["fleets"][cloud["blue"]]["health"] == run.step["env"]["SAYS_WELL"]


GREEN = {"live": "green", "holds": ({}, OLDER), "weights": (("blue", 0), ("green", 100))}
GONE = {**WANTED, "version": "3"}
# What happens, how the cloud is before, and what must hold afterwards.
FORTH = [
    ("a quiet delivery", {"READY": "0"}, lambda run, cloud: run.takes(cloud) and cloud["deployed"] == [cloud["green"]]),
    ("share by share", {"READY": "0", "all_shares": True}, lambda run, cloud: run.takes(cloud) and cloud["moves"][::2] == [0, *map(int, run.shares)]),
    ("the other way round", {"READY": "0", **GREEN}, lambda run, cloud: run.takes(cloud) and cloud["deployed"] == [cloud["blue"]]),
    ("after a run that ended in the middle", {"READY": "0", "weights": (("blue", 70), ("green", 30))},
     lambda run, cloud: run.takes(cloud) and cloud["moves"][0] == 0),
    ("a deployment before that still runs", {"READY": "0", "faults": ["busy"]}, lambda run, cloud: run.takes(cloud)),
    ("a deployment fails", {"READY": "0", "faults": ["failing"]}, never_moved),
    ("a deployment leaves out a host", {"READY": "0", "faults": ["left out"]}, never_moved),
    ("hosts never come up", {"READY": "0", "faults": ["never up"], "MINUTES": "2"}, never_moved),
    ("new hosts fall ill", {"READY": "0", "faults": ["ill"]}, lambda run, cloud: run.keeps(cloud)),
    ("an alarm rings", {"READY": "0", "faults": ["ringing"]},
     lambda run, cloud: run.keeps(cloud) and any(cloud["moves"]) if run.step["env"]["ALARMS"] else run.takes(cloud)),
    ("cancelled in the middle", {"READY": "0", "PAUSE": "4", "cancel": True}, lambda run, cloud: run.keeps(cloud)),
    ("nobody lets it", {"READY": "2"}, never_moved),
    ("somebody lets it", {"READY": "30", "faults": ["promoted"]}, lambda run, cloud: run.takes(cloud)),
]
BACK = [
    ("back to what the fleet still holds", {"holds": (GONE, WANTED)},
     lambda run, cloud: run.takes(cloud) and not cloud["deployed"] and cloud["moves"][::2] == [0, 100]),
    ("back to what it held before", {"holds": (GONE, OLDER)}, lambda run, cloud: run.takes(cloud) and cloud["deployed"]),
    ("back where it never left", {"holds": (WANTED, OLDER)}, lambda run, cloud: run.status == 0 and not any(cloud["moves"])
     and not cloud["deployed"] and cloud["fleets"][cloud["green"]]["desired"] == 0),
    ("back while an alarm rings", {"holds": (GONE, WANTED), "faults": ["ringing"]}, lambda run, cloud: run.takes(cloud)),
]
IN_PLACE = [
    ("in place", {"holds": (OLDER,), "faults": ["busy"]}, well),
    ("in place, failing", {"holds": (OLDER,), "faults": ["failing"]}, lambda run, cloud: run.status != 0),
]
WATCH = [
    ("watched, and nothing rings", {"MINUTES": "1"}, lambda run, cloud: run.status == 0),
    ("an alarm of a service rings", {"MINUTES": "1", "faults": ["production-till-latency"]}, lambda run, cloud: run.status != 0),
    ("an alarm of another service rings, whose name begins so", {"MINUTES": "1", "faults": ["production-till-front-latency", "production-tillage-x"]},
     lambda run, cloud: run.status == 0),
]
WAYS = {"forth": FORTH, "back": BACK, "in place": IN_PLACE, "watch": WATCH}

# What is spoilt, and what must show it.
SPOILT = [
    ("trap go_back EXIT", ":", "new hosts fall ill"), ("trap 'exit 1' INT TERM", "trap '' INT", "cancelled in the middle"),
    ("(.Failed // 0)", "0", "a deployment leaves out a host"), ("go_back() {\n  if", "go_back() {\n  move 100\n  if", "a deployment fails"),
    ("middle.\nmove 0\n", "middle.\n", "after a run that ended in the middle"), ('[ "$WAY" = back ]', "false", "back where it never left"),
    ("[.DesiredCapacity, $LEAST] | max", "$LEAST", "a quiet delivery"), ("--health-check-type ELB", "--health-check-type EC2", "a quiet delivery"),
    ("DeploymentLimitExceededException refused.txt; then exit 1", "absent refused.txt; then exit 1", "a deployment before that still runs"),
    ("--scheduled-action-name old-version", "--scheduled-action old-version", "a quiet delivery"),
    ("--default-actions", "--actions", "a quiet delivery"), ('= "$word" ]', '!= "$word" ]', "nobody lets it"),
    ("--min-size 0 --desired-capacity 0\n}", "--min-size 0\n}", "a deployment fails"),
]


def judged(step, folder, scenario):
    """(whether it holds, what was printed) of one scenario."""
    _, options, holds = scenario
    run = Run(step, folder)
    cloud = run.go(**options)
    run.door.shutdown()
    run.door.server_close()
    return bool(holds(run, cloud)), run.output


def steps_of(out):
    """(name, step) of the scripts that bring services to hosts, each once."""
    found = {}
    for path in sorted((out / "github-workflows").rglob("*.yml")):
        for job, said in block_yaml.load(path.read_text(encoding="utf-8"))["jobs"].items():
            for step in said.get("steps") or []:
                if {"APPLICATION", "PREFIXES"} & set(step.get("env") or {}):
                    kind = "watch" if "PREFIXES" in step["env"] else "in place" if "FLEET" in step["env"] else step["env"]["WAY"]
                    found.setdefault((kind, step["run"], str(step["env"].get("SHARES")), bool(step["env"].get("ALARMS"))), (f"{path.stem}, {job}", step))
    return [(kind, *said) for (kind, *_), said in found.items()]


def main():
    out, work = arguments(__doc__)
    judge = Judge(work)
    steps = steps_of(out)
    judge.verdict("fleets: deliveries to hosts", {kind for kind, *_ in steps} == set(WAYS), str([name for _, name, _ in steps]))
    runs = [(f"{name}: {scenario[0]}", True, step, scenario) for kind, name, step in steps for scenario in WAYS[kind]]
    # The longest way is spoilt, one piece at a time.
    chosen = {kind: step for kind, _, step in sorted(steps, key=lambda one: len(one[2]["env"].get("SHARES", "")))}
    for before, after, what in SPOILT:
        kind, scenario = next((kind, one) for kind in WAYS for one in WAYS[kind] if one[0] == what)
        script = chosen[kind]["run"]
        judge.verdict(f"fleets: {before!r} is there to be spoilt", before in script)
        runs.append((f"{before!r} as {after!r}: {what}", False, {**chosen[kind], "run": script.replace(before, after)}, scenario))
    # They wait more than they work.
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        ends = [pool.submit(judged, step, work / f"run-{number}", scenario) for number, (_, _, step, scenario) in enumerate(runs)]
    for (what, wanted, *_), end in zip(runs, ends):
        good, output = end.result()
        judge.verdict(f"fleets: {what}", good == wanted, output if wanted else "it is not noticed")
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
