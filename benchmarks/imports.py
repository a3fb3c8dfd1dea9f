"""Time `import mnistcore` after `import numpy`: python -m benchmarks.imports

Each measurement runs in a fresh process.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

from .machine import described, write_json
from .tables import markdown, spread

GOAL = 0.15  # seconds
PROGRAM = """
from time import perf_counter
start = perf_counter()
import numpy
middle = perf_counter()
import mnistcore
print(middle - start, perf_counter() - middle)
"""


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=25)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    results = measure(args.repeats)
    print(as_markdown(results))
    median = statistics.median(results["mnistcore"])
    print(f"\nGoal: at most {GOAL} s, {'met' if median <= GOAL else 'not met'}.")
    if args.json:
        write_json(args.json, described(), results=results, goal=GOAL)


def measure(repeats):
    """Seconds of both imports in each of `repeats` processes. A first process, which may compile, is not counted."""
    numpy, mnistcore = zip(*[seconds() for _ in range(repeats + 1)][1:], strict=True)
    return {"numpy": numpy, "mnistcore": mnistcore}


def seconds():
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return tuple(map(float, result.stdout.split()))


def as_markdown(results):
    heads = ["Import", "Milliseconds, median (fastest to slowest)"]
    names = {"numpy": "numpy", "mnistcore": "mnistcore, after numpy"}
    return markdown(heads, [[names[name], spread(1000 * s for s in times)] for name, times in results.items()])


if __name__ == "__main__":
    main()
