"""The browser benchmark without a browser: when a goal is met, the table, the strokes, and what happens to failures."""

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

from benchmarks.browser import __main__ as command
from benchmarks.browser import crowds, strokes, visitor
from benchmarks.browser.rows import Row, as_dicts, as_markdown

SLOW = Row("a click", 150, "ms", [100, 160, 400])
OFTEN = Row("bars", 15, "a second", [14.0, 16.0, 18.0], more=True)


def test_a_goal_is_met_by_the_median_not_by_the_best():
    assert (SLOW.measured, SLOW.met) == (160, False)
    assert Row("a click", 160, "ms", SLOW.values).met
    assert (OFTEN.measured, OFTEN.met) == (16, True)
    assert not Row("bars", 17, "a second", OFTEN.values, more=True).met


@pytest.mark.parametrize("row", [SLOW, OFTEN])
def test_the_share_is_above_one_where_the_goal_is_missed(row):
    assert (row.share(row.measured) <= 1) == row.met
    assert row.share(row.goal) == 1


def test_the_95th_percentile_ignores_the_slowest():
    row = Row("a crowd", 1000, "ms", [*range(100), 5000], "95th percentile")
    assert row.measured == 95


def test_the_table_has_the_measurement_and_whether_the_goal_is_met():
    lines = as_markdown([SLOW, OFTEN]).splitlines()
    assert lines[2] == "| a click | 150 ms | **160 ms**, median of 3 | 100 to 400 | no |"
    assert lines[3] == "| bars | 15 a second or more | **16 a second**, median of 3 | 14 to 18 | yes |"
    assert [row["met"] for row in as_dicts([SLOW, OFTEN])] == [False, True]


@pytest.mark.parametrize("digit", strokes.CORNERS)
def test_a_stroke_starts_and_ends_where_its_digit_does_and_stays_on_the_canvas(digit):
    points = strokes.digit(digit)
    assert points[0] == pytest.approx(strokes.CORNERS[digit][0])
    assert points[-1] == pytest.approx(strokes.CORNERS[digit][-1])
    assert all(0 < place < 280 for point in points + strokes.spiral() for place in point)


class FakePage:
    """A browser's page in which each stroke is painted as `paints` says, in turn."""

    def __init__(self, *paints):
        self.paints, self.events, self.mouse = list(paints), [], self

    def locator(self, *_, **__):
        return self

    get_by_role = locator

    async def bounding_box(self):
        return {"x": 10, "y": 20}

    async def dispatch_event(self, event):
        self.events.append("clear")

    async def wait_for(self):
        pass

    async def move(self, x, y):
        self.events.append((x - 10, y - 20))

    async def down(self):
        self.events.append("down")

    async def up(self):
        self.events.append("up")

    async def evaluate(self, script):
        return {"paints": self.paints.pop(0)} if script == "stopwatch.read()" else None


@pytest.fixture
def no_pauses(monkeypatch):
    """All strokes at once, at no pace."""
    monkeypatch.setattr(visitor, "PACE", 0)
    monkeypatch.setattr(visitor.Visitor, "is_late", property(lambda _: False))
    monkeypatch.setattr(crowds, "STROKE_EVERY", 0)


def test_the_pen_is_lifted_right_after_its_last_move(no_pauses):
    page, points = FakePage([5.0]), [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]
    paints = asyncio.run(visitor.Visitor(page, "").stroke(points, "pointerup"))
    assert paints == [5.0]
    assert page.events == [points[0], "down", *points[1:], "up"]


def test_a_stroke_that_was_lost_is_drawn_anew(no_pauses):
    page = FakePage([], [], [30.0, 40.0])
    one = visitor.Visitor(page, "")
    assert asyncio.run(visitor.measured(one.clear_and_draw, 7)) == [30.0, 40.0]
    assert page.events.count("clear") == page.events.count("up") == 3


def test_a_stroke_that_took_too_long_is_drawn_anew(no_pauses, monkeypatch):
    late = iter([True, False])
    monkeypatch.setattr(visitor.Visitor, "is_late", property(lambda _: next(late)))
    one = visitor.Visitor(FakePage([30.0], [40.0]), "")
    assert asyncio.run(visitor.measured(one.clear_and_draw, 7)) == [40.0]


def test_strokes_that_are_always_lost_are_reported(no_pauses):
    one = visitor.Visitor(FakePage(*[[]] * visitor.TRIES), "")
    with pytest.raises(RuntimeError, match=f"found none in {visitor.TRIES}"):
        asyncio.run(visitor.measured(one.clear_and_draw, 7))


class FakeEcho:
    def __init__(self, beside):
        self.beside = beside

    async def draw(self, begin, turn, end):
        return 100


def test_a_stroke_that_one_session_lost_is_drawn_anew_by_all(no_pauses):
    one, echoes = visitor.Visitor(FakePage([], [20.0, 30.0]), ""), [FakeEcho("<h3>This is a 7.</h3>")] * 2
    assert asyncio.run(visitor.measured(crowds.draw_together, one, echoes, 7, [])) == [30.0, 100, 100]
    with pytest.raises(RuntimeError, match="Expected the answer to be 3, found: <h3>This is a 7"):
        asyncio.run(crowds.draw_together(visitor.Visitor(FakePage([20.0]), ""), echoes, 3, []))


async def good(browser, repeats):
    return [SLOW]


async def bad(browser, repeats):
    raise TimeoutError("no answer")


async def stopped(browser, repeats):
    raise KeyboardInterrupt


@pytest.fixture
def run(tmp_path, monkeypatch):
    """run(**measures) -> what the command wrote as JSON, and the message that it ended with."""

    @asynccontextmanager
    async def browser():
        yield SimpleNamespace(version="1.2.3")

    def run(**measures):
        figures = tmp_path / "figures.json"
        monkeypatch.setattr(command, "MEASURES", measures)
        monkeypatch.setattr(command, "browser", browser)
        monkeypatch.setattr(command.signal, "signal", lambda *_: None)
        monkeypatch.setattr(sys, "argv", ["browser", "--json", str(figures)])
        message = None
        try:
            command.main()
        except (SystemExit, KeyboardInterrupt) as end:
            message = end.code if isinstance(end, SystemExit) else "interrupted"
        return json.loads(figures.read_text()), message

    return run


def test_after_a_failed_measurement_the_others_go_on(run, capsys):
    figures, message = run(bad=bad, good=good, worse=bad, also_good=good)
    assert [row["what"] for row in figures["results"]] == ["a click", "a click"]
    assert figures["versions"]["chromium"] == "1.2.3"
    assert message == "Failed: bad, worse"
    out, err = capsys.readouterr()
    assert "bad failed. TimeoutError: no answer" in err
    assert out.count("| a click |") == 2


def test_without_a_failure_the_command_succeeds(run):
    assert run(good=good)[1] is None


def test_what_was_measured_before_a_stop_is_kept(run, capsys):
    figures, message = run(good=good, stopped=stopped)
    assert (len(figures["results"]), message) == (1, "interrupted")
    assert "| a click |" in capsys.readouterr().out


def test_work_beside_the_drawing_that_ends_early_fails_the_measurement(monkeypatch):
    monkeypatch.setattr(crowds, "JOBS", ())

    async def measure():
        async with crowds.heavy_work(None, 1):
            await asyncio.sleep(0)  # until the next turn of the loop

    with pytest.raises(RuntimeError, match="Expected jobs until the end"):
        asyncio.run(measure())


def test_the_highest_ratio_decides():
    row = Row("beside jobs", 1.5, "times", [1.1, 1.6, 1.2], "maximum")
    assert (row.measured, row.met) == (1.6, False)
