"""The address says what the screen shows, in a real browser: a visitor chooses at random and then goes back."""

import re
from random import Random

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.hand import settled

PAGES = ["Overview", "Batch timing", "Draw and predict", "Dataset explorer", "Layer activations", "Why this class"]
SLOW_OR_UPLOADED = re.compile("only|own file")  # networks
ACTIONS = "Measure", "Compare", "Copy", "Insert", "Undo", "Clear", "Download", "Help", "Upload"  # are no choices

CHOICES = ", ".join(
    f"{part} {choice}"
    for part in (".stMain", ".stSidebar")
    for choice in (
        "[role=radio][aria-checked=false]:not(.st-key-lang *)",  # another language changes all labels
        "label:has([role=switch])",
        "[role=combobox]",
        "[type=range]",
        "[type=number]",
        ".stPagination button:not(:disabled, [aria-current])",
        ".stButton button:not(:disabled)",
        ".gallery button:not([aria-selected=true])",
        ".picture.clickable",
    )
)

# Text, values, what is chosen, and where frames are: one line for each, without measured times, drawn pixels, and what
# stands under the pointer.
SCREEN = """() => {
  const lines = []
  const IGNORED = "style, script, canvas, .note, .readout, .said, .path, [data-testid=stMetric]"
  const CHOSEN = "[aria-checked=true], [aria-pressed=true], [aria-selected=true], [aria-current]"
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE && node.data.trim()) lines.push(node.data.trim())
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(IGNORED)) return
    if (node.matches("input")) lines.push(node.type === "checkbox" ? node.checked : node.value)
    if (node.matches(CHOSEN)) lines.push("chosen:")
    if (node.matches(".frame:not([hidden])")) lines.push(node.style.cssText)
    if (node.matches("img")) lines.push(node.src.length + node.src.slice(-60, -30))
    for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) read(child)
  }
  document.querySelectorAll(".stSidebar, .stMain").forEach(read)
  return lines
}"""


class Visitor:
    """Someone who chooses at random. entries: the address and the screen of each entry of the browser's history."""

    def __init__(self, page, address, seed):
        self.page, self.random, self.did, self.entries = page, Random(seed), [], {}
        with page.expect_websocket() as socket:
            page.goto(address)
        self.socket = socket.value
        settled(page)

    def after(self, act, what):
        """Do something that makes a script run, and note what is there then."""
        self.did.append(what)
        with self.socket.expect_event("framereceived", ends_a_run):
            act()
        self.entries[self.page.evaluate("history.length")] = self.page.url, screen(self.page)

    def follow(self, name):
        link = self.page.locator(".stSidebar").get_by_role("link", name=name)
        self.after(link.click, name)

    def choose(self):
        choices = self.page.locator(CHOICES)
        kinds = choices.evaluate_all(
            "all => all.map((e) => [e.role || e.type, e.ariaLabel || e.innerText || e.className])"
        )
        place = self.random.choice(
            [i for i, (_, name) in enumerate(kinds) if not any(word in name for word in ACTIONS)]
        )
        choice, (kind, name) = choices.nth(place), kinds[place]
        match kind:
            case "combobox":
                choice.click()
                option = self.random.choice(self.page.get_by_role("option").filter(has_not_text=SLOW_OR_UPLOADED).all())
                self.after(option.click, f"{name} {option.inner_text()}")
            case "range":
                choice.focus()
                key = "ArrowLeft" if choice.evaluate("e => e.value === e.max") else "ArrowRight"
                self.after(lambda: self.page.keyboard.press(key), f"{name} {key}")
            case "number":
                value = str((int(choice.input_value()) + self.random.randint(1, 9)) % 10)
                choice.fill(value)
                self.after(lambda: self.page.keyboard.press("Enter"), f"{name} {value}")
            case _:
                self.after(choice.click, name)


def ends_a_run(frame):
    return isinstance(frame, bytes) and ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"


def screen(page):
    """What the page shows when it no longer changes."""
    before, now = None, []
    while before != now:
        settled(page)
        before, now = now, page.evaluate(SCREEN)
    return now


def shows(page, expected):
    """Wait until the page shows this; return what it shows in the end."""
    for _ in range(50):
        if (shown := screen(page)) == expected:
            break
        page.wait_for_timeout(100)
    return shown


def test_a_link_the_menu_and_the_back_button_show_what_was_there(visit, server):
    """A link is opened anew on pages with components, which keep something in the browser; AppTest opens the others."""
    page, link = visit.blank(), visit.blank()
    visitor = Visitor(page, server, seed=0)
    page.wait_for_function("() => Object.hasOwn(history, 'pushState')")  # ui/history.js is there
    for name in PAGES:
        visitor.follow(name)
        visitor.choose()
        url, shown = visitor.entries[page.evaluate("history.length")]
        if name in ("Dataset explorer", "Layer activations"):
            link.goto(url)
            assert shows(link, shown) == shown, (visitor.did, url)
            visitor.follow(name)  # the menu's entry for the same page loses nothing
            assert shows(page, shown) == shown, visitor.did
            assert page.url == url, visitor.did
    for url, shown in list(visitor.entries.values())[-2::-1]:
        page.go_back()
        assert shows(page, shown) == shown, (visitor.did, url)
        assert page.url == url, visitor.did
