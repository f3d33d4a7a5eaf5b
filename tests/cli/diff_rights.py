#!/usr/bin/env python3
"""What `bastide diff` says of policies: each right that comes opens, each that goes closes; what is denied the other way round; and
nothing of names of statements and their order."""
import os
import pathlib
import subprocess
import sys

TMP, BASTIDE = pathlib.Path(os.environ["TMP"]), os.environ["BASTIDE"]
PROGRAM = """estate acme {{ zones a, b; state s3 }}
environment dev : sandbox {{ account 111111111111; region us-east-1; cidr 10.0.0.0/16; tier app {{ subnets /24 from 1 }} }}
emit terraform "{{n}}/network/more.tf" each n in networks {{
  resource "aws_sqs_queue_policy" "q" {{
    queue_url  "https://sqs.us-east-1.amazonaws.com/111111111111/q"
    policy     json({{ Version "2012-10-17"; Statement [{statements}] }})
  }}
}}
trust aws_sqs_queue_policy because "nothing reads it here, and the comparison does"
"""
READ = '{ Sid "Read"; Effect "Allow"; Principal { AWS "one" }; Action "sqs:ReceiveMessage"; Resource "q" }'
DENY = '{ Sid "Never"; Effect "Deny"; Principal "*"; Action "sqs:*"; Resource "q"; Condition { Bool { "aws:SecureTransport" "false" } } }'
CALLED = READ.replace("{", "{{").replace("}", "}}").replace('Resource "q"', 'Resource "q"; Condition {{ ArnLike {{ "aws:PrincipalArn" [{}] }} }}')
Q = "terraform/dev/network: aws_sqs_queue_policy.q"
SETS = f"sets        {Q} (policy as it opens and closes)"
WORDS = f"sets        {Q} (policy in other words)"
# what is changed, statements now, what is said
CASES = [
    ("nothing", [READ, DENY], ["nothing changes but text"]),
    ("the name of a statement", [READ.replace('"Read"', '"Other"'), DENY], [WORDS]),
    ("their order", [DENY, READ], [WORDS]),
    ("an action more", [READ.replace('"sqs:ReceiveMessage"', '["sqs:DeleteMessage", "sqs:ReceiveMessage"]'), DENY],
     [f"opens       {Q} allows AWS one to do sqs:DeleteMessage on q", SETS]),
    ("a resource more", [READ.replace('Resource "q"', 'Resource ["q", "r"]'), DENY],
     [f"opens       {Q} allows AWS one to do sqs:ReceiveMessage on r", SETS]),
    ("somebody more", [READ.replace('"one"', '["one", "two"]'), DENY], [f"opens       {Q} allows AWS two to do sqs:ReceiveMessage on q", SETS]),
    ("everybody else", [READ.replace('Principal { AWS "one" }', 'NotPrincipal { AWS "one" }'), DENY],
     [f"opens       {Q} allows all but {{AWS one}} to do sqs:ReceiveMessage on q", f"closes      {Q} allows AWS one to do sqs:ReceiveMessage on q", SETS]),
    ("all that is not said", [READ.replace("Action ", "NotAction "), DENY],
     [f"opens       {Q} allows AWS one to do all but sqs:ReceiveMessage on q", f"closes      {Q} allows AWS one to do sqs:ReceiveMessage on q", SETS]),
    ("a condition lost", [READ, DENY.replace('; Condition { Bool { "aws:SecureTransport" "false" } }', "")],
     [f"opens       {Q} denies * to do sqs:* on q if {{Bool {{aws:SecureTransport false}}}}", f"closes      {Q} denies * to do sqs:* on q", SETS]),
    ("a denial lost", [READ], [f"opens       {Q} denies * to do sqs:* on q if {{Bool {{aws:SecureTransport false}}}}", SETS]),
    ("a right lost", [DENY], [f"closes      {Q} allows AWS one to do sqs:ReceiveMessage on q", SETS]),
    ("what is not understood", [READ, DENY.replace('Sid "Never"', 'Sometimes "Never"')], None),
]


def write(name, statements):
    path = TMP / name
    path.write_text(PROGRAM.format(statements=", ".join(statements)), encoding="utf-8")
    return path


def main():
    failed = []
    old = write("old.bastide", [READ, DENY])
    for what, statements, wanted in CASES:
        done = subprocess.run([BASTIDE, "diff", old, write("new.bastide", statements)], capture_output=True, text=True)
        said = done.stdout.splitlines()
        if wanted is None:
            wanted = said if len(said) == 3 and said[2].startswith(f"sets        {Q} (policy ...") else ["the text of what is not understood"]
        if done.returncode != 0 or said != wanted:
            failed.append(f"{what}: ended with {done.returncode}, said {done.stdout}{done.stderr}instead of {wanted}")
    old = write("old.bastide", [CALLED.format('"a", "b"')])
    said = subprocess.run([BASTIDE, "diff", old, write("new.bastide", [CALLED.format('"c", "a"')])], capture_output=True, text=True).stdout
    if said.splitlines() != [f"{what} {Q} allows AWS one to do sqs:ReceiveMessage on q if {{ArnLike {{aws:PrincipalArn {who}}}}}"
                             for what, who in (("opens      ", "c"), ("closes     ", "b"))] + [SETS]:
        failed.append(f"one of several for whom it holds: {said}")
    trusted = PROGRAM.format(statements=READ).split("\nemit")[0] + "\n"
    new = TMP / "new.bastide"
    old.write_text(trusted, encoding="utf-8")
    new.write_text(trusted + 'trust aws_sns_topic because "nobody is let in by it"\n', encoding="utf-8")
    said = subprocess.run([BASTIDE, "diff", old, new], capture_output=True, text=True).stdout
    if said != "opens       aws_sns_topic is trusted\n":
        failed.append(f"a type that is trusted: {said}")
    print("\n".join(failed))
    sys.exit(bool(failed))


main()
