#!/usr/bin/env python3
"""Deliveries to hosts and what watches them, run: the scripts of the workflows as they are, against a cloud that is played. Botocore's own description
of each interface says which calls and options there are. What fails must leave the old fleet with all traffic.

usage: fleets.py --out OUT --work FOLDER
"""
import collections
import concurrent.futures
import contextlib
import functools
import json
import os
import pathlib
import re
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
    """The state, and what goes wrong: `faults` are by name, `broken` says from which call of an operation on it reports an error (having done
    what it was asked when it writes), `stops` at which call the run gets a signal."""

    def __init__(self, state, broken, stops):
        self.state, self.broken, self.stops = state, broken, stops
        self.calls, self.process = collections.Counter(), None

    def call(self, operation, options):
        one = {name: values[0] if values else "" for name, values in options.items()}
        said = getattr(self, operation.replace("-", "_"))(options, one)
        self.calls[operation] += 1
        signals = self.stops.get((operation, self.calls[operation]))
        if signals:
            os.killpg(self.process.pid, signals) if signals == signal.SIGKILL else self.process.send_signal(signals)
        first, last = self.broken.get(operation, (0, 0))
        if first <= self.calls[operation] <= last:
            sys.exit("An error occurred (InternalFailure)")
        return said

    def describe_target_groups(self, options, one):
        return {"TargetGroups": [{"TargetGroupName": name, "TargetGroupArn": "arn:" + self.state["blue" if re.search(r"-bl(ue)?-", name) else "green"], "LoadBalancerArns": ["lb1", "lb2"]}
                                 for name in options["Names"]]}

    def describe_listeners(self, options, one):
        plain = {"ListenerArn": f"{one['LoadBalancerArn']}/80", "DefaultActions": [{"Type": "redirect"}]}
        weights = self.state["weights"][one["LoadBalancerArn"]]
        groups = [{"TargetGroupArn": f"arn:{self.state[colour]}", "Weight": weight} for colour, weight in weights.items()]
        return {"Listeners": [plain, {"ListenerArn": f"{one['LoadBalancerArn']}/443", "DefaultActions": [
            {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}]}]}

    def modify_listener(self, options, one):
        balancer, port = one["ListenerArn"].split("/")
        if "stuck" in self.state["faults"] and balancer == "lb1" and self.state["moves"] and max(self.state["moves"]) >= 30:
            sys.exit("An error occurred (InternalFailure)")
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
        self.state["asked"] += 1
        tags = []
        if "promoted" in self.state["faults"] and self.state["asked"] > 4:
            tags = [{"Key": "promoted", "Value": "7-1"}]
        groups = []
        for name in options["AutoScalingGroupNames"]:
            fleet = self.state["fleets"][name]
            count = 0 if "never up" in self.state["faults"] and name == self.state[self.state["new"]] else fleet["desired"]
            groups.append({"AutoScalingGroupName": name, "DesiredCapacity": fleet["desired"], "HealthCheckType": fleet["health"], "Tags": tags,
                           "Instances": [{"LifecycleState": "InService"}] * count})
        return {"AutoScalingGroups": groups}

    def update_auto_scaling_group(self, options, one):
        fleet = self.group(one)
        fleet.update({"desired": int(one.get("DesiredCapacity", fleet["desired"])), "min": int(one.get("MinSize", fleet["min"])),
                      "health": one.get("HealthCheckType", fleet["health"])})

    def suspend_processes(self, options, one):
        assert options["ScalingProcesses"] == ["AlarmNotification"], options
        self.group(one)["held"] = True

    def resume_processes(self, options, one):
        assert options["ScalingProcesses"] == ["AlarmNotification"], options
        self.group(one)["held"] = False

    def batch_delete_scheduled_action(self, options, one):
        self.group(one)["ends"] = None
        return {"FailedScheduledActions": []}

    def put_scheduled_update_group_action(self, options, one):
        assert time.strptime(one["StartTime"], "%Y-%m-%dT%H:%M:%SZ") > time.gmtime(), one
        self.group(one)["ends"] = [one["MinSize"], one["DesiredCapacity"]]

    def get_deployment_group(self, options, one):
        return {"deploymentGroupInfo": self.state["groups"][one["deploymentGroupName"]]}

    def create_deployment(self, options, one):
        if self.state["faults"] and self.state["faults"][0] == "busy":
            self.state["faults"].pop(0)
            sys.exit("An error occurred (DeploymentLimitExceededException) when calling the CreateDeployment operation")
        revision = json.loads(one["revision"])
        assert revision["s3Location"]["eTag"] and revision["revisionType"] == "S3", one
        self.state["deployed"].append(one["deploymentGroupName"])
        self.state["held"] = [fleet.get("held", False) for fleet in self.state["fleets"].values()]
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


def answer(words, cloud):
    """(exit status, what is printed, what is complained of) of one call."""
    import jmespath
    try:
        operation, options, output = parse(words)
        said = cloud.call(operation, options)
    except (SystemExit, AssertionError, KeyError, ValueError) as error:
        return 254, "", f"{words[:2]}: {error}\n"
    if output["query"]:
        said = jmespath.search(output["query"], said)
    if isinstance(said, list):
        return 0, "\t".join(said) + "\n" * bool(said), ""
    return 0, "" if said is None else (said if isinstance(said, str) else json.dumps(said)) + "\n", ""


# `aws` to the scripts: it asks the process that plays the cloud. Nothing but the shell, as it is called some thousand times.
CLIENT = """#!/bin/bash
exec 3<> /dev/tcp/127.0.0.1/{port}
printf '%s\\0' $# "$@" >&3
read -r status <&3
IFS= read -r -d '' said <&3
if [ "$status" = 0 ]; then printf %s "$said"; else printf %s "$said" >&2; fi
exit "$status"
"""
# The time of the scripts passes as they wait, and they wait in no time: all of them wait for 15 seconds.
CLOCK = """unset SECONDS
SECONDS=0
sleep() { SECONDS=$((SECONDS + 15)); }
wait() { builtin wait "$@"; SECONDS=$((SECONDS + 15)); }
"""


class Door(socketserver.StreamRequestHandler):
    def word(self):
        read = bytearray()
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            read += byte
        return read.decode()

    def handle(self):
        words = [self.word() for _ in range(int(self.word() or 0))]
        if words:
            status, said, complaint = answer(words, self.server.cloud)
            with contextlib.suppress(OSError):  # A run that is killed does not listen.
                self.wfile.write(f"{status}\n{said}{complaint}\0".encode())


# --- the runs -------------------------------------------------------------------------------------------

class Run:
    """One script of a workflow, in a cloud as it is before."""

    def __init__(self, step, folder):
        self.step, self.folder = step, folder
        self.shares = [float(share) for share in step["env"].get("SHARES", "").split()]
        folder.mkdir(parents=True)
        self.door = socketserver.TCPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.door.serve_forever, args=(0.05,), daemon=True).start()
        (folder / "aws").write_text(CLIENT.format(port=self.door.server_address[1]), encoding="utf-8")
        (folder / "aws").chmod(0o755)

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

    def go(self, faults=(), live="blue", holds=(OLDER, {}), weights=(("blue", 100), ("green", 0)), broken=None, stops=None,
           before=None, left=None, all_shares=False, **env):
        """The state that the script leaves. `before` is the run before this one, from whose end it goes on; `left` changes what it found."""
        if before:
            state = Run.go(self, live=live, holds=holds, weights=weights, **before)
            state.update(faults=list(faults), moves=[], asked=0, deployed=[], polls=0)
        else:
            state = self.state(list(faults), live, holds, weights)
        if left:
            left(state)
        said = {**{key: value for key, value in self.step["env"].items() if "${{" not in str(value)}, "MINUTES": "40", "PAUSE": "30",
                **({"SHARES": "20 40 100"} if len(self.shares) > 3 and not all_shares else {}), **env,
                "RELEASE": json.dumps({"packages": {self.step["env"].get("PACKAGE", ""): WANTED}}),
                "GITHUB_REPOSITORY": "acme/shop", "GITHUB_RUN_ID": "7", "GITHUB_RUN_ATTEMPT": "1",
                "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}"}
        moved = 2 * (1 + len(said.get("SHARES", "").split()))
        self.door.cloud = Cloud(state, broken or {}, {(operation, call if call > 0 else moved + 1 + call): how
                                                      for (operation, call), how in (stops or {}).items()})
        with open(self.folder / "said.txt", "w+", encoding="utf-8") as log:
            self.door.cloud.process = process = subprocess.Popen(["bash", "-e", "-c", CLOCK + self.step["run"]], cwd=self.folder, env=said,
                                                                 stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                self.status = process.wait(timeout=300)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                self.status = process.wait()
                print("it does not end", file=log)
            log.seek(0)
            self.output = log.read()
        return state

    def keeps(self, cloud, live="blue"):
        """A delivery that failed: the old fleet has all traffic as before, the new one is on its way out."""
        new = cloud["new"]
        return (self.status != 0 and all(weights[new] == 0 for weights in cloud["weights"].values())
                and cloud["fleets"][cloud[new]]["desired"] == 0 and cloud["fleets"][cloud[live]]["desired"] == 4
                and (cloud["fleets"][cloud[live]]["min"], cloud["fleets"][cloud[live]]["ends"]) == (3, None))

    def takes(self, cloud):
        return self.status == 0 and self.stands(cloud)

    def stands(self, cloud):
        """What was taken: the new fleet has all traffic and is as large as the old one, which has an end."""
        new = cloud["new"]
        old = "blue" if new == "green" else "green"
        fleet = cloud["fleets"][cloud[new]]
        return (all(weights[new] == 100 for weights in cloud["weights"].values())
                and (fleet["desired"], fleet["min"], fleet["health"], fleet["ends"]) == (4, 3, "ELB", None)
                and cloud["fleets"][cloud[old]]["ends"] == ["0", "0"])


def never_moved(run, cloud):
    return run.keeps(cloud) and not any(cloud["moves"])


def well(run, cloud):
    return run.status == 0 and cloud["deployed"] and cloud["fleets"][cloud["blue"]]["health"] == run.step["env"]["SAYS_WELL"]


def grows(run, cloud):
    """It has its size while it is changed, and afterwards again as many as it needs."""
    return cloud["held"] == [bool(run.step["env"]["GROWS"])] and not cloud["fleets"][cloud["blue"]].get("held")


def full(cloud):
    return all(fleet["desired"] == 4 and fleet["ends"] is None for fleet in cloud["fleets"].values())


def first_killed(state):
    """No delivery was ever taken, and the first one was killed as it moved the traffic."""
    state["weights"] = {"lb1": {"blue": 40, "green": 60}, "lb2": {"blue": 100, "green": 0}}
    for fleet in state["fleets"].values():
        fleet.update(desired=4, health="EC2")


def moved_by_hand(state):
    """Both fleets were taken once, and the one that serves has an end left from then."""
    for fleet in state["fleets"].values():
        fleet.update(desired=4, min=3, health="ELB", ends=["0", "0"])


GREEN = {"live": "green", "holds": ({}, OLDER), "weights": (("blue", 0), ("green", 100))}
GONE = {**WANTED, "version": "3"}
# What happens, how the cloud is before, and what must hold afterwards.
FORTH = [
    ("a quiet delivery", {"READY": "0"}, lambda run, cloud: run.takes(cloud) and cloud["deployed"] == [cloud["green"]]),
    ("share by share", {"READY": "0", "all_shares": True}, lambda run, cloud: run.takes(cloud) and cloud["moves"][::2] == [0, *map(int, run.shares)]),
    ("the other way round", {"READY": "0", **GREEN}, lambda run, cloud: run.takes(cloud) and cloud["deployed"] == [cloud["blue"]]),
    *((f"after a run killed {when}", {"READY": "0", "before": {"READY": "0", "stops": {("modify-listener", call): signal.SIGKILL}}},
       lambda run, cloud: run.takes(cloud) and cloud["moves"][0] == 0)
      for when, call in (("in the middle", 3), ("with one listener at all", -2), ("with all traffic on what it tried", -1))),
    ("after the first run of all was killed", {"READY": "0", "left": first_killed}, lambda run, cloud: run.takes(cloud) and cloud["moves"][0] == 0),
    ("after traffic was moved by hand", {"READY": "0", "left": moved_by_hand}, lambda run, cloud: run.takes(cloud) and cloud["moves"][0] == 0),
    ("killed after traffic was moved by hand", {"READY": "0", "left": moved_by_hand, "stops": {("modify-listener", 3): signal.SIGKILL}},
     lambda run, cloud: full(cloud)),
    ("the end of the old fleet is set and reported as an error", {"READY": "0", "broken": {"put-scheduled-update-group-action": (1, 9)}},
     lambda run, cloud: run.takes(cloud) and "::warning::" in run.output),
    ("cancelled as the end of the old fleet is set", {"READY": "0", "stops": {("put-scheduled-update-group-action", 1): signal.SIGINT}},
     lambda run, cloud: run.status != 0 and run.stands(cloud)),
    ("the health of hosts cannot be asked any more", {"READY": "0", "broken": {"describe-target-health": (2, 99)}},
     lambda run, cloud: run.keeps(cloud) and any(cloud["moves"])),
    ("the health of hosts cannot be asked once", {"READY": "0", "broken": {"describe-target-health": (1, 1)}}, lambda run, cloud: run.takes(cloud)),
    ("hosts cannot be counted once", {"READY": "0", "broken": {"describe-auto-scaling-groups": (3, 3)}}, lambda run, cloud: run.takes(cloud)),
    ("a listener cannot be moved back", {"READY": "0", "faults": ["stuck", "ill"]},
     lambda run, cloud: run.status != 0 and cloud["weights"]["lb1"]["green"] and not cloud["weights"]["lb2"]["green"] and full(cloud)),
    ("an end of the old fleet cannot be called off", {"READY": "0", "faults": ["failing"], "broken": {"batch-delete-scheduled-action": (3, 9)}},
     lambda run, cloud: run.status != 0 and not any(cloud["moves"]) and full(cloud)),
    ("a deployment before that still runs", {"READY": "0", "faults": ["busy"]}, lambda run, cloud: run.takes(cloud)),
    ("a deployment fails", {"READY": "0", "faults": ["failing"]}, never_moved),
    ("a deployment leaves out a host", {"READY": "0", "faults": ["left out"]}, never_moved),
    ("hosts never come up", {"READY": "0", "faults": ["never up"], "MINUTES": "2"}, never_moved),
    ("new hosts fall ill", {"READY": "0", "faults": ["ill"]}, lambda run, cloud: run.keeps(cloud)),
    ("an alarm rings", {"READY": "0", "faults": ["ringing"]},
     lambda run, cloud: run.keeps(cloud) and any(cloud["moves"]) if run.step["env"]["ALARMS"] else run.takes(cloud)),
    ("cancelled in the middle", {"READY": "0", "stops": {("modify-listener", 3): signal.SIGINT}}, lambda run, cloud: run.keeps(cloud)),
    ("cancelled twice", {"READY": "0", "stops": {("modify-listener", 3): signal.SIGINT, ("modify-listener", 5): signal.SIGTERM}},
     lambda run, cloud: run.keeps(cloud)),
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
    ("in place", {"holds": (OLDER,), "faults": ["busy"]}, lambda run, cloud: well(run, cloud) and grows(run, cloud)),
    ("in place, failing", {"holds": (OLDER,), "faults": ["failing"]}, lambda run, cloud: run.status != 0 and grows(run, cloud)),
    ("in place, cancelled", {"holds": (OLDER,), "stops": {("get-deployment", 1): signal.SIGINT}},
     lambda run, cloud: run.status != 0 and grows(run, cloud)),
    ("in place, and it cannot grow again", {"holds": (OLDER,), "broken": {"resume-processes": (1, 9)}},
     lambda run, cloud: well(run, cloud) and ("::warning::" in run.output) == bool(run.step["env"]["GROWS"])),
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
    ("move 0\n\n", "\n", "after a run killed in the middle"), ('[ "$WAY" = back ]', "false", "back where it never left"),
    ("wanted=$((held > LEAST ? held : LEAST))", "wanted=$LEAST", "a quiet delivery"), ("--health-check-type ELB", "--health-check-type EC2", "a quiet delivery"),
    ("DeploymentLimitExceededException refused.txt; then exit 1", "absent refused.txt; then exit 1", "a deployment before that still runs"),
    ("--scheduled-action-name old-version", "--scheduled-action old-version", "a quiet delivery"),
    ("--default-actions", "--actions", "a quiet delivery"), ('= "$word" ]', '!= "$word" ]', "nobody lets it"),
    ("--min-size 0 --desired-capacity 0\n  if", "--min-size 0\n  if", "a deployment fails"),
    ('"$old" --min-size "$((held < LEAST ? held : LEAST))"', '"$old"', "a deployment fails"),
    ('--min-size "$LEAST" --health-check-type ELB', "--health-check-type ELB", "a quiet delivery"),
    ("taken=true", ":", "cancelled as the end of the old fleet is set"),
    ("  well=$(healthy)\n", "  well=$(healthy) || true\n", "the health of hosts cannot be asked any more"),
    ("($judged | length) == 1", "false", "after a run killed with all traffic on what it tried"), ("($judged | length) == 1", "false", "after a run killed with one listener at all"),
    ("$weights[][1]", "$weights[0][1]", "after the first run of all was killed"),
    ('stays "$old"\nmove', "move", "killed after traffic was moved by hand"), ("trap '' INT TERM", ":", "cancelled twice"),
    ("if ! move 0 ||", "if", "new hosts fall ill"), ("if ! move 0 ||", "move 0 || true; if", "a listener cannot be moved back"),
    ('|| ! stays "$old"; then', "; then", "an end of the old fleet cannot be called off"), ("|| all=false", "|| return 1", "a listener cannot be moved back"),
    ("trap grows_again EXIT", ":", "in place, failing"), ("suspend-processes", "resume-processes", "in place"),
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
                    found.setdefault((kind, step["run"], str(step["env"].get("SHARES")), bool(step["env"].get("ALARMS") or step["env"].get("GROWS"))), (f"{path.stem}, {job}", step))
    return [(kind, *said) for (kind, *_), said in found.items()]


def main():
    out, work = arguments(__doc__)
    # What a shell begins beside itself ignores an interrupt, and so would what is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    judge = Judge(work)
    steps = steps_of(out)
    judge.verdict("fleets: deliveries to hosts", {kind for kind, *_ in steps} == set(WAYS), str([name for _, name, _ in steps]))
    runs = [(f"{name}: {scenario[0]}", True, step, scenario) for kind, name, step in steps for scenario in WAYS[kind]]
    # The longest way is spoilt, one piece at a time.
    chosen = {kind: step for kind, _, step in sorted(steps, key=lambda one: len(one[2]["env"].get("SHARES", "") + one[2]["env"].get("GROWS", "")))}
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
