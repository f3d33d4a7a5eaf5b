"""What all judges of tests/judge/ share: running a tool, where a missing one is a failure, and counting."""
import argparse
import os
import pathlib
import subprocess


class Judge:
    """Runs foreign tools and counts their verdicts."""

    def __init__(self, work):
        self.work = work
        self.passed, self.failed = 0, 0
        self.env = {**os.environ, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1"}
        tools = os.environ.get("BASTIDE_JUDGES", "")
        self.env["PATH"] = os.pathsep.join(filter(None, [tools, os.environ.get("PATH", "")]))
        if "BASTIDE_TERRAFORM_RC" in os.environ:
            self.env["TF_CLI_CONFIG_FILE"] = os.environ["BASTIDE_TERRAFORM_RC"]

    def verdict(self, what, good, output=""):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}\n  " + output.strip()[-3000:].replace("\n", "\n  "), flush=True)
        return good

    def run(self, command, cwd, limit=600):
        """(exit status, output); a missing program is an exit status of 127."""
        try:
            done = subprocess.run([str(part) for part in command], cwd=cwd, env=self.env, capture_output=True,
                                  text=True, timeout=limit)
            return done.returncode, done.stdout + done.stderr
        except FileNotFoundError:
            return 127, f"{command[0]} is missing"
        except subprocess.TimeoutExpired:
            return 124, f"{command[0]} ran longer than {limit} s"

    def ask(self, what, command, cwd, good=(0,)):
        status, output = self.run(command, cwd)
        return self.verdict(what, status in good, f"{' '.join(map(str, command))} ended with {status}\n{output}")

    def close(self):
        """Prints the counts; the exit status."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0

    def needs(self, variable):
        """The value of an environment variable that names a tool; not set is a failure."""
        value = os.environ.get(variable)
        if not value:
            self.verdict(variable, False, "not set: the tool is missing")
            return None
        return value if self.verdict(variable, pathlib.Path(value).exists(), f"{value} is not there") else None


def arguments(doc):
    """--out and --work of a judge, both made absolute; the folder --work is made."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    return options.out.resolve(), options.work.resolve()
