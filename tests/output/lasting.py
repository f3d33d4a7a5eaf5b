#!/usr/bin/env python3
"""targets/terraform/lasting.bastide speaks of every type of AWS that is written: which of its arguments make another resource, or that
none does. A type of which it says nothing could be made anew without a word."""
import os
import pathlib
import re
import sys

TARGET = pathlib.Path(os.environ["ROOT"]) / "targets/terraform"
WRITTEN = re.compile(r'^ *resource "(aws_\w+)" "|(?<=[(, ])"(aws_\w+)"', re.M)      # also a type that is handed to a part
ROW = re.compile(r'^ *also (keeps|remakes) "(\w+)"((?: "[^"]+")*)(?: instead "[^"]+")?$', re.M)


def silent(emitters, table):
    """Types that are written and have no row; rows of types that nobody writes; rows that say one thing and its opposite."""
    written = {found[1] or found[2] for text in emitters for found in WRITTEN.finditer(re.sub(r"#.*", "", text))}
    rows = [row.groups() for row in ROW.finditer(table)]
    named = {kind for _, kind, _ in rows if kind.startswith("aws_")}
    both = {kind for word, kind, _ in rows if ("keeps" if word == "remakes" else "remakes", kind) in {(w, k) for w, k, _ in rows}}
    bare = {kind for word, kind, arguments in rows if word == "remakes" and not arguments and sum(k == kind for _, k, _ in rows) > 1}
    return ([f"{kind} is written, and has no row" for kind in sorted(written - named)]
            + [f"{kind} has a row, and is written nowhere" for kind in sorted(named - written)]
            + [f"{kind} is kept and made again" for kind in sorted(both)]
            + [f"{kind} has no settled argument, and has one" for kind in sorted(bare)])


def main():
    table = (TARGET / "lasting.bastide").read_text(encoding="utf-8")
    emitters = [path.read_text(encoding="utf-8") for path in sorted(TARGET.glob("*.bastide")) if path.name != "lasting.bastide"]
    failed = silent(emitters, table)
    spoiled = {
        "a row is gone": table.replace('  also remakes "aws_iam_instance_profile" "name"\n', ""),
        "a row of nothing": table.replace("\n}", '\n  also remakes "aws_instance" "ami"\n}'),
        "kept and made again": table.replace("\n}", '\n  also remakes "aws_kms_key" "key_usage"\n}'),
        "none and one": table.replace("\n}", '\n  also remakes "aws_subnet"\n}'),
    }
    for what, text in spoiled.items():
        if text == table or not silent(emitters, text):
            failed.append(f"not seen: {what}")
    print("\n".join(failed))
    sys.exit(bool(failed))


main()
