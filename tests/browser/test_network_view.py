"""The network view in a real browser: by mouse, finger and keyboard, live, and with the network's own numbers."""

import base64
import functools
import io
import json
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from PIL import Image
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mnistcore import load_mnist, load_network
from mnistcore.connections import contributions, passed_on_by_pooling
from tests.browser.conftest import Visits
from tests.browser.hand import PHONE, PROJECTOR, STROKES, at_rest, drag_by_finger, draw, heading, settled
from tests.browser.network import CANVAS, HOST, READOUT, click, is_pointed_at, places, point, pointed, shown
from ui import locale

NETWORKS = {name: load_network(name) for name in ("mlp", "cnn")}
DIGIT = 12  # of the test set
image = load_mnist(normalize=False, source="sample")[1][0][DIGIT : DIGIT + 1]
DRAW, LAYERS = "draw_and_predict?network={}", "layer_activations?network={}" + f"&digit={DIGIT}"
PEN, VIEW = ".st-key-canvas-pen canvas", ".st-key-network-view"


@pytest.fixture(scope="module")
def opened(browser, server):
    """opened(address) -> the page that was opened there first, for all tests here."""
    with Visits(browser, server) as visit:
        yield functools.cache(lambda address, **options: visit(address, **PROJECTOR | options))


@pytest.fixture(params=NETWORKS)
def name(request):
    return request.param


@pytest.fixture
def layers(opened, name):
    """Layer activations, at its top, with a test digit."""
    page = opened(LAYERS.format(name))
    page.mouse.move(0, 0)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0), document.activeElement.blur()")
    settled(page)
    return page


@pytest.fixture
def drawn(opened, name):
    """Draw and predict, with a 7."""
    return with_a_7(opened(DRAW.format(name)))


def with_a_7(page):
    page.mouse.move(0, 0)
    if heading(page, 7).count() == 0:
        draw(page, STROKES[7])
        heading(page, 7).wait_for()
        at_rest(page)
    return page


def number(text):
    return float(text.replace("−", "-").replace("+", ""))


def computed(name, image):
    """What mnistcore computes: the LayerOutputs of the stages, and the contributions to each from the one before."""
    network, stages, x, products = NETWORKS[name], [], None, []
    outputs = network.trace(image)
    x = network.as_input(image)[0]
    for index, layer in enumerate(network.layers):
        if hasattr(layer, "W"):
            last = index + (name == "cnn" and index == 1)  # with the pooling that follows
            z, counted = outputs[last].activation[0], None
            if z.ndim == 3:
                before = outputs[index].activation[0]
                counted = before > 0 if last == index else passed_on_by_pooling(before, 2)
            products.append(contributions(layer, x, counted))
            stages.append(outputs[last])
            x = z
    W = network.layers[-1].W
    products[-1] = stages[-2].activation[0][:, None] * (W - W.mean(axis=1, keepdims=True))
    return stages, products


def assert_are_the_largest(terms, products, sign, unit="{}"):
    """Whether terms, [[unit, contribution], ...], are the four largest products, (n,), of this sign."""
    terms = [] if terms == "nothing" else terms
    order = [i for i in np.argsort(-sign * products)[:4] if sign * products[i] > 0]
    assert [term for term, _ in terms] == [unit.format(i) for i in order]
    for (_, value), i in zip(terms, order, strict=True):
        assert number(value) == pytest.approx(products[i], abs=0.0051)


def seen_by_the_network(page):
    """The image that the network gets, as the page shows it: (1, 28, 28) uint8."""
    tile = page.locator("figure.tile", has_text="28 × 28").locator("img")
    content = base64.b64decode(tile.get_attribute("src").split(",", 1)[1])
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"))[None]


def test_it_is_painted_and_predicts_while_the_pen_is_down(opened, name):
    page = opened(DRAW.format(name))
    box = page.locator(PEN).bounding_box()
    page.locator(READOUT, has_text="Draw a digit").wait_for()
    page.mouse.move(box["x"] + 80, box["y"] + 60)
    page.mouse.down()
    painted = -1
    for x, y in ((200, 60), (165, 145), (130, 230)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
        page.wait_for_function(f"document.querySelector({HOST!r}).dataset.painted > {painted}")
        painted = int(page.locator(HOST).get_attribute("data-painted"))
    heading(page, 7).wait_for()
    page.locator(READOUT, has_text=re.compile(r"^Prediction7, ")).wait_for()
    words = page.locator(".pen .beside").inner_text()
    assert shown(page)["Prediction"] in words.replace("7 (", "7, ")
    page.mouse.up()
    at_rest(page)


def test_at_an_output_stand_the_terms_of_its_sum_with_the_mean_of_the_weights_taken_off(drawn, name):
    stages, products = computed(name, seen_by_the_network(drawn))
    last, before = len(stages), "z2" if name == "mlp" else "z3"
    for digit in (7, 3):
        point(drawn, last, digit)
        said = shown(drawn)
        a, y = map(number, re.findall(r"= ([−\d.]+)(?:,|$)", said["Value"]))
        assert a == pytest.approx(stages[-1].pre_activation[0, digit], abs=1e-3)
        assert y == pytest.approx(stages[-1].activation[0, digit], abs=1e-4)
        assert_are_the_largest(said["Raised most by"], products[-1][:, digit], 1, before + "[{}]")
        assert_are_the_largest(said["Lowered most by"], products[-1][:, digit], -1, before + "[{}]")
        assert number(said["Bias"]) == pytest.approx(NETWORKS[name].layers[-1].b[digit], abs=1e-4)


def test_at_a_unit_of_the_first_layer_stand_its_values_and_where_they_go(drawn, name):
    stages, products = computed(name, seen_by_the_network(drawn))
    unit = int(stages[0].activation[0].reshape(-1, products[0].shape[1]).max(axis=0).argmax())
    point(drawn, 1, unit)
    said = shown(drawn)
    if name == "mlp":
        a, z = map(number, re.findall(rf"[az]1\[{unit}\] = (?:sigmoid\(a1\[{unit}\]\) = )?([−\d.]+)", said["Value"]))
        assert a == pytest.approx(stages[0].pre_activation[0, unit], abs=1e-3)
        assert z == pytest.approx(stages[0].activation[0, unit], abs=1e-4)
        largest = products[0][:, unit].argsort()[::-1][:4]
        assert [term for term, _ in said["Raised most by"]] == [f"pixel ({i // 28}, {i % 28})" for i in largest]
        onward = products[1][unit]
        order = [*onward.argsort()[::-1][:2], *onward.argsort()[:2]]
        assert [term for term, _ in said["Passes on most to"]] == [f"z2[{i}]" for i in order]
    else:
        found, value = re.fullmatch(r"z1, map (\d+): largest value ([\d.]+)", said["Value"]).groups()
        assert int(found) == unit
        assert number(value) == pytest.approx(stages[0].activation[0, ..., unit].max(), abs=1e-4)


def test_away_from_all_units_stand_the_prediction_and_who_speaks_for_it(layers, name):
    stages, products = computed(name, image)
    digit, before = int(stages[-1].activation[0].argmax()), "z2" if name == "mlp" else "z3"
    said = shown(layers)
    assert said["Prediction"].startswith(f"{digit}, ")
    assert_are_the_largest(said[f"Most for {digit}"], products[-1][:, digit], 1, before + "[{}]")
    assert_are_the_largest(said[f"Most against {digit}"], products[-1][:, digit], -1, before + "[{}]")


def test_a_click_on_a_drawings_unit_opens_it_with_the_drawing(drawn, name):
    stage, unit, layer = {"mlp": (2, 32, 2), "cnn": (3, 77, 5)}[name]
    click(drawn, stage, unit)
    follows_to(drawn, layer, unit, name)
    drawn.get_by_text("Your drawing. Prediction: 7").wait_for()
    drawn.get_by_text(f"Neuron {unit} of layer {stage}").wait_for()
    drawn.go_back()
    heading(drawn, 7).wait_for()
    at_rest(drawn)


def follows_to(page, layer, unit, name):
    page.wait_for_url("**/layer_activations?**")
    settled(page)
    asked = dict(parse_qsl(urlsplit(page.url).query))
    assert asked == {
        "input": "drawing",
        "layer": str(layer),
        "neuron": str(unit),
        **({"network": name} if name != "mlp" else {}),
    }


def test_on_the_overview_a_click_opens_the_unit_with_the_same_digit(visit):
    page = visit(f"?digit={DIGIT}", **PROJECTOR)
    click(page, 2, 32)
    page.get_by_text(f"Test digit {DIGIT}, labelled").wait_for()
    page.get_by_text("Neuron 32 of layer 2").wait_for()
    assert dict(parse_qsl(urlsplit(page.url).query)) == {"digit": str(DIGIT), "layer": "2", "neuron": "32"}


def test_by_keyboard_one_walks_through_the_network_and_opens_a_unit(drawn, name):
    drawn.locator(PEN).focus()
    canvas = drawn.locator(CANVAS)
    while not canvas.evaluate("canvas => canvas.getRootNode().activeElement === canvas"):
        drawn.keyboard.press("Tab")
    assert drawn.locator(".st-key-network-view .keys").is_visible()
    drawn.keyboard.press("ArrowRight")
    is_pointed_at(drawn, 1, 0)
    said = drawn.locator(".st-key-network-view .said")
    assert said.inner_text().startswith("Value. a1[0] = " if name == "mlp" else "Value. z1, map 0: ")
    drawn.keyboard.press("ArrowDown")
    _, below = pointed(drawn)
    assert 0 < below < 5 and f"1[{below}]" in said.inner_text() or f"map {below}:" in said.inner_text()
    drawn.keyboard.press("ArrowUp")
    is_pointed_at(drawn, 1, 0)
    stages = [1]
    while stages[-1] < (3 if name == "mlp" else 4):
        assert len(stages) < 16
        drawn.keyboard.press("ArrowRight")
        stages.append(pointed(drawn)[0])
    assert stages == sorted(stages) and set(stages) == set(range(1, stages[-1] + 1))
    there = pointed(drawn)
    drawn.keyboard.press("ArrowRight")
    assert pointed(drawn) == there  # there is nothing
    assert said.inner_text().startswith("Value. a")
    drawn.keyboard.press("ArrowLeft")
    stage, unit = pointed(drawn)
    assert stage == stages[-1] - 1
    drawn.keyboard.press("Enter")
    follows_to(drawn, 2 if name == "mlp" else 5, unit, name)
    drawn.go_back()
    heading(drawn, 7).wait_for()
    at_rest(drawn)


def test_nothing_moves_when_one_points_at_units(layers, name):
    units = {"mlp": [(1, 0), (1, 30), (2, 99), (3, 8)], "cnn": [(1, 0), (2, 40), (3, 100), (4, 8)]}[name]
    explanation = layers.locator(".st-key-explanation")
    before = explanation.bounding_box()
    for unit, place in zip(units, places(layers, *units), strict=True):
        layers.locator(CANVAS).hover(position=place)
        is_pointed_at(layers, *unit)
        assert explanation.bounding_box() == before


def test_escape_leaves_a_unit(layers):
    point(layers, 2, 5)
    layers.locator(CANVAS).focus()
    layers.keyboard.press("Escape")
    layers.wait_for_function(f"document.querySelector({HOST!r}).dataset.pointed === ''")
    assert "Prediction" in shown(layers)


TITLES = {
    "mlp": ["Layer 1 · Dense", "Layer 2 · Dense", "Layer 3 · Dense"],
    "cnn": ["Layer 1 · Conv2D", "Layer 2 · Conv2D", "Layer 3 · Dense", "Layer 4 · Dense"],
}


def test_space_plays_layer_by_layer_and_escape_ends(layers, name):
    layers.locator(CANVAS).focus()
    said = layers.locator(".st-key-network-view .said")
    for title in TITLES[name]:
        layers.keyboard.press("Space")
        layers.locator(READOUT, has_text=title).wait_for()
        assert title in said.inner_text() and "@" in said.inner_text() or "∗" in said.inner_text()
    layers.keyboard.press("Space")  # after the last
    layers.locator(READOUT, has_text="Prediction").wait_for()
    layers.keyboard.press("Space")
    layers.locator(READOUT, has_text=TITLES[name][0]).wait_for()
    layers.keyboard.press("Escape")
    layers.locator(READOUT, has_text="Prediction").wait_for()
    assert layers.locator(VIEW).get_by_role("button", name="Play").is_visible()
    assert layers.locator(VIEW).get_by_role("button", name="Stop").is_hidden()


def test_by_its_button_it_plays_by_itself_but_not_for_those_who_want_nothing_to_move(opened):
    moving, still = opened(LAYERS.format("mlp")), opened(LAYERS.format("cnn"))
    still.emulate_media(reduced_motion="reduce")
    still.locator(VIEW).get_by_role("button", name="Play").click()
    still.locator(READOUT, has_text=TITLES["cnn"][0]).wait_for()
    moving.locator(VIEW).get_by_role("button", name="Play").click()
    for title in TITLES["mlp"][:2]:
        moving.locator(READOUT, has_text=title).wait_for()
    moving.locator(VIEW).get_by_role("button", name="Stop").click()
    moving.locator(READOUT, has_text="Prediction").wait_for()
    assert TITLES["cnn"][0] in still.locator(READOUT).inner_text()  # for longer
    still.locator(VIEW).get_by_role("button", name="Next layer").click()
    still.locator(READOUT, has_text=TITLES["cnn"][1]).wait_for()
    still.locator(VIEW).get_by_role("button", name="Stop").click()
    still.emulate_media(reduced_motion="no-preference")


def test_a_screen_reader_gets_the_strongest_path_as_a_table(layers, name):
    stages, products = computed(name, image)
    table = layers.get_by_role("table", name="The strongest path to the prediction")
    rows = [[cell.inner_text() for cell in row.get_by_role("cell").all()] for row in table.get_by_role("row").all()]
    unit, path = int(stages[-1].activation[0].argmax()), rows[:0:-1]  # from the output on, without the heads
    assert path[0][0] == f"y[{unit}]" and len(path) == len(stages) + 1
    for (unit_before, _, contribution), into in zip(path[1:], products[::-1], strict=True):
        terms = into[:, unit]
        unit = index(unit_before)
        coarse = 0 if into is products[-1] or name == "mlp" else float(np.abs(terms).max()) / 127  # as they are sent
        assert terms[unit] >= terms.max() - coarse - 1e-6
        assert number(contribution) == pytest.approx(terms[unit], abs=coarse + 0.0051)
    z = stages[0].activation[0]
    first = z[index(path[-2][0])] if z.ndim == 1 else z[..., index(path[-2][0])].max()
    assert number(path[-2][1]) == pytest.approx(first, abs=1e-4)


def index(text):
    """The number of a pixel, a neuron or a map: 30 of "pixel (1, 2)", 3 of "z1[3]" and "pooled[…, 3]", 0 of "x"."""
    *row, last = map(int, re.findall(r"(?<!z)\d+", text) or "0")
    return 28 * row[0] + last if row else last


@pytest.fixture(scope="module")
def translated():
    folder = Path(locale.__file__).parent
    return {tag: tomllib.loads((folder / f"{tag}.toml").read_text(encoding="utf-8")) for tag in ("ja", "zh")}


def test_it_speaks_japanese_and_chinese_also_when_the_language_changes(visit, translated):
    page = visit("layer_activations?lang=ja", **PROJECTOR)
    point(page, 3, 0)
    for tag, language in (("ja", None), ("zh", "中文")):
        said = translated[tag]
        if language:
            page.locator(".st-key-lang").get_by_text(language).click()
            page.locator(CANVAS).and_(
                page.get_by_label(said["The network, from the image to ten probabilities"])
            ).wait_for()
            point(page, 3, 0)
        assert list(shown(page)) == [said[text] for text in ("Value", "Raised most by", "Lowered most by", "Bias")]
        page.mouse.move(0, 0)
        page.locator(READOUT, has_text=said["Prediction"]).wait_for()
        assert page.locator(VIEW).get_by_role("button", name=said["Play"]).is_visible()
        page.get_by_role("table", name=said["The strongest path to the prediction"]).wait_for()


def test_without_the_view_no_values_travel_and_with_it_they_do(visit):
    page, told = visit.blank(**PROJECTOR), []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: told.extend(values_in(frame))))
    page.goto(f"{visit.server}/draw_and_predict?view=false")
    settled(page)
    assert page.locator(".st-key-network-view, .st-key-whole").count() == 0
    draw(page, STROKES[7])
    heading(page, 7).wait_for()
    at_rest(page)
    assert len(told) > 2 and set(told) == {None}
    page.get_by_text("Show the network").click()
    page.locator(READOUT, has_text="Prediction7, ").wait_for()
    assert isinstance(told[-1], str)
    assert "view" not in page.url
    page.get_by_text("Show the network").click()
    page.locator(CANVAS).wait_for(state="detached")
    assert page.url.endswith("view=false")


def values_in(frame):
    """What the pen is told for the network view in a message of the server: one value, or none."""
    if isinstance(frame, str):
        return []
    data = ForwardMsg.FromString(frame).delta.new_element.bidi_component.json
    data = json.loads(data) if data else None
    return [data["values"]] if isinstance(data, dict) and "values" in data else []


def test_on_a_phone_it_follows_the_pen_in_place_of_the_bars_and_a_second_tap_opens(opened, name):
    page = opened(DRAW.format(name), **PHONE, has_touch=True)
    with_a_7(page)
    if name == "mlp":  # the drawing and the whole network are on the screen at once
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        seen = page.locator(CANVAS).bounding_box()
        assert seen["y"] + seen["height"] <= PHONE["height"]
    pen, view, tools = (page.locator(s).bounding_box() for s in (".pen", ".st-key-network-view", ".st-key-tools"))
    assert 0 <= view["y"] - (pen["y"] + pen["height"]) < 48 and tools["y"] > view["y"] + view["height"]
    assert view["width"] == pytest.approx(pen["width"], abs=1)
    assert page.locator(".pen .bars").is_hidden() and page.locator(".pen .bars").count() == 1
    stage, unit, layer = {"mlp": (2, 32, 2), "cnn": (2, 10, 3)}[name]
    first, second = places(page, (stage, unit), (1, 7))
    for place, tapped in ((second, (1, 7)), (first, (stage, unit))):  # the first tap on each
        page.locator(CANVAS).tap(position=place)
        is_pointed_at(page, *tapped)
    assert page.locator(VIEW).get_by_role("button", name="See how it is computed").is_visible()
    assert "draw_and_predict" in page.url
    page.locator(CANVAS).tap(position=first)
    follows_to(page, layer, unit, name)


@pytest.fixture
def phone(browser, server, name):
    """Draw and predict on a phone, with a 7, in a context of its own, where a drag leaves nothing behind."""
    with Visits(browser, server) as visit:
        visit.contexts.append(context := browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True))
        page = context.new_page()
        page.goto(f"{server}/{DRAW.format(name)}")
        settled(page)
        with_a_7(page).locator(CANVAS).scroll_into_view_if_needed()
        yield page


def on_screen(page, place, right=0):
    box = page.locator(CANVAS).bounding_box()
    return box["x"] + place["x"] + right, box["y"] + place["y"]


def test_a_finger_taps_the_nearest_unit_even_if_it_slips(phone, name):
    stage, unit = {"mlp": (3, 4), "cnn": (4, 4)}[name]  # the outputs stand apart
    before, place = places(phone, (stage, unit - 1), (stage, unit))
    (x, y), beside = on_screen(phone, place), (before["x"] + place["x"]) / 2 + 2
    phone.touchscreen.tap(x - place["x"] + beside, y)
    is_pointed_at(phone, stage, unit)
    drag_by_finger(phone, [on_screen(phone, before), on_screen(phone, before, right=5)])
    is_pointed_at(phone, stage, unit - 1)
    assert phone.locator(VIEW).get_by_role("button", name="See how it is computed").is_visible()
    assert "draw_and_predict" in phone.url  # that was the first tap on this unit


def test_a_finger_that_is_dragged_walks_over_the_units_and_the_next_tap_counts(phone):
    row, other = [(1, unit) for unit in range(2, 7)], (2, 5)
    *along, aside = places(phone, *row, other)
    phone.locator(HOST).evaluate(WALKED)
    drag_by_finger(phone, [on_screen(phone, place) for place in along])
    is_pointed_at(phone, *row[-1])
    phone.locator(CANVAS).tap(position=aside)
    is_pointed_at(phone, *other)
    assert phone.evaluate("walked") == [f"{stage},{unit}" for stage, unit in [*row[1:], other]]
    assert "draw_and_predict" in phone.url


def test_a_finger_that_scrolls_leaves_what_was_pointed_at(phone):
    place, other = places(phone, (1, 4), (2, 5))
    phone.locator(CANVAS).tap(position=other)
    is_pointed_at(phone, 2, 5)
    top = phone.locator(CANVAS).bounding_box()["y"]
    x, y = on_screen(phone, place)
    drag_by_finger(phone, [(x, y - up) for up in range(0, 160, 8)])
    phone.wait_for_function(
        "(top) => document.querySelector('.st-key-network-view').getBoundingClientRect().y < top - 40", arg=top
    )
    is_pointed_at(phone, 2, 5)


WALKED = """host => {
  window.walked = []
  new MutationObserver(() => walked.push(host.dataset.pointed)).observe(host, { attributeFilter: ["data-pointed"] })
}"""


WATCH = """() => {
  window.texts = []
  const readout = document.querySelector(".st-key-network-view [data-painted]").shadowRoot.querySelector(".readout")
  new MutationObserver(() => texts.push(readout.textContent)).observe(readout, { childList: true, subtree: true })
}"""


def test_another_network_never_shows_the_values_of_the_one_before(visit):
    page = with_a_7(visit("draw_and_predict", **PROJECTOR))
    for network in ("our MLP, MNIST only", "our CNN", "our MLP"):
        before = page.locator(READOUT).inner_text()
        page.evaluate(WATCH)
        page.get_by_role("combobox", name="Network").click()
        page.get_by_role("option", name=re.compile(f"^{network}$", re.IGNORECASE)).click()
        page.get_by_text(re.compile(f"Prediction by {network}:")).wait_for()
        at_rest(page)
        page.locator(READOUT, has_text="Prediction7, ").wait_for()
        page.wait_for_function("before => !texts.includes(before) || texts.at(-1) !== before", arg=before)
        words = page.locator(READOUT).text_content()
        seen = page.evaluate("texts")
        assert seen[-1] == words and words != before
        strange = set(seen) - {words, seen[0]}
        assert all("Prediction" not in text for text in strange), (before, strange)
