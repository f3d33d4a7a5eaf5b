#!/usr/bin/env python3
"""Reading and laying out a text takes time that grows with its length alone, whatever stands in it: for each shape, four
times the text takes at most 8 times the processor's time. Memory that fits no cache costs something; a square costs 16."""
import os
import subprocess
import sys

BASTIDE = os.environ["BASTIDE"]
BYTES = 150_000


def times(piece):
    """As often as it makes a text of the wanted length."""
    return lambda size, before="", after="": before + piece * (size // len(piece)) + after


def inside(before, piece, after):
    return lambda size: times(piece)(size, before, after)


SHAPES = {
    "blocks on one line": times("x { a 1 }; "),
    "blocks of a block on one line": inside("x { ", "y { }; ", "}\n"),
    "blocks deep inside others": inside("x { " * 90, "a { b 1 }; ", "} " * 90),
    "blocks of a list": inside('emit t "p" {\n  x [', "{ a 1 }, ", "{ a 1 }]\n}\n"),
    "lists of lists": inside('emit t "p" {\n  x [', "[1, [2, 3]], ", "1]\n}\n"),
    "comments behind lines": inside("x {\n", "  a 1  # c\n", "}\n"),
    "comments of their own": times("# c\n"),
    "doc comments": inside("x {\n", "## c\na 1\n", "}\n"),
    "comments in a list": inside("x [\n", "a, # c\n", "b]\n"),
    "values": inside("x a", ", b", "\n"),
    "declarations": times("site a 10.0.0.0/16\n"),
    "statements with blocks": inside("x {\n", "a { b 1 }\n", "}\n"),
    "strings on one line": times('x "a{b}c"; '),
    "a string of many values": inside('x "', "a{b}", '"\n'),
    "a text": inside('x """\n', "   a {b}\n", '   """\n'),
    "texts": inside('emit t "p" {\n', '  a """\n    b\n    """\n', "}\n"),
    "quantifiers": inside('emit t "p"\n', "  each a in b\n", '{ a 1 }\n'),
    "clauses": inside("rule r {\n", "  require a = b and c or not d\n", "}\n"),
    "calls": inside("function f : int = g(", "h(a)[1].b, ", "a)\n"),
    "letters of other scripts": times("größe é ü; "),
    "blanks": inside("x", " ", "1\n"),
    "empty lines": times("\n"),
    # Faults: the reader goes on behind each.
    "brackets that close nothing": times("x ) y\n"),
    "the same on one line": times("x ) y; "),
    "brackets left open": times("x ( y; "),
    "brackets left open in blocks": times("x { y ( } "),
    "blocks left open": times("x {\n"),
    "strings left open": times('x "a\n'),
    "values left open in strings": times('x "a{b\n'),
    "strange characters": times("x & ' $\n"),
    "wrong literals": times("x 10.0.1.0/20\n"),
    "wrong literals on one line": times("x 5q; "),
    "a text left open": inside('x """', "a\n", ""),
    "texts that open again": times('x """a{ '),
}


def seconds(text):
    best = None
    for _ in range(3):
        if best is not None and best > 1:
            break
        process = subprocess.Popen([BASTIDE, "fmt", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.stdin.write(text.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1, 2):
            sys.exit(f"ended with {process.returncode}")
        now = usage.ru_utime + usage.ru_stime
        best = now if best is None else min(best, now)
    return best


failed = False
idle = seconds("x\n")
for name, shape in SHAPES.items():
    one, four = seconds(shape(BYTES)) - idle, seconds(shape(4 * BYTES)) - idle
    # What takes less than this is not measured well, and is fast.
    slow = four > 0.03 and four > 8 * one
    failed = failed or slow
    print(f"{'SLOW ' if slow else ''}{name}: {one * 1000:.0f} to {four * 1000:.0f} ms")
sys.exit(1 if failed else 0)
