"""Each page as it opens: nothing jumps, everything fits, each picture is one stop of the Tab key, axe finds nothing."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser.conftest import Visits
from tests.browser.hand import PHONE, STROKES, WIDE, draw, settled

VIEWS = [  # the address, and the screen on which it is opened
    ("", PHONE),
    ("draw_and_predict", PHONE),
    ("dataset_explorer?digit=5", WIDE),
    ("layer_activations", PHONE),
    ("layer_activations?network=cnn", WIDE),
    ("why_this_class", PHONE),
    ("book_programs?program=three_layers&step=4&open=1", PHONE),
    ("experiments", PHONE),
    ("experiments?experiment=activation&network=mlp-plain", WIDE),
    ("batch_timing", PHONE),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def axe():
    """The source of axe-core, which looks for obstacles to people with disabilities in a page."""
    package = pytest.importorskip("axe_playwright_python")
    return Path(package.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view[0] or 'overview'}-{view[1]['width']}")
def view(browser, server, request):
    """path; page, for all tests of this path and screen; jumps: how much moved while it was opened."""
    path, size = request.param
    with Visits(browser, server) as visit:
        page = opened_and_watched(visit, path, size)
        yield SimpleNamespace(path=path, page=page, jumps=page.evaluate("jumps"))


def opened_and_watched(visit, path, size):
    """A page that has noted in `jumps` how much moved while it was opened.

    That counts from the title on: before it, Streamlit makes room for its sidebar on an empty page. The server's
    messages after the style sheet are held back until that is in use. On a busy computer, they could overtake it, and
    the test would depend on chance.
    """
    page = visit.blank(**size)
    page.add_init_script(JUMPS)
    release = hold_what_follows_the_style_sheet(page)
    page.goto(f"{visit.server}/{path}")
    page.wait_for_function("getComputedStyle(document.documentElement).getPropertyValue('--muted')")
    release()
    settled(page)
    page.wait_for_function("document.fonts.status === 'loaded'")
    return page


JUMPS = """
    window.jumps = []
    let shown = Infinity
    new MutationObserver((_, observer) => {
        if (!document.querySelector("h1")) return
        observer.disconnect()
        requestAnimationFrame(() => requestAnimationFrame((time) => (shown = time)))
    }).observe(document, { childList: true, subtree: true })
    const seen = (entry) => entry.startTime >= shown
    new PerformanceObserver((list) => jumps.push(...list.getEntries().filter(seen).map(({ value }) => value)))
        .observe({ type: "layout-shift" })
"""


def hold_what_follows_the_style_sheet(page):
    """Hold back the server's messages after the one with the style sheet. Returns a function that releases them."""
    held, holds, sockets = [], [], []

    def connect(socket):
        sockets.append(socket)
        socket.connect_to_server().on_message(lambda message: (held.append if holds else forward)(message))

    def forward(message):
        sockets[-1].send(message)
        if b"<style>" in message:
            holds.append(True)

    def release():
        holds.clear()
        for message in held:
            sockets[-1].send(message)

    page.route_web_socket(re.compile("_stcore/stream"), connect)
    return release


def test_nothing_jumps_when_it_is_opened(view):
    assert sum(view.jumps) < 0.1, view.jumps


def test_nothing_jumps_when_a_canvas_is_opened_on_a_wide_screen(visit):
    jumps = opened_and_watched(visit, "draw_and_predict", WIDE).evaluate("jumps")
    assert sum(jumps) < 0.1, jumps


def test_it_has_no_errors_and_fits_the_screen(view):
    """On a phone, and on the wide screen that its window becomes."""
    assert view.page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
    main = "document.querySelector('[data-testid=stMain]')"
    for size in (PHONE, WIDE):
        view.page.set_viewport_size(size)
        view.page.wait_for_function(f"() => {main}.scrollWidth - {main}.clientWidth <= 1")  # in the end


def test_each_picture_is_one_stop_of_the_tab_key(view):
    pictures = view.page.locator(".pictures .picture").all()
    names = [picture.get_attribute("aria-label") for picture in pictures]
    assert bool(names) == view.path.startswith(("layer_activations?network=cnn", "dataset_explorer", "experiments"))
    assert all(names) and len(set(names)) == len(names)
    assert {picture.evaluate("p => p.tabIndex") for picture in pictures} <= {0}


def test_axe_finds_nothing(view, axe):
    """In both themes, on a wide screen and on a phone, with the panels of code closed and open: each pair of these."""
    page = view.page
    if view.path == "draw_and_predict":
        draw(page, STROKES[7])
        page.get_by_role("heading", name=re.compile(r"a 7\.$")).wait_for()
        settled(page)
    page.evaluate(axe)
    found = seen_by(page, "light", WIDE) + seen_by(page, "dark", PHONE)
    for panel in page.locator("[data-testid=stExpander] summary").all():
        panel.click()
    page.locator("pre .token").first.wait_for()
    found += seen_by(page, "light", PHONE) + seen_by(page, "dark", WIDE)
    assert not found, "\n".join(sorted(set(found)))


def seen_by(page, scheme, size):
    """What axe-core finds in this theme, which follows the browser's, on a screen of this size."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'")
    background = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    channels = [int(number) for number in re.findall(r"\d+", background)[:3]]
    assert max(channels) < 64 if scheme == "dark" else min(channels) > 192
    return findings(page)


def findings(page):
    """What axe-core finds on the page as it is now: rules, elements, and why."""
    script = "tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })"
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in page.evaluate(script, TAGS)["violations"]
        for node in violation["nodes"]
    ]
