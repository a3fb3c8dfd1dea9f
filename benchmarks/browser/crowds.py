"""What many visitors at once wait for: ten who draw, and five who draw while two others ask for heavy work."""

import asyncio
import itertools
from contextlib import asynccontextmanager

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from . import server, strokes
from .echo import Echo, Recorder, check_answer
from .rows import Row
from .visitor import Visitor, measured

SESSIONS = 10
STROKE_EVERY = 2  # seconds
DRAWING = 5  # sessions
WORKING = 2  # sessions that wait for jobs
JOBS = "cnn", "cnn-plain", "cnn-article"  # what they ask for in turn: this network on all training images, 8 s of work
RUNS, ROUNDS = 3, 4  # rounds of each run without jobs, and as many with them, in turns


async def crowd(browser, repeats):
    """Ten sessions that all end a stroke at once, every two seconds: one in the browser, nine that echo what it sent.

    Fails unless the prediction is the digit drawn. If an answer takes longer than two seconds, the next stroke waits
    for it. A stroke that the browser did not draw in time is drawn anew by all.
    """
    with server.running() as app:
        first, *turns = await record(browser, app)
        visitor = await Visitor.arrive(browser, app, "draw_and_predict")
        echoes = [await Echo.arrive(app.address, first) for _ in range(SESSIONS - 1)]
        digits_and_turns = itertools.cycle(zip(strokes.CORNERS, turns, strict=True))
        times = [
            await measured(draw_together, visitor, echoes, digit, turn)
            for digit, turn in itertools.islice(digits_and_turns, repeats)
        ]
        for one in (visitor, *echoes):
            await one.leave()
    what = f"{SESSIONS} sessions at once: pen up to"
    painted, *answered = zip(*times, strict=True)
    return [
        Row(f"{what} painted bars, of one in a browser", 1000, "ms", list(painted), "95th percentile"),
        Row(f"{what} the server's answer, of the others", 1000, "ms", sum(map(list, answered), []), "95th percentile"),
    ]


async def record(browser, app):
    """What a browser sends: its first message, then for each digit the messages while it is drawn."""
    visitor = await Visitor.arrive(browser, app)
    recorder, turns = Recorder(visitor.page), []
    await visitor.go("draw_and_predict")
    for digit in strokes.CORNERS:
        turns.append(await measured(record_turn, visitor, recorder, digit))
    await visitor.leave()
    return recorder.sent[0][1], *turns


async def record_turn(visitor, recorder, digit):
    begin = recorder.clock.time()
    return recorder.since(begin) if await visitor.clear_and_draw(digit) else []


async def draw_together(visitor, echoes, digit, turn):
    """Draw a digit in all sessions, in STROKE_EVERY seconds or more. Returns the ms from pen up to each answer."""
    begin = asyncio.get_running_loop().time()
    paints, *answered, _ = await asyncio.gather(
        visitor.clear_and_draw(digit),
        *(echo.draw(begin, turn, begin + STROKE_EVERY) for echo in echoes),
        asyncio.sleep(STROKE_EVERY),
    )
    await visitor.page.get_by_role("heading", name=f"{digit}.").wait_for()
    for echo in echoes:
        check_answer(echo.beside, digit)
    return [paints[-1], *answered] if paints else []


async def jobs(browser, repeats):
    """Five sessions that all end a stroke at once, while two others wait for a job, and while they do not.

    The value of each run is the ratio of the two 95th percentiles, from pen up to the server's answer. Needs MNIST: the
    sample is too small for a job that lasts.
    """
    with server.running() as app:
        first, *turns = await record(browser, app)
    repeated = max(1, repeats // (3 * len(turns)))  # of all digits, in a round: 24 strokes a run with jobs, 24 without
    ratios = []
    for _ in range(RUNS):
        times = {False: [], True: []}
        for busy in (False, True) * ROUNDS:
            with server.running() as app:  # a new one, which knows no results yet
                echoes = [await Echo.arrive(app.address, first) for _ in range(DRAWING)]
                async with heavy_work(app, WORKING if busy else 0):
                    await draw_turns(echoes, turns)  # a warm-up
                    for _ in range(repeated):
                        times[busy] += await draw_turns(echoes, turns)
                for echo in echoes:
                    await echo.leave()
        ratios.append(np.percentile(times[True], 95) / np.percentile(times[False], 95))
    what = f"{DRAWING} sessions at once beside {WORKING} jobs: pen up to the server's answer, compared with no jobs"
    return [Row(what, 1.5, "times", ratios, "maximum")]


async def draw_turns(echoes, turns):
    """Draw each digit once in all sessions. Returns the ms from pen up to each answer."""
    times = []
    for turn in turns:
        begin = asyncio.get_running_loop().time()
        *answered, _ = await asyncio.gather(
            *(echo.draw(begin, turn, begin + STROKE_EVERY) for echo in echoes), asyncio.sleep(STROKE_EVERY)
        )
        times += answered
    return times


@asynccontextmanager
async def heavy_work(app, sessions):
    """Within the with block, so many sessions wait for jobs. Raises RuntimeError if one has nothing to wait for."""
    networks = iter(JOBS)
    tasks = [asyncio.create_task(ask_for_work(app, networks)) for _ in range(sessions)]
    try:
        yield
        if ended := [task for task in tasks if task.done()]:
            raise RuntimeError(f"Expected jobs until the end, found: {ended}")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def ask_for_work(app, networks):
    """Ask the explorer for the training images that a network misreads, wait for them, and name the next network."""
    for network in networks:
        arrive = BackMsg()
        arrive.rerun_script.page_name = "dataset_explorer"
        arrive.rerun_script.query_string = f"data=mnist&split=train&reading=wrong&network={network}"
        address = f"{app.address.replace('http', 'ws', 1)}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:
            await socket.send(arrive.SerializeToString())
            async for frame in socket:
                if len(frame) < 1000 and ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                    break
