#!/usr/bin/env python3
"""Sessions of real editors with the language server: Neovim with what editors/ has for it, and the client of VS Code.

usage: editors.py --bastide COMMAND --work DIR
BASTIDE_NEOVIMS names the Neovims, parted by colons; BASTIDE_NODE_MODULES the folder that has vscode-languageserver-protocol.
"""
import argparse
import os
import pathlib
import shutil
import sys

from_here = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(from_here.parent.parent / "tools"))
from judging import Judge

ROOT = from_here.parents[2]
PLATFORM = """estate acme { example; zones a, b, c; state s3 acme-state }

environment production : live {
  account 111111111111; region us-east-1; cidr 10.20.0.0/16
  tier public { subnets /24 from 1;  route internet }
  tier app    { subnets /24 from 11; route nat }
  tier data   { subnets /24 from 21; route none }
}
"""
# The name is wrong behind a character that UTF-8, UTF-16 and code points count differently.
SHOP = """service shop { in production; runs ecs; tier app; listens 8080; public "shop.acme.example" : https
  sets A = "😀 é"; calls ordrs
}
store orders { in production; engine aurora-mysql "8.0"; tier data }
"""


def program(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / ".git").mkdir(parents=True)
    (folder / "platform.bastide").write_text(PLATFORM)
    (folder / "shop.bastide").write_text(SHOP)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bastide", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    options = parser.parse_args()
    bastide, work = options.bastide.resolve(), options.work.resolve()
    judge = Judge(work)
    judge.env["PATH"] = f"{bastide.parent}{os.pathsep}{judge.env['PATH']}"
    judge.env["LSP_MODULES"] = str(pathlib.Path(os.environ.get("BASTIDE_NODE_MODULES", "node_modules")).resolve())
    for number, neovim in enumerate(os.environ.get("BASTIDE_NEOVIMS", "nvim").split(":")):
        folder, judged = program(work / f"neovim{number}"), work / f"neovim{number}.txt"
        judged.unlink(missing_ok=True)
        judge.env.update({"JUDGED": str(judged), "XDG_STATE_HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)})
        status, output = judge.run([neovim, "--headless", "--clean", "-n", "--cmd", f"set runtimepath^={ROOT / 'editors/neovim'}",
                                    "shop.bastide", "-c", f"luafile {from_here.parent / 'neovim.lua'}"], folder, limit=60)
        said = judged.read_text() if judged.exists() else f"status {status}\n{output}"
        judge.verdict(f"{neovim}: a session", said == "PASS\n", said + output)
    status, output = judge.run(["node", from_here.parent / "client.cjs", bastide, program(work / "node")], work, limit=60)
    judge.verdict("vscode-languageserver-protocol: a session", status == 0 and output.rstrip().endswith("PASS"), output)
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
