"""Batch timing in a real browser: the slider, the engines, and a long measurement that ends when nobody waits."""

import re

from tests.browser.hand import settled

RUNNING = re.compile(r"Run \d+ of \d+")


def test_the_slider_changes_the_figures_but_not_the_accuracy_and_the_engines_stand_side_by_side(visit):
    page = visit("batch_timing?batch=1")
    metric = page.locator('[data-testid="stMetric"]')
    seconds = metric.filter(has_text="All 4,000 images").locator('[data-testid="stMetricValue"]')
    accuracy = metric.filter(has_text="Accuracy").locator('[data-testid="stMetricValue"]')
    before, accurate = seconds.inner_text(), accuracy.inner_text()
    page.get_by_role("slider").press("End")
    page.wait_for_url(re.compile("batch=4000"))
    seconds.filter(has_not_text=re.compile(rf"…|^{re.escape(before)}$")).wait_for()
    settled(page)
    assert accuracy.inner_text() == accurate
    page.get_by_role("button", name="Compare the engines").click()
    table = page.locator(".comparison")
    table.get_by_role("rowheader", name="accelerated NumPy").wait_for()
    assert table.get_by_role("row").count() >= 4
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def start(page):
    page.get_by_role("button", name="Measure all batch sizes").click()
    page.get_by_text(RUNNING).wait_for()


def test_a_stopped_sweep_keeps_what_it_measured_and_others_wait_until_its_page_is_closed(visit):
    page, other = visit("batch_timing?network=cnn"), visit()
    start(page)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text(re.compile(r"Stopped after \d+ of \d+ runs")).wait_for()
    page.locator(".js-plotly-plot").first.wait_for()
    assert page.get_by_text(RUNNING).count() == 0
    assert page.get_by_role("button", name="Stop").count() == 0
    settled(page)
    start(page)
    other.get_by_test_id("stSidebar").get_by_role("link", name="Batch timing").click()
    other.get_by_text("Waiting for other work to finish").wait_for()
    page.close()
    other.get_by_text(re.compile(r"\d correct$")).wait_for()
