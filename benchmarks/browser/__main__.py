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
    about, results, failed = described("streamlit", "playwright"), [], []
    try:
        run(args, about, results, failed)
    finally:
        show(about, results)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


def run(args, about, results, failed):
    """Take the measurements one after the other. Results are saved after each, so that no later one can lose them."""
    for name in args.only:
        print(f"{name} …", file=sys.stderr)
        try:
            about["versions"]["chromium"], found = asyncio.run(measure(name, args.repeats))
        except Exception as error:  # whatever it is, the other measurements may work
            print(f"{name} failed. {type(error).__name__}: {error}", file=sys.stderr)
            failed.append(name)
        else:
            results += found
            save(args, about, results)


async def measure(name, repeats):
    """The version of the browser, and the rows of one measurement."""
    async with browser() as chromium:
        return chromium.version, await MEASURES[name](chromium, max(1, repeats // 4) if name == "starting" else repeats)


def save(args, about, results):
    if args.json:
        write_json(args.json, about, results=rows.as_dicts(results))
    if args.picture:
        draw(results, args.picture)


def show(about, results):
    machine = about["machine"]
    print(f"{machine['processor']}, {machine['logical_cores']} logical cores, {machine['system']}", end="; ")
    print(*(f"{name} {version}" for name, version in about["versions"].items()), sep=", ", end="\n\n")
    print(rows.as_markdown(results))


if __name__ == "__main__":
    main()
