"""Each page in Japanese or Chinese, as a browser shows it: no English is left, and everything fits."""

import re

import pytest

from mnistcore.speed import machine
from tests.browser.conftest import Visits
from tests.browser.hand import PHONE, PROJECTOR, STROKES, at_rest, draw
from tests.pages.test_language import SAME_IN_ALL

VIEWS = [
    "?lang=ja",
    "draw_and_predict?lang=ja",
    "dataset_explorer?lang=zh",
    "layer_activations?lang=zh",
    "layer_activations?network=cnn&layer=2&lang=ja",
    "why_this_class?lang=zh",
    "book_programs?program=batch&step=16&open=1&lang=ja",
    "batch_timing?lang=zh",
]
NO_WORDS = ", ".join(
    (
        "pre, code, kbd, script, style, noscript",
        "[data-testid=stIconMaterial], [data-testid=stExpanderIcon]",  # names of icons, shown as icons
        "[data-testid=stHeader]",
    )
)
STREAMLITS = (
    r"Skip to main content|Sidebar|Collapse sidebar|Choose an option|Open|Link to heading|Copy to clipboard|"
    r"Pagination|(Previous|Next) page|Page \d+|Decrement|Increment|Help for (?=.*[^A-Za-z ])"
)
NAMES = SAME_IN_ALL | {"Python", "Deep", "Learning", "ONNX", "Runtime", "PyTorch", "scikit", "learn", "CSV"}
NAMES |= {"Softmax", "ReLU", "tanh", "dtype", "log", "one", "hot", "Enter"}
NAMES |= {"load_mnist", "normalize", "one_hot_label", "accuracy_cnt"}


@pytest.fixture(scope="module", params=VIEWS)
def page(browser, server, request):
    """One page for all tests; where one can draw, with a drawing."""
    with Visits(browser, server) as visit:
        page = visit(request.param, **PROJECTOR)
        if request.param.startswith("draw"):
            draw(page, STROKES[7])
            at_rest(page)
        yield page


TEXTS = """(noWords) => {
    const found = []
    const look = (node) => {
        if (node.nodeType === Node.TEXT_NODE) found.push(node.data)
        if (node instanceof Element) {
            if (node.matches(noWords)) return
            for (const name of ["alt", "aria-label", "title", "placeholder", "data-hint", "data-value"])
                if (node.hasAttribute(name)) found.push(node.getAttribute(name))
            if (node.matches("input")) found.push(node.value)
            if (node.shadowRoot) look(node.shadowRoot)
        }
        node.childNodes.forEach(look)
    }
    look(document.body)
    return found
}"""


def test_no_word_is_english(page):
    assert {text for text in page.evaluate(TEXTS, NO_WORDS) if english(text)} == set()


def english(text):
    """The English words in a text, but for names and for what Streamlit says."""
    computer = machine.describe_machine()
    text = text.replace(computer.processor, "").replace(computer.blas, "")
    words = re.findall(r"[A-Za-z_]{3,}", re.sub(f"^({STREAMLITS})", "", text))
    return set(words) - NAMES


def test_english_words_are_found():
    assert english("Layer 1、MLP") == {"Layer"} and english("Page of 2") == {"Page"}
    assert not english("Page 2") and not english("Help for 番号")


LABELS = (
    "button, label, summary, h1, h2, h3, h4, .heading, th, figcaption, [data-testid=stPageLink], .stSelectbox input"
)
CUT = """([part, labels]) => [...document.querySelectorAll(`${part} *`)]
    .flatMap((e) => [e, ...(e.shadowRoot?.querySelectorAll("*") ?? [])])
    .filter((e) => e.closest(labels) && !e.matches("[data-testid=stIconMaterial]"))
    .filter((e) => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1)
    .map((e) => `${e.tagName} ${e.className} ${e.value ?? e.textContent}: ${e.scrollWidth} > ${e.clientWidth}`)"""
OVERFLOW = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .every((e) => e.scrollWidth <= e.clientWidth + 1)"""


@pytest.mark.parametrize(("size", "part"), [(PROJECTOR, "body"), (PHONE, "[data-testid=stMain]")])  # no sidebar
def test_everything_fits_the_screen_and_no_label_is_cut(page, size, part):
    page.set_viewport_size(size)
    page.wait_for_function(OVERFLOW)
    assert page.evaluate(CUT, [part, LABELS]) == []
