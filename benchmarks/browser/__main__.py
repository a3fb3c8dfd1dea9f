"""Measure how long visitors wait: python -m benchmarks.browser [--json FILE] [--picture FILE]"""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from ..machine import described, write_json
from . import rows
from .measures import MEASURES
from .picture import draw
from .visitor import browser


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--repeats", type=int, default=20, help="of each measurement, a quarter for `starting` (default: 20)"
    )
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="WHAT")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="an SVG; needs matplotlib")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # an exception, so that the server is stopped too
    chromium, results = asyncio.run(measure(args.only, args.repeats))
    about = described("streamlit", "playwright")
    about["versions"]["chromium"] = chromium
    machine = about["machine"]
    print(f"{machine['processor']}, {machine['logical_cores']} logical cores, {machine['system']}", end="; ")
    print(*(f"{name} {version}" for name, version in about["versions"].items()), sep=", ", end="\n\n")
    print(rows.as_markdown(results))
    if args.json:
        write_json(args.json, about, results=rows.as_dicts(results))
    if args.picture:
        draw(results, args.picture)


async def measure(names, repeats):
    """The version of the browser, and the rows of the table."""
    results = []
    async with browser() as chromium:
        for name in names:
            print(f"{name} …", file=sys.stderr)
            results += await MEASURES[name](chromium, max(1, repeats // 4) if name == "starting" else repeats)
        return chromium.version, results


if __name__ == "__main__":
    main()
