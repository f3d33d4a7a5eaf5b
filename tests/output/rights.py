#!/usr/bin/env python3
"""Workflows and scripts of hosts against the roles of examples/design-exercise: whoever calls the platform is a role that Terraform
makes, whose trust admits just this job, and which may do just what is called. Nothing of bastide is asked but the bytes it wrote.

Afterwards the output is spoilt in many ways, one at a time; each must be seen.
"""
import collections
import functools
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "tools")]
import block_yaml
import hcl
from design_exercise import Estate, NETWORKS, REGION
from roots import ISSUER, document, many, only, spelled

CALL = re.compile(r"(?<!: )\baws ([a-z][a-z0-9-]*) ([a-z][a-z0-9-]*)")
ARN_OF_ROLE = re.compile(r"arn:aws:iam::(\d{12}):role/([\w-]+)")
IMAGES = "ecr:BatchGetImage ecr:GetDownloadUrlForLayer"


def groups(place, env):
    """Fleets that a step speaks of."""
    return [env[key] for key in ("BLUE", "GREEN", "FLEET") if key in env]


def fleet(place, env):
    return [f"arn:aws:autoscaling:{REGION}:{place.account}:autoScalingGroup:0-0:autoScalingGroupName/{one}" for one in groups(place, env)]


def deployments(place, env):
    names = [env["GROUP"]] if "GROUP" in env else groups(place, env)
    return [f"arn:aws:codedeploy:{REGION}:{place.account}:deploymentgroup:{env['APPLICATION']}/{one}" for one in names]


def application(place, env):
    return [f"arn:aws:codedeploy:{REGION}:{place.account}:application:{env['APPLICATION']}"]


def configuration(place, env):
    found = {block.attributes.get("deployment_config_name") for block in
             place.estate.resources(f"{place.name}/services", "aws_codedeploy_deployment_group").values()}
    return [f"arn:aws:codedeploy:{REGION}:{place.account}:deploymentconfig:{one}" for one in sorted(found)]


def listeners(place, env):
    balancers = place.estate.resources(f"{place.name}/services", "aws_lb")
    return [f"arn:aws:elasticloadbalancing:{REGION}:{place.account}:listener/app/{block.attributes.get('name')}/0/0"
            for labels, block in balancers.items() if labels[1] in (f"{env['PACKAGE']}-public", f"{env['PACKAGE']}-internal")]


def anything(place, env):
    return ["*"]


def alarms(place, env):
    """A step that is told of no alarm asks for none."""
    return ["*"] if env.get("ALARMS") or env.get("PREFIXES") else []


def each(key, pattern):
    return lambda place, env: [pattern.format(one.lstrip("/"), region=REGION, account=place.account) for one in env[key].split()]


def named(pattern):
    return lambda place, env: [pattern.format(region=REGION, account=place.account, **env)]


def states_read(place, env):
    """The states that the roots of a step read, its own and others'."""
    roots = [root.rstrip("?").split("=")[0] for root in env["ROOTS"].split()]
    read = {place.estate.remote(root, block.labels[1]) for root in roots for block in place.estate.roots.get(root, [])
            if block.kind == "data" and block.labels[0] == "terraform_remote_state"}
    return [f"arn:aws:s3:::acme-terraform-state/{one}/terraform.tfstate" for one in sorted(read)]


# What a call needs: actions, and what they are about. Service authorization reference; CodeDeploy user guide, "Permissions reference"
# (who creates a deployment registers its revision and reads its configuration). Read 2026-11-21.
NEEDS = {
    "autoscaling batch-delete-scheduled-action": [("autoscaling:BatchDeleteScheduledAction", fleet)],
    "autoscaling describe-auto-scaling-groups": [("autoscaling:DescribeAutoScalingGroups", anything)],
    "autoscaling put-scheduled-update-group-action": [("autoscaling:PutScheduledUpdateGroupAction", fleet)],
    "autoscaling update-auto-scaling-group": [("autoscaling:UpdateAutoScalingGroup", fleet)],
    "cloudtrail describe-trails": [("cloudtrail:DescribeTrails", anything)],
    "cloudtrail get-trail-status": [("cloudtrail:GetTrailStatus", named("arn:aws:cloudtrail:{region}:{account}:trail/any"))],
    "cloudwatch describe-alarms": [("cloudwatch:DescribeAlarms", alarms)],
    "deploy create-deployment": [("codedeploy:CreateDeployment", deployments), ("codedeploy:RegisterApplicationRevision", application),
                                 ("codedeploy:GetApplicationRevision", application), ("codedeploy:GetDeploymentConfig", configuration)],
    "deploy get-deployment": [("codedeploy:GetDeployment", deployments)],
    "deploy get-deployment-group": [("codedeploy:GetDeploymentGroup", deployments)],
    "ec2 describe-flow-logs": [("ec2:DescribeFlowLogs", anything)], "ec2 describe-subnets": [("ec2:DescribeSubnets", anything)],
    "ec2 describe-vpcs": [("ec2:DescribeVpcs", anything)],
    "ec2 get-ebs-encryption-by-default": [("ec2:GetEbsEncryptionByDefault", anything)],
    "ecr batch-get-image": [("ecr:BatchGetImage", named("arn:aws:ecr:{region}:{account}:repository/{REPOSITORY}"))],
    "eks update-kubeconfig": [("eks:DescribeCluster", named("arn:aws:eks:{region}:{account}:cluster/{CLUSTER}"))],
    "elbv2 describe-listeners": [("elasticloadbalancing:DescribeListeners", anything)],
    "elbv2 describe-target-groups": [("elasticloadbalancing:DescribeTargetGroups", anything)],
    "elbv2 describe-target-health": [("elasticloadbalancing:DescribeTargetHealth", anything)],
    "elbv2 modify-listener": [("elasticloadbalancing:ModifyListener", listeners)],
    "rds describe-db-clusters": [("rds:DescribeDBClusters", each("CLUSTERS", "arn:aws:rds:{region}:{account}:cluster:{}"))],
    "rds describe-db-instances": [("rds:DescribeDBInstances", each("DATABASES", "arn:aws:rds:{region}:{account}:db:{}"))],
    "s3api get-object": [(action, lambda place, env: [f"arn:aws:s3:::{env['BUCKET']}/{env['FOLDER']}/0.zip"])
                         for action in ("s3:GetObject", "s3:GetObjectVersion")],
    "s3api head-object": [("s3:GetObject", lambda place, env: [f"arn:aws:s3:::{env['BUCKET']}/{env.get('FOLDER', 'any')}/0.zip"])],
    "s3api put-object": [("s3:PutObject", lambda place, env: [f"arn:aws:s3:::{env['BUCKET']}/{env['FOLDER']}/0.zip"])],
    "secretsmanager describe-secret": [("secretsmanager:DescribeSecret", each("SECRETS", "arn:aws:secretsmanager:{region}:{account}:secret:{}-123456"))],
    "ssm get-parameter": [("ssm:GetParameter", each("PARAMETERS", "arn:aws:ssm:{region}:{account}:parameter/{}"))],
}
# What other tools of a job do with its role; which of it, they know.
TOOLS = [
    ("amazon-ecr-login@", "ecr:GetAuthorizationToken"), ("cosign verify", f"{IMAGES} ecr:DescribeImages"),
    ("build-push-action@", f"{IMAGES} ecr:BatchCheckLayerAvailability ecr:CompleteLayerUpload ecr:DescribeImages ecr:InitiateLayerUpload "
     "ecr:PutImage ecr:UploadLayerPart"), ("cosign sign", IMAGES), ("terraform", "sts:AssumeRole s3:ListBucket s3:GetObject s3:PutObject s3:DeleteObject"),
]
# Both kinds of database are one right, and a service that has only one of them looks for that.
TOGETHER = [{"rds:DescribeDBClusters", "rds:DescribeDBInstances"}]


class Place:
    """Where a role is: its account, the environment that its name begins with, what it may do."""

    def __init__(self, estate, account, role):
        self.estate, self.account, self.role = estate, account, role
        self.name = max((name for name in NETWORKS if role.startswith(f"{name}-")), key=len, default=None)
        self.roots = [root for root in estate.roots if root == f"account/{account}"
                      or (root.split("/")[0] in NETWORKS and NETWORKS[root.split("/")[0]][0] == account)]
        found = [(root, block) for root in self.roots for block in estate.resources(root, "aws_iam_role").values()
                 if block.attributes.get("name") == role]
        self.root, self.block = found[0] if len(found) == 1 else (None, None)
        self.used = collections.Counter()

    @functools.cached_property
    def statements(self):
        return [one for policy in self.estate.resources(self.root, "aws_iam_role_policy").values()
                if self.estate.target(self.root, policy.attributes.get("role")) == (self.root, *self.block.labels)
                for one in document(policy.attributes.get("policy")).get("Statement", [])]

    def text(self, value):
        """A resource as it is written, references to what the same root makes put in by their names."""
        said = str(value) if isinstance(value, hcl.Reference) else re.sub(r"\$\{([^}]*)\}", r"\1", spelled(value))
        return re.sub(r"(aws_s3_bucket|aws_ecr_repository|aws_ssm_parameter)\.([\w-]+)\.arn", self.arn, said)

    def arn(self, match):
        block = self.estate.resources(self.root).get((match[1], match[2]))
        if match[1] == "aws_s3_bucket":
            return f"arn:aws:s3:::{block.attributes.get('bucket')}"
        if match[1] == "aws_ssm_parameter":
            return f"arn:aws:ssm:{REGION}:{self.account}:parameter{block.attributes.get('name')}"
        return f"arn:aws:ecr:{REGION}:{self.account}:repository/{block.attributes.get('name')}"

    def may(self, action, resource):
        """Whether a statement says so, where `*` and `?` of a pattern stand for anything."""
        self.used[action] += 1
        for one in self.statements:
            patterns = [re.escape(self.text(value)).replace(r"\*", ".*").replace(r"\?", ".") for value in many(one.get("Resource"))]
            if one.get("Effect") == "Allow" and action in many(one.get("Action")) and any(re.fullmatch(p, resource) for p in patterns):
                return True
        return False


def trusted(say, place, repository, job, sign_in):
    """The role's trust admits this job: its repository, its environment, the audience; and lasts as long as the job asks."""
    wanted = job["environment"]["name"] if isinstance(job.get("environment"), dict) else job.get("environment")
    statements = document(place.block.attributes.get("assume_role_policy")).get("Statement", [])
    equal = statements[0].get("Condition", {}).get("StringEquals", {}) if len(statements) == 1 else {}
    subject = re.sub(r"@\$\{[^}]*\}", "", spelled(equal.get(f"{ISSUER}:sub")))
    if subject != f"repo:{repository}:environment:{wanted}":
        say(f"{place.role} trusts {subject}, and the job is {wanted} of {repository}")
    if equal.get(f"{ISSUER}:aud") != "sts.amazonaws.com" or "audience" in sign_in:
        say(f"{place.role} is taken with another audience")
    if str(sign_in.get("allowed-account-ids")) != place.account or sign_in.get("aws-region") != REGION:
        say(f"{place.role} signs in to another account or region")
    if sign_in.get("role-duration-seconds", 3600) > place.block.attributes.get("max_session_duration", 3600):
        say(f"{place.role} is taken for longer than it lasts")
    if (job.get("permissions") or {}).get("id-token") != "write":
        say("the job may not say who it is")


def called(say, place, step):
    """Each call of a step, and the rights that it needs."""
    env = {key: str(value) for key, value in (step.get("env") or {}).items()}
    script = step.get("run", "")
    for tool, actions in TOOLS:
        if tool in script + step.get("uses", ""):
            place.used.update(actions.split())
    for state in states_read(place, env) if "missing.sh" in script else []:
        if not place.may("s3:GetObject", state):
            say(f"{place.role} may not read {state}")
    for service, operation in CALL.findall(re.sub(r"::notice::.*", "", script)):
        if f"{service} {operation}" not in NEEDS:
            say(f"nobody knows what aws {service} {operation} needs")
        for action, about in NEEDS.get(f"{service} {operation}", []):
            try:
                resources = about(place, env)
            except KeyError as missing:
                say(f"aws {service} {operation} is not told {missing}")
                continue
            for resource in resources:
                if "${{" not in resource and not (operation == "head-object" and "FOLDER" not in env) and not place.may(action, resource):
                    say(f"{place.role} may not {action} with {resource}")
            place.used[action] += len(resources)


def workflows(estate, folder, say):
    places = {}
    for path in sorted(folder.rglob("*.yml")):
        repository = "/".join(path.relative_to(folder).parts[:2])
        for name, job in block_yaml.load(path.read_text(encoding="utf-8"))["jobs"].items():
            def complain(what, where=f"{path.stem}, {name}"):
                say(f"{where}: {what}")

            steps = job.get("steps") or []
            sign_ins = [step["with"] for step in steps if "configure-aws-credentials@" in step.get("uses", "")]
            if not sign_ins and any(CALL.search(step.get("run", "")) for step in steps):
                complain("calls the platform as nobody")
            if len(sign_ins) != 1:
                continue
            match = ARN_OF_ROLE.fullmatch(sign_ins[0]["role-to-assume"])
            place = places.setdefault(match.groups(), Place(estate, *match.groups())) if match else None
            if not place or not place.block:
                complain(f"{sign_ins[0]['role-to-assume']} is a role that nobody makes")
                continue
            trusted(complain, place, repository, job, sign_ins[0])
            for step in steps:
                called(complain, place, step)
    for place in places.values():
        granted = {action for one in place.statements for action in many(one.get("Action"))}
        for together in TOGETHER:
            granted -= together if together & set(place.used) else set()
        for action in sorted(granted - set(place.used)):
            say(f"{place.role} may {action}, which no job of its does")


def hosts(estate, folder, say):
    """Scripts of hosts read the secrets of their service and where its stores are, and fetch its package, as its role."""
    for path in sorted(folder.rglob("settings.sh")):
        service, place = path.parent.parent.name, None
        for line in path.read_text(encoding="utf-8").split("\n"):
            if match := re.fullmatch(r"  ([\w-]+)(?: \| [\w-]+)*\)", line):
                names = [name for name in NETWORKS if match[1].startswith(f"{name}-{service}")]
                place = Place(estate, NETWORKS[names[0]][0], f"{names[0]}-{service}") if names else None
                if not place or not place.block:
                    say(f"{path}: the hosts of {match[1]} have no role")
                elif not any(place.may("s3:GetObjectVersion", self_arn) for self_arn in packages(estate, service)):
                    say(f"{place.role} may not fetch its package")
            elif match := re.search(r"from_(parameters|secrets) '?([\w/-]+)'?\)", line):
                action, kind = {"parameters": ("ssm:GetParameter", "ssm:{}:{}:parameter/{}"),
                                "secrets": ("secretsmanager:GetSecretValue", "secretsmanager:{}:{}:secret:{}-123456")}[match[1]]
                if not place or not place.may(action, "arn:aws:" + kind.format(REGION, place.account, match[2].lstrip("/"))):
                    say(f"{place and place.role} may not read {match[2]}")


def packages(estate, service):
    buckets = [block.attributes.get("bucket") for _, block in estate.everywhere("aws_s3_bucket") if "artefacts" in str(block.attributes.get("bucket"))]
    return [f"arn:aws:s3:::{bucket}/{pipeline}/{service}/0.zip" for bucket in buckets for pipeline in ("myapp", "cards")]


def problems_of(out):
    estate, problems = Estate(out / "terraform"), []
    workflows(estate, out / "github-workflows", problems.append)
    hosts(estate, out / "codedeploy", problems.append)
    return problems


S, FLOW = "terraform/production/services/delivery-roles.tf", "github-workflows/acme/myapp/.github/workflows/myapp-production.yml"
SPOILT = [   # file, what stands there, what stands there instead, a word of the complaint
    *((S, f'"{action}"', f'"{action}Nothing"', f"may not {action}") for action in (
        "codedeploy:CreateDeployment", "codedeploy:GetDeploymentConfig", "codedeploy:GetDeploymentGroup", "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:PutScheduledUpdateGroupAction", "elasticloadbalancing:ModifyListener", "elasticloadbalancing:DescribeTargetHealth",
        "cloudwatch:DescribeAlarms", "eks:DescribeCluster", "ssm:GetParameter")),
    (S, "autoScalingGroupName/production-myapp-servers-green", "autoScalingGroupName/production-other-green", "may not autoscaling"),
    (S, "production-myapp-servers/production-myapp-servers-blue", "production-myapp-servers/production-myapp-servers", "may not codedeploy"),
    (S, "listener/app/production-myapp-servers-public/", "listener/app/production-myapp-public/", "may not elasticloadbalancing:ModifyListener"),
    (S, '"codedeploy:GetDeployment"]', '"codedeploy:GetDeployment", "codedeploy:DeleteDeploymentGroup"]', "which no job of its does"),
    (S, "environment:production", "environment:staging", "trusts repo:acme/myapp:environment:staging"),
    (S, "/myapp@", "/cards@", "trusts repo:acme/cards"),
    (S, '"sts.amazonaws.com"', '"other"', "another audience"),
    (S, "max_session_duration = ", "max_session_duration = 1 #", "for longer than it lasts"),
    (S, 'name                 = "production-myapp-deploy"', 'name                 = "production-deploy"', "nobody makes"),
    (FLOW, "      name: production\n", "      name: staging\n", "trusts repo"),
    (FLOW, "role/production-myapp-deploy", "role/staging-myapp-deploy", "trusts repo"),
    (FLOW, "aws deploy get-deployment ", "aws deploy stop-deployment ", "nobody knows"),
    (FLOW, "BLUE: production-myapp-servers-blue", "BLUE: staging-myapp-servers-blue", "may not"),
    (FLOW, "id-token: write", "id-token: read", "may not say who it is"),
    ("terraform/production-pci/services/told.tf", "/cards/ledger-host", "/cards/other-host", "may not read"),
    ("terraform/production-pci/services/service-roles.tf", '"s3:GetObjectVersion"', '"s3:GetObject"', "may not fetch"),
    ("terraform/production-pci/services/service-roles.tf", "parameter/acme/production-pci/ledger-url", "parameter/acme/production-pci/other", "may not read"),
]


def main():
    out = pathlib.Path(os.environ["TMP"]) / "out"
    subprocess.run([os.environ["BASTIDE"], "build", "--quiet", pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise",
                    "-o", out, "--date", "2026-12-01"], check=True)
    hcl.read, block_yaml.load = functools.cache(hcl.read), functools.cache(block_yaml.load)     # most files stay as they are
    problems = problems_of(out)
    for name, old, new, complaint in SPOILT:
        text = (out / name).read_text(encoding="utf-8")
        if old not in text:
            problems.append(f"self-test: {name} has no {old!r} to spoil")
            continue
        (out / name).write_text(text.replace(old, new), encoding="utf-8")
        seen = problems_of(out)
        if not any(complaint in problem for problem in seen):
            problems.append(f"self-test: {name} with {new.strip()[:60]!r} was not seen ({complaint}): {seen[:3]}")
        (out / name).write_text(text, encoding="utf-8")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
