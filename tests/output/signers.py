#!/usr/bin/env python3
"""Whose signature a step takes, by the expression that is written: runs for the branches and tags that start a build, and no others.
What a certificate names is the workflow and the ref it ran for: Sigstore, OIDC usage in Fulcio."""
import os
import pathlib
import re
import subprocess
import sys

WORK = pathlib.Path(os.environ["TMP"])
PROGRAM = """estate acme {{ zones a, b; github acme; state s3 acme-state in us-east-1 }}
environment dev : development {{ account 111111111111; region us-east-1; cidr 10.0.0.0/16; endpoints deployments, s3; tier app {{ subnets /24 from 1 }} }}
service web {{ in dev; runs ec2; tier app; listens 8080; installs "/opt/web" {{ step start "start.sh" within 30s }} }}
pipeline shop {{ delivers web; source "acme/shop.web"; build package {{ sign; sbom }}; deploy dev {{ {} }} }}
"""
WORKFLOW = "https://github.com/acme/shop.web/.github/workflows/shop-dev.yml@refs/"
# what starts the build, refs whose signature is taken, refs whose is not
CASES = [
    ("on push main", ["heads/main"], ["heads/main2", "heads/x/main", "tags/main"]),
    ('on push "release/*"', ["heads/release/1.0"], ["heads/release/1/0", "heads/release", "tags/release/1.0"]),
    ('on push "release/**"', ["heads/release/1/0"], ["heads/releases/1"]),
    ('on push "v1.x"', ["heads/v1.x"], ["heads/v1ax"]),
    ('on tag "v*"', ["tags/v1.0"], ["heads/v1.0", "tags/1.0"]),
]


def main():
    failed = []
    for number, (on, taken, refused) in enumerate(CASES):
        (WORK / f"{number}.bastide").write_text(PROGRAM.format(on), encoding="utf-8")
        subprocess.run([os.environ["BASTIDE"], "build", f"{number}.bastide", "-o", f"out{number}"], cwd=WORK, check=True, capture_output=True)
        text = (WORK / f"out{number}/github-workflows/acme/shop.web/.github/workflows/shop-dev.yml").read_text(encoding="utf-8")
        expression = re.search(r'SIGNER: +"(.*)"', text)[1]
        failed += [f"{on}: {ref} is not taken by {expression}" for ref in taken if not re.search(expression, WORKFLOW + ref)]
        failed += [f"{on}: {ref} is taken by {expression}" for ref in refused if re.search(expression, WORKFLOW + ref)]
        if re.search(expression, (WORKFLOW + taken[0]).replace("shop.web", "shopxweb")):
            failed.append(f"{on}: another repository is taken by {expression}")
    print("\n".join(failed))
    return 1 if failed else 0


sys.exit(main())
