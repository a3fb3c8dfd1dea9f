"""How many visitors one server answers while they draw, and how many two replicas: python -m benchmarks.crowd

Each visitor draws a digit every five seconds, and is answered while drawing. What a browser sends is recorded once and
then sent by all, from a process of its own. Two replicas have half of the visitors each, as a balancer arranges it. One
server and two take turns.
"""

import argparse
import asyncio
import itertools
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from .browser import crowds, server
from .browser.echo import Echo
from .browser.picture import GRAY, MET, MISSED
from .browser.visitor import browser
from .machine import described, write_json
from .tables import markdown

EVERY = 5  # seconds from a visitor's stroke to the next
REPLICAS = 1, 2
MS = 10, 30, 100, 300, 1000, 3000, 10_000  # marked in the picture
TIMES = "Median, ms", "95th percentile, ms", "99th"
HEADS = "Visitors", "Replicas", *TIMES, "Strokes a second", "Answers a second", "Cores of the load"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crowd", description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, nargs="+", default=[20, 80, 160, 320], metavar="N")
    parser.add_argument("--seconds", type=int, default=20, help="of each measurement (default: 20)")
    parser.add_argument("--turns", type=int, default=3, help="of all measurements (default: 3)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="an SVG; needs matplotlib")
    args = parser.parse_args()
    recorded, found = asyncio.run(record()), {}
    for _, visitors, replicas in itertools.product(range(args.turns), args.visitors, REPLICAS):
        found.setdefault((visitors, replicas), []).append(measure(recorded, visitors, replicas, args.seconds))
        print("measured:", *summary(visitors, replicas, found[visitors, replicas][-1:]).items(), flush=True)
    rows = [summary(*key, runs) for key, runs in found.items()]
    print(markdown(HEADS, [[f"{value:,}" for value in row.values()] for row in rows]))
    if args.json:
        write_json(args.json, described("streamlit"), results=rows)
    if args.picture:
        draw(rows, args.picture)


async def record():
    """What a browser sends when it arrives, and in each turn of drawing."""
    async with browser() as chromium:
        with server.running() as app:
            return await crowds.record(chromium, app)


def measure(recorded, visitors, replicas, seconds):
    """One run with new servers: the ms to each answer, answers a second, and the cores that the load used."""
    with ExitStack() as stack, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        apps = [stack.enter_context(server.running()) for _ in range(replicas)]
        load = other.submit(crowd, [app.address for app in apps], recorded, visitors, seconds)
        times, answers, cores = load.result()
    return {"ms": times, "strokes": len(times) / seconds, "answers": answers, "load": cores}


def crowd(addresses, recorded, visitors, seconds):
    """Let visitors draw. Returns the ms from pen up to the answer, answers a second, and cores used for it.

    The first turn of each is a warm-up. Answers to a pen that still moves count in the second value.
    """
    return asyncio.run(_crowd(addresses, recorded, visitors, seconds))


async def _crowd(addresses, recorded, visitors, seconds):
    first, *turns = recorded
    servers = itertools.cycle(addresses)
    echoes = [await Echo.arrive(next(servers), first) for _ in range(visitors)]
    clock = asyncio.get_running_loop()
    used, begin = time.process_time(), clock.time()
    drawn = [
        visit(echo, begin + EVERY * number / visitors, itertools.cycle(turns), begin + EVERY + seconds)
        for number, echo in enumerate(echoes)
    ]
    times = sum(await asyncio.gather(*drawn), [])
    used, took = time.process_time() - used, clock.time() - begin
    for echo in echoes:
        await echo.leave()
    return times, sum(echo.answers for echo in echoes) / took, used / took


async def visit(echo, begin, turns, end):
    """One visitor, who draws every five seconds, or later if the last answer took longer. Returns ms to answers.

    The first one is a warm-up, and left out.
    """
    times = []
    while begin < end:
        times.append(await echo.draw(begin, next(turns), begin + EVERY))
        begin = max(begin + EVERY, echo.clock.time())
    return times[1:]


def summary(visitors, replicas, runs):
    """A row of the table: of all answers of all runs."""
    times = np.concatenate([run["ms"] for run in runs])
    p50, p95, p99 = np.percentile(times, [50, 95, 99]).round().astype(int).tolist()
    mean = {name: round(float(np.mean([run[name] for run in runs])), 1) for name in ("strokes", "answers", "load")}
    return dict(zip(HEADS, (visitors, replicas, p50, p95, p99, *mean.values()), strict=True))


def draw(rows, path):
    """An SVG: the 95th percentile for each number of visitors."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "", "font.family": "sans-serif", "text.color": GRAY}):
        figure = Figure(figsize=(7, 3.5), layout="constrained")
        axes = figure.add_subplot()
        for replicas, colour in zip(REPLICAS, (MISSED, MET), strict=True):
            chosen = [row for row in rows if row["Replicas"] == replicas]
            points = [[row[name] for row in chosen] for name in ("Visitors", "95th percentile, ms")]
            axes.plot(*points, "o-", color=colour)
            axes.annotate(
                f"{replicas} server{'s' if replicas > 1 else ''}",
                [p[-1] for p in points],
                (8, 0),
                textcoords="offset points",
                color=colour,
            )
        axes.set_yscale("log")
        axes.set_xticks(sorted({row["Visitors"] for row in rows}))
        axes.set_yticks(MS, [f"{ms:,}" for ms in MS])
        axes.set_xlabel("visitors who draw a digit every 5 s", color=GRAY)
        axes.set_ylabel("pen up to answer, ms, 95th percentile", color=GRAY)
        axes.tick_params(colors=GRAY, which="both", length=0)
        axes.grid(axis="y", color=GRAY, alpha=0.2, linewidth=0.8)
        axes.spines[:].set_visible(False)
        figure.savefig(path, transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    main()
