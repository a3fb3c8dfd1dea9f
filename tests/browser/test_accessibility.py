"""For everyone: contrast, headings and names, the keyboard alone, a phone's menu, and pages that do not jump."""

import re
from pathlib import Path

import pytest

from tests.browser.hand import STROKES, draw, settled
from tests.browser.test_app import PAGES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = ["dataset_explorer?digit=5" if page == "dataset_explorer" else page for page in PAGES]
VIEWS += ["layer_activations?network=cnn"]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def axe():
    """The source of axe-core, which looks for obstacles to people with disabilities in a page."""
    package = pytest.importorskip("axe_playwright_python")
    return Path(package.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def findings(page):
    """What axe-core finds on the page as it is now: rules, elements, and why."""
    script = "tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })"
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in page.evaluate(script, TAGS)["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("path", VIEWS)
def test_axe_finds_nothing(visit, axe, path):
    """In both themes, on a wide screen and on a phone, with the panels of code closed and open: each pair of these."""
    page = visit(path)
    if path == "draw_and_predict":
        draw(page, STROKES[7])
        page.get_by_role("heading", name=re.compile(r"a 7\.$")).wait_for()
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
    page.evaluate(axe)
    found = seen_by(page, "light", WIDE) + seen_by(page, "dark", PHONE)
    for panel in page.locator("[data-testid=stExpander] summary").all():
        panel.click()
    page.locator("pre .token").first.wait_for()
    found += seen_by(page, "light", PHONE) + seen_by(page, "dark", WIDE)
    assert not found, "\n".join(sorted(set(found)))


def seen_by(page, scheme, size):
    """What axe-core finds in this theme, on a screen of this size."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.wait_for_function(f"getComputedStyle(document.querySelector('.stApp')).colorScheme === '{scheme}'")
    return findings(page)


def test_the_menu_of_a_phone_closes_after_a_tap_and_when_the_app_is_opened(visit):
    page = visit(**PHONE)
    menu, opener = page.get_by_test_id("stSidebar"), page.get_by_test_id("stExpandSidebarButton")
    page.wait_for_function("window.menuCloses")
    for title in ("Batch timing", "Draw and predict"):
        opener.click()
        menu.get_by_role("link", name=title).click()
        page.get_by_role("heading", name=title, level=1).wait_for()
        is_closed(menu)
    opener.click()
    menu.get_by_role("link", name="Overview").wait_for()
    page.reload()
    settled(page)
    is_closed(menu)


def is_closed(menu):
    menu.page.wait_for_function("menu => menu.getBoundingClientRect().right <= 0", arg=menu.element_handle())


def test_the_menu_of_a_wide_screen_stays_open(visit):
    page = visit()
    menu = page.get_by_test_id("stSidebar")
    menu.get_by_role("link", name="Why this class").click()
    page.get_by_role("heading", name="Why this class").wait_for()
    settled(page)
    assert menu.get_by_role("link", name="Overview").is_visible()


def test_the_keyboard_shows_where_it_is_in_the_menu(visit):
    page = visit()
    links = page.get_by_test_id("stSidebar").get_by_role("link")
    links.nth(1).wait_for()
    outline = "link => getComputedStyle(link).outlineStyle + getComputedStyle(link).outlineWidth"
    links.nth(0).focus()
    page.keyboard.press("Tab")
    assert links.nth(1).evaluate(outline) == "solid2px"
    assert links.nth(0).evaluate(outline) != "solid2px"  # the current page


def test_the_gallery_is_one_stop_of_the_tab_key_with_arrow_keys(visit):
    page = visit("dataset_explorer?digit=5")
    gallery = page.get_by_role("listbox", name="Digits", exact=True)
    digits = gallery.get_by_role("option")
    columns = gallery.evaluate("g => getComputedStyle(g).gridTemplateColumns.split(' ').length")
    assert digits.nth(5).get_attribute("aria-selected") == "true"
    assert gallery.locator("[tabindex='0']").count() == 1
    digits.nth(5).focus()
    for keys, there in (
        (["ArrowRight"], 6),
        (["ArrowDown"], 6 + columns),
        (["ArrowLeft", "ArrowUp"], 5),
        (["Home", "ArrowLeft", "ArrowUp"], 0),
        (["End", "ArrowDown"], digits.count() - 1),
        (["Home", "ArrowRight", "ArrowRight"], 2),
    ):
        for key in keys:
            page.keyboard.press(key)
        assert focused(page) == digits.nth(there).get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("digit=2(&|$)"))
    page.get_by_role("heading", name=re.compile("^Labelled")).wait_for()
    settled(page)
    assert gallery.get_by_role("option", selected=True).get_attribute("aria-label").startswith("Digit 2,")
    assert focused(page) == digits.nth(2).get_attribute("aria-label")
    page.keyboard.press("Tab")
    assert gallery.locator(":focus").count() == 0


def focused(page):
    """The name of the element that has the keyboard, also inside a component."""
    return page.evaluate("""() => {
        let element = document.activeElement
        while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        return element.ariaLabel
    }""")


@pytest.mark.parametrize(
    "path, key, note, picked, address",
    [
        ("layer_activations", "layer_2", r"^a2\[32\] = ", "Neuron 32 of layer 2", "layer=2&neuron=32"),
        ("layer_activations?network=cnn", "layer_2_z", r"^map 26\b", "Map 26 of layer 2, row", "layer=2&neuron=26"),
    ],
)
def test_a_neuron_or_map_is_picked_by_keyboard(visit, path, key, note, picked, address):
    page = visit(path)
    picture = page.locator(f".st-key-{key} .picture").first
    picture.wait_for()
    picture.focus()
    page.keyboard.press("Shift+Tab")  # focus by keyboard
    page.keyboard.press("Tab")
    for arrow in 3 * ["ArrowDown"] + 2 * ["ArrowRight"]:
        page.keyboard.press(arrow)
    tile = picture.get_by_role("option", name=re.compile(note))
    assert tile.get_attribute("id") == picture.get_attribute("aria-activedescendant")
    assert tile.get_attribute("aria-selected") == "false"
    page.locator(f".st-key-{key} .note", has_text=tile.get_attribute("aria-label").split("\n")[0]).wait_for()
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(picked)).wait_for()
    page.wait_for_url(re.compile(address))
    assert tile.get_attribute("aria-selected") == "true"
    page.keyboard.press("End")
    last = int(tile.page.locator(f".st-key-{key} .cursor").get_attribute("aria-setsize"))
    assert picture.get_by_role("option").get_attribute("aria-posinset") == str(last)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")  # there is nothing
    assert picture.get_by_role("option").get_attribute("aria-posinset") == "1"
    page.keyboard.press("Tab")
    assert picture.get_by_role("option").count() == 0


@pytest.mark.parametrize("path", ["layer_activations", "layer_activations?network=cnn", "dataset_explorer"])
def test_each_picture_is_one_stop_of_the_tab_key(visit, path):
    pictures = visit(path).locator(".pictures .picture")
    pictures.last.wait_for()
    names = [picture.get_attribute("aria-label") for picture in pictures.all()]
    assert all(names) and len(set(names)) == len(names)
    assert {picture.evaluate("p => p.tabIndex") for picture in pictures.all()} == {0}


JUMPS = """
    window.jumps = []
    let shown = Infinity
    new MutationObserver((_, observer) => {
        if (!document.querySelector("h1")) return
        observer.disconnect()
        requestAnimationFrame(() => requestAnimationFrame((time) => (shown = time)))
    }).observe(document, { childList: true, subtree: true })
    const seen = (entry) => entry.startTime >= shown
    new PerformanceObserver((list) => jumps.push(...list.getEntries().filter(seen))).observe({ type: "layout-shift" })
"""


FILLED = (
    "!document.querySelector('[data-testid=stBidiComponentIsolated]:not([data-filled], [class*=st-key-canvas-] *)')"
)


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


@pytest.mark.parametrize(
    "size, paths",
    [
        (WIDE, ["draw_and_predict", "dataset_explorer", "layer_activations?network=cnn"]),
        (PHONE, ["", "draw_and_predict", "layer_activations", "why_this_class", "batch_timing"]),
    ],
    ids=["wide", "phone"],
)
def test_no_page_jumps_when_it_is_opened(browser, server, size, paths):
    """Counted from the title on: before it, Streamlit makes room for its sidebar on an empty page.

    The server's messages after the style sheet are held back until that is in use. On a busy computer, they could
    overtake it, and the test would depend on chance.
    """
    scores = {}
    for path in paths:
        context = browser.new_context(viewport=size)  # with an empty cache
        page = context.new_page()
        page.add_init_script(JUMPS)
        release = hold_what_follows_the_style_sheet(page)
        page.goto(f"{server}/{path}")
        page.wait_for_function("getComputedStyle(document.documentElement).getPropertyValue('--muted')")
        release()
        settled(page)
        page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
        page.wait_for_function("document.fonts.status === 'loaded'")
        page.wait_for_function(FILLED)
        scores[path] = page.evaluate("jumps.reduce((sum, { value }) => sum + value, 0)")
        context.close()
    assert max(scores.values()) < 0.1, str(scores)
