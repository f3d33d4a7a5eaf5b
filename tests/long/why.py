#!/usr/bin/env python3
"""`bastide why`: changing a value at a statement that it names changes the line that was asked about.

Fifty lines of each target of examples/design-exercise, drawn with a fixed seed; of a file that is copied as it stands, no statement
is named. For each, the values of the statements
named are changed one after the other, in a copy of the program, until one change leaves a program that is proved and another
line in that place. As a control the same is tried with statements drawn at random: an answer that named anything would do as badly.
"""
import concurrent.futures
import functools
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

BASTIDE, TMP = os.environ["BASTIDE"], pathlib.Path(os.environ["TMP"])
PROGRAM = pathlib.Path(os.environ["ROOT"]) / "examples/design-exercise"
LINES, STATEMENTS, CHANGES, WANTED = 50, 5, 8, 0.95
WORD = r"[A-Za-z][\w-]*"
# Words of the language that stand where values stand; each is tried in place of another of its row.
ENUMERATIONS = [("internet", "nat", "none"), ("manual", "automatic"), ("eks", "ec2"), ("trivy", "grype", "checkov"),
                ("at-boundary", "everywhere"), ("devops", "security"), ("postgres", "mysql"), ("high", "medium", "low"),
                ("us-east-1", "us-east-2"), ("a", "b", "c", "d"), ("admin", "read"), ("blue-green", "rolling")]


def sources(folder):
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.bastide"))
            if "refused" not in path.parts and "accepted" not in path.parts}


def plan(folder):
    """{path: lines}, or None when the program is refused."""
    done = subprocess.run([BASTIDE, "dump", "--stage", "plan", folder], capture_output=True, text=True)
    if done.returncode != 0:
        return None
    pieces = re.split(r"^=== (.*)\n", done.stdout, flags=re.M)
    return {path: text.split("\n")[:-1] for path, text in zip(pieces[1::2], pieces[2::2])}


def renamed(texts, name):
    return {path: re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", name + "x", text) for path, text in texts.items()}


def replaced(texts, path, start, end, by):
    return {**texts, path: texts[path][:start] + by + texts[path][end:]}


def changes_of_token(texts, path, start, end):
    token = texts[path][start:end]
    if re.fullmatch(r"\d+\.\d+\.\d+\.\d+/\d+", token):
        first, second, rest = token.split(".", 2)
        yield replaced(texts, path, start, end, f"{first}.{(int(second) + 77) % 256}.{rest}")
    elif re.fullmatch(r"\d{12}", token):
        yield {p: t.replace(token, "333333333333") for p, t in texts.items()}
    elif token[0] == '"':
        yield replaced(texts, path, start, end, token[:-1] + 'x"')
        for change in (1, -1):
            number = re.search(r"\d+", token)
            if number:
                yield replaced(texts, path, start, end, token.replace(number[0], str(int(number[0]) + change), 1))
    elif re.search(r"\d", token) and not re.fullmatch(WORD, token):
        for change in (1, 5, 30, -1):
            number = re.search(r"\d+", token)
            yield replaced(texts, path, start, end, token.replace(number[0], str(max(int(number[0]) + change, 0)), 1))
    else:
        for row in ENUMERATIONS:
            if token in row:
                for other in row:
                    if other != token:
                        yield replaced(texts, path, start, end, other)
        yield renamed(texts, token)
        yield replaced(texts, path, start, end, "")                  # a member of a list is taken out
        yield replaced(texts, path, start, end + len(re.match(r"\s*,?\s*", texts[path][end:])[0]), "")


def offset(text, line, column):
    lines = text.split("\n")
    return sum(len(l) + 1 for l in lines[:line - 1]) + column - 1


def changes(texts, path, start, end):
    """Programs with one value changed in the stretch, the ends of it first."""
    tokens = [(start + m.start(), start + m.end()) for m in
              re.finditer(r'"[^"]*"|#.*|arn:[\w:/*-]+|' + WORD + r"|[/\d][\w./%-]*", texts[path][start:end]) if m[0][0] != "#"]
    for token in tokens[1:] + tokens[:1]:                            # the first is most often the property's own word
        yield from changes_of_token(texts, path, *token)
    rest = re.match(r"[^\n]*\n", texts[path][end:])
    if "\n" not in texts[path][start:end] and rest:
        line = texts[path].rfind("\n", 0, start) + 1
        if texts[path][line:start].strip() == "":
            yield replaced(texts, path, line, end + rest.end(), "")    # the whole statement is taken out


@functools.lru_cache(maxsize=None)
def planned(key):
    folder = pathlib.Path(tempfile.mkdtemp(dir=TMP))
    for path, text in key:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    result = plan(folder)
    shutil.rmtree(folder)
    return result


def places(lines):
    """Each line with the lines that it stands in, by indent: what it says, and about what."""
    around, result = [], []
    for line in lines:
        indent = len(line) - len(line.lstrip())
        while line.strip() and around and around[-1][0] >= indent:
            around.pop()
        result.append((tuple(text for _, text in around), line))
        if line.strip():
            around.append((indent, line))
    return result


def differs(before, after, number):
    """Whether the line of that number stands no more, or less often, where it stood."""
    place = places(before)[number - 1]
    return after is None or places(after).count(place) != places(before).count(place)


def moves(texts, outputs, path, number, stretch):
    tried = 0
    for program in changes(texts, *stretch):
        after = planned(tuple(sorted(program.items())))
        if after is None:
            continue
        tried += 1
        if differs(outputs[path], after.get(path), number):
            return True
        if tried == CHANGES:
            return False
    return False


def why(path, number):
    done = subprocess.run([BASTIDE, "why", f"{path}:{number}", PROGRAM, "--format", "json"], capture_output=True, text=True, cwd=TMP)
    if done.returncode != 0:
        sys.exit(f"why {path}:{number}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)["why"]


def judged(texts, outputs, path, number):
    """How many statements were needed, 0 when none changes the line."""
    answer = why(path, number)
    if answer["text"] != outputs[path][number - 1]:
        sys.exit(f"why {path}:{number}: another line is answered: {answer['text']}")
    if not answer["emitter"]["path"].startswith("targets/"):
        sys.exit(f"why {path}:{number}: no emitter is named: {answer['emitter']}")
    for rank, cause in enumerate([c for c in answer["causes"] if not c["library"]][:STATEMENTS], 1):
        source = str(pathlib.Path(cause["path"]).relative_to(PROGRAM))
        text = texts[source]
        stretch = (source, offset(text, cause["line"], cause["column"]), offset(text, cause["endLine"], cause["endColumn"]))
        if moves(texts, outputs, path, number, stretch):
            return rank
    return 0


def is_copied(path, lines):
    """A file of a target that is written as it stands."""
    source = pathlib.Path(os.environ["ROOT"]) / "targets" / path
    return source.is_file() and source.read_text(encoding="utf-8").split("\n")[:-1] == lines


def main():
    texts, outputs, draw = sources(PROGRAM), plan(PROGRAM), random.Random(1)
    failed = False
    if outputs is None:
        sys.exit("the example is refused")
    copied = [path for path, lines in sorted(outputs.items()) if is_copied(path, lines)]
    for path in copied:
        if why(path, 1)["causes"]:
            print(f"{path} is copied, and a statement is named for it")
            failed = True
    targets = sorted({path.split("/")[0] for path in outputs})
    if len(targets) < 3:
        sys.exit(f"targets: {targets}")
    for target in targets:
        # Comments at the head of each file are the target's, and blank lines nobody's.
        every = [(path, number) for path, lines in sorted(outputs.items()) if path.startswith(target + "/") and path not in copied
                 for number, line in enumerate(lines, 1) if line.strip() and not (number < 4 and line.startswith("#"))]
        drawn = draw.sample(every, min(LINES, len(every)))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda at: judged(texts, outputs, *at), drawn))
        right = sum(map(bool, results))
        for (path, number), result in zip(drawn, results):
            if not result:
                print(f"no statement named changes {path}:{number}: {outputs[path][number - 1]}")
        others = 0
        for path, number in drawn[:10]:
            source = draw.choice(sorted(texts))
            line = draw.choice([m for m in re.finditer(r"^ *\S.*$", texts[source], flags=re.M) if not m[0].lstrip().startswith("#")])
            others += moves(texts, outputs, path, number, (source, line.start(), line.end()))
        print(f"{target}: {right} of {len(drawn)} lines, {results.count(1)} by the first statement named, {others} of 10 by statements drawn at random")
        failed |= right < WANTED * len(drawn) or others > 5
    sys.exit(failed)


main()
