"""The stopwatch of benchmarks/browser, in a page of its own."""

import pytest

from benchmarks.browser.visitor import STOPWATCH

LOOK, DONE = "() => document.body.textContent", "() => window.done"


@pytest.fixture
def page(browser):
    """A page whose text changes when the pen goes down, and when it goes up if `changes` is set."""
    page = browser.new_page()
    page.set_content("<body>0</body>")
    page.evaluate(f"{STOPWATCH}; window.done = true")
    page.evaluate("onpointerdown = () => document.body.append(1)")
    page.evaluate("onpointerup = () => window.changes && document.body.append(2)")
    yield page
    page.close()


@pytest.mark.parametrize("changes", [False, True])
def test_paints_are_counted_from_the_event_even_if_there_are_none(page, changes):
    page.mouse.down()
    page.evaluate(
        f"window.changes = {str(changes).lower()}; window.stopwatch = new Stopwatch({LOOK}, 'pointerup', {DONE})"
    )
    page.mouse.up()
    assert len(page.evaluate("stopwatch.read()")["paints"]) == changes
