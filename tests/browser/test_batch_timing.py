"""A long measurement in a real browser: it can be stopped, and it ends when its page is closed."""

import re

RUNNING = re.compile(r"Run \d+ of \d+")
SLOW = "batch_timing?network=cnn"


def start(page):
    page.get_by_role("button", name="Measure all batch sizes").click()
    page.get_by_text(RUNNING).wait_for()


def test_a_sweep_is_stopped_and_what_it_measured_is_kept(visit):
    page = visit(SLOW)
    start(page)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text(re.compile(r"Stopped after \d+ of \d+ runs")).wait_for()
    page.locator(".js-plotly-plot").first.wait_for()
    assert page.get_by_text(RUNNING).count() == 0
    assert page.get_by_role("button", name="Stop").count() == 0


def test_another_visitor_waits_until_the_page_that_measures_is_closed(visit):
    page, other = visit(SLOW), visit("")
    start(page)
    other.goto(other.url.rstrip("/") + "/batch_timing")
    other.get_by_text("Waiting for another measurement to finish").wait_for()
    page.close()
    other.get_by_text(re.compile(r"\d correct$")).wait_for()


def test_engines_side_by_side(visit):
    page = visit("batch_timing?batch=4000")
    page.get_by_role("button", name="Compare the engines").click()
    table = page.locator(".comparison")
    table.get_by_role("rowheader", name="accelerated NumPy").wait_for()
    assert table.get_by_role("row").count() >= 4
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
