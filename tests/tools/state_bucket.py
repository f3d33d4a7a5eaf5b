"""An `aws` that answers for the bucket where states lie, in the words of the CLI."""

# As `s3api get-object --bucket acme-state --key KEY FILE` answers: a file of `states`, or that there is none; where there is `refusal`, that.
ANSWERS = """#!/bin/sh
[ "$1 $2 $3 $4 $5" = "s3api get-object --bucket acme-state --key" ] || { echo "usage: $*" >&2; exit 252; }
cd "%s" || exit 1
if [ -e refusal ]; then cat refusal >&2; exit 255; fi
if [ -e "states/$6" ]; then exec cp "states/$6" "$7"; fi
echo "
An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist." >&2
exit 254
"""
# Answers after which nobody knows what the bucket holds.
REFUSALS = {
    "denied": "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied",
    "no bucket": "An error occurred (NoSuchBucket) when calling the GetObject operation: The specified bucket does not exist",
    "no network": 'Could not connect to the endpoint URL: "https://acme-state.s3.eu-west-1.amazonaws.com/NoSuchKey"',
}


def write_aws(tools, work):
    """Makes `aws` in the folder `tools`; states lie below `work`, and so does a refusal."""
    (tools / "aws").write_text(ANSWERS % work)
    (tools / "aws").chmod(0o755)


def refused(work, refusal, ask):
    """What ask() says while each answer is that refusal."""
    (work / "refusal").write_text(f"\n{refusal}\n")
    try:
        return ask()
    finally:
        (work / "refusal").unlink()
