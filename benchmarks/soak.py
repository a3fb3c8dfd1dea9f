"""Whether a server lasts: an hour of visitors who draw and turn pages: python -m benchmarks.soak

Each visitor draws three digits, looks at another page and comes back, as long as it goes on. Every answer must come
and be right, the server must report no error, and its memory is noted once a minute.
"""

import argparse
import asyncio
import itertools
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg

from .browser import server, strokes
from .browser.echo import Echo, check_answer
from .crowd import EVERY, record
from .machine import described, write_json

PAGES = "", "dataset_explorer", "layer_activations", "why_this_class", "book_programs", "experiments"
WARM = 10  # minutes until all that is kept has been loaded and computed


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=20, metavar="N")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    recorded = asyncio.run(record())
    with server.running() as app:
        times, memory = asyncio.run(soak(app, recorded, args.visitors, args.minutes))
        result = summary(times, memory)
        print(*(f"{what}: {value}" for what, value in result.items()), sep="\n")
    if args.json:
        write_json(args.json, described("streamlit"), visitors=args.visitors, **result, megabytes=memory)


async def soak(app, recorded, visitors, minutes):
    """Let visitors draw and turn pages. Returns the ms from each pen up to its answer, and the MB after each minute.

    Raises RuntimeError for a wrong answer, TimeoutError for one that does not come.
    """
    begin, memory = asyncio.get_running_loop().time(), []
    end = begin + 60 * minutes
    all_visits = [visit(app.address, recorded, begin + EVERY * n / visitors, end, n) for n in range(visitors)]
    *times, _ = await asyncio.gather(*all_visits, watch(app, minutes, memory))
    return sum(times, []), memory


async def watch(app, minutes, memory):
    for minute in range(minutes):
        await asyncio.sleep(60)
        memory.append(round(app.megabytes(), 1))
        print(f"minute {minute + 1}: {memory[-1]} MB", flush=True)


async def visit(address, recorded, begin, end, number):
    """One visitor. Returns the ms from each pen up to its answer. number: which page comes first."""
    first, *turns = recorded
    pages, times = itertools.islice(itertools.cycle(PAGES), number, None), []
    echo = await Echo.arrive(address, first)
    while begin < end:
        for digit, turn in zip(strokes.CORNERS, turns, strict=True):
            times.append(await echo.draw(begin, turn, begin + EVERY))
            check_answer(echo.beside, digit)
            begin = max(begin + EVERY, echo.clock.time())
        await echo.turn_to(page_message(next(pages)))
        await asyncio.sleep(EVERY)
        await echo.come(first)
        begin = echo.clock.time()
    await echo.leave()
    return times


def page_message(page):
    """What a browser sends when it turns to a page."""
    message = BackMsg()
    message.rerun_script.page_name = page
    return message.SerializeToString()


def summary(times, memory):
    """What is recorded: numbers of answers, how long they took, and the memory from the eleventh minute on."""
    p50, p95, p99 = np.percentile(times, [50, 95, 99]).round().astype(int).tolist()
    warm = min(WARM, len(memory))
    after = memory[warm - 1 :]
    return {
        "answers": len(times),
        "median, ms": p50,
        "95th percentile, ms": p95,
        "99th percentile, ms": p99,
        f"MB after {warm} minutes": after[0],
        "lowest and highest since, MB": [min(after), max(after)],
    }


if __name__ == "__main__":
    main()
