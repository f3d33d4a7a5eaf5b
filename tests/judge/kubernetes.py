#!/usr/bin/env python3
"""kubeconform, with the schemas of Kubernetes and of custom resources, on every manifest that is emitted.

usage: kubernetes.py --out OUT --work FOLDER"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
from judging import Judge, arguments


def is_manifest(path):
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return any(line.startswith("apiVersion:") for line in lines) and any(line.startswith("kind:") for line in lines)


def main():
    out, work = arguments(__doc__)
    judge = Judge(work)
    manifests = [path for path in sorted(out.rglob("*.y*ml")) if is_manifest(path)]
    judge.verdict(f"manifests in {out}", bool(manifests), "there are none")
    schemas = judge.needs("BASTIDE_SCHEMAS")
    if manifests and schemas:
        location = f"{schemas}/kubernetes/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json"
        judge.ask("kubeconform", ["kubeconform", "-strict", "-summary", "-schema-location", location, *manifests], judge.work)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
