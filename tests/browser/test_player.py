"""Computations that play on Layer activations, in a real browser: by mouse, by keys, by touch, without the server."""

import re

import numpy as np
import pytest

from mnistcore import load_mnist, load_network
from tests.browser.conftest import Visits
from tests.browser.hand import PHONE, PROJECTOR, settled
from ui.figures.numbers import number

NEURON, KERNEL = "layer_activations?neuron=17", "layer_activations?network=cnn&neuron=5&row=9&column=12"


@pytest.fixture(scope="module")
def opened(browser, server):
    with Visits(browser, server) as visit:
        yield {path: visit(path, **PROJECTOR) for path in (NEURON, KERNEL)}


@pytest.fixture
def neuron(opened):
    """The page with a neuron, its player at the end as when one arrives."""
    return at_step(opened[NEURON], "End")


@pytest.fixture
def kernel(opened):
    """The page with a kernel in the first row and column."""
    return at_step(opened[KERNEL], "Home")


def at_step(page, key):
    page.emulate_media(reduced_motion="no-preference")
    page.mouse.move(0, 0)
    steps(page).press(key)
    return page


def steps(page):
    return page.locator(".player input[type=range]")


def step(page):
    return int(steps(page).input_value())


def press(page, name):
    page.locator(".player").get_by_role("button", name=name, exact=True).click()


def status(page):
    return page.locator(".player .status").text_content()


def shown(page, name):
    """The number of a row of the weighted sum."""
    return page.locator(f".player .row:has([data-bar={name}]) .number").text_content()


@pytest.fixture(scope="module")
def products():
    """The products of neuron 17, by rows of the first test digit, with its bias, its weighted sum and activation."""
    x, network = load_mnist(normalize=False, source="sample")[1][0][:1], load_network("mlp")
    first, output = network.layers[0], network.trace(x)[0]
    products = (network.as_input(x)[0] * first.W[:, 17]).astype(np.float64).reshape(28, 28)
    return products, first.b[17], output.pre_activation[0, 17], output.activation[0, 17]


def test_a_visitor_arrives_at_the_whole_sum_and_nothing_moves(visit):
    page = visit("layer_activations")
    assert step(page) == 30
    assert page.locator(".player .picture i:visible").count() == 0
    assert page.locator(".player .point").is_visible()


def test_the_sum_grows_row_by_row_to_the_numbers_of_the_formula(neuron, products):
    rows, b, a, z = products
    steps(neuron).press("Home")
    assert (step(neuron), shown(neuron, "sum"), shown(neuron, "a")) == (0, "0.0000", "–")
    for row in range(28):
        neuron.keyboard.press("Space")
        so_far = rows[: row + 1]
        assert shown(neuron, "up") == number(so_far[so_far > 0].sum())
        assert shown(neuron, "down") == number(so_far[so_far < 0].sum())
        assert status(neuron) == f"Row {row} adds {number(rows[row].sum())}. Sum so far: {number(so_far.sum())}"
    assert not neuron.locator(".player .point").is_visible()
    neuron.keyboard.press("ArrowRight")
    assert (shown(neuron, "b"), shown(neuron, "a")) == (number(b), number(a))
    neuron.keyboard.press("ArrowRight")
    assert step(neuron) == 30
    title = neuron.get_by_text("Neuron 17 of layer 1").text_content()
    assert title.endswith(number(z)) and status(neuron) == f"z1[17] = sigmoid({number(a)}) = {number(z)}"
    assert neuron.locator(".player .formula").text_content().endswith(f"= {number(z)}")


def test_the_row_that_is_added_is_lit_in_all_pictures(neuron):
    steps(neuron).press("Home")
    neuron.keyboard.press("Space")
    neuron.keyboard.press("Space")
    lit = neuron.locator(".player .picture i")
    for mark in (lit.nth(i) for i in range(3)):
        picture, box = mark.locator("..").bounding_box(), mark.bounding_box()
        assert (box["y"] - picture["y"]) / picture["height"] == pytest.approx(1 / 28, abs=0.01)
        assert box["height"] / picture["height"] == pytest.approx(1 / 28, abs=0.01)


def test_buttons_step_play_and_pause(neuron):
    press(neuron, "To the start")
    press(neuron, "One step forward")
    press(neuron, "One step forward")
    press(neuron, "One step back")
    assert step(neuron) == 1
    press(neuron, "Play")
    neuron.wait_for_function("document.querySelector('.player input').value > 3")
    press(neuron, "Pause")
    stands = step(neuron)
    assert 3 < stands < 30
    neuron.evaluate("() => new Promise((done) => setTimeout(done, 700))")  # two steps at its pace
    assert step(neuron) == stands
    press(neuron, "To the end")
    assert step(neuron) == 30


def test_after_the_end_it_begins_again(neuron):
    neuron.keyboard.press("Space")
    assert step(neuron) == 1


def test_enter_plays_to_the_end_and_the_focus_stays(neuron):
    for _ in range(4):
        neuron.keyboard.press("ArrowLeft")
    neuron.keyboard.press("Enter")
    neuron.wait_for_function("document.querySelector('.player .play').textContent === 'Pause'")
    neuron.wait_for_function("document.querySelector('.player .play').textContent === 'Play'")
    assert step(neuron) == 30
    assert neuron.evaluate("document.activeElement.matches('.player input')")


def test_there_is_one_stop_of_the_tab_key_and_a_polite_region(neuron):
    focusable = (
        "[...document.querySelectorAll('.player :is(button, input, a, [tabindex])')].filter((e) => e.tabIndex >= 0)"
    )
    assert neuron.evaluate(f"{focusable}.length") == 1
    assert neuron.locator(".player .status").get_attribute("aria-live") == "polite"
    assert steps(neuron).get_attribute("aria-valuetext") == "Step 30 of 30"
    assert "starts over" in neuron.locator(f"#{steps(neuron).get_attribute('aria-describedby')}").text_content()


def test_reduced_motion_has_steps_and_no_pace(neuron):
    neuron.emulate_media(reduced_motion="reduce")
    assert not neuron.locator(".player .play").is_visible()
    steps(neuron).press("Home")
    neuron.keyboard.press("Enter")
    neuron.evaluate("() => new Promise((done) => setTimeout(done, 700))")
    assert step(neuron) == 1


def test_what_is_under_the_pointer_is_named_and_a_click_goes_to_its_row(neuron):
    picture = neuron.locator(".player .picture").nth(2)
    box = picture.bounding_box()
    there = {"x": box["width"] * 19.5 / 28, "y": box["height"] * 11.5 / 28}
    picture.hover(position=there)
    assert neuron.locator(".player .tip").text_content().startswith("pixel (11, 19)\n")
    picture.click(position=there)
    assert status(neuron).startswith("Row 11 adds ")


def test_a_kernel_fills_its_map_pixel_by_pixel(kernel):
    a = load_network("cnn").trace(load_mnist(normalize=False, source="sample")[1][0][:1])[0].pre_activation[0, ..., 5]
    for k in range(1, 4):
        kernel.keyboard.press("Space")
        assert shown(kernel, "a") == number(a[0, k])
    kernel.keyboard.press("Shift+ArrowRight")
    assert status(kernel).startswith(f"a1[1, 3, 5] = {number(a[1, 3])}, ")
    kernel.keyboard.press("ArrowDown")
    kernel.keyboard.press("ArrowLeft")
    assert status(kernel).startswith(f"a1[2, 2, 5] = {number(a[2, 2])}, ")
    done = (
        kernel.locator(".player .picture").nth(1).evaluate("picture => getComputedStyle(picture.firstChild).clipPath")
    )
    assert f"{100 * 3 / 26:.4f}"[:5] in done  # three columns of the third row
    kernel.keyboard.press("End")
    assert shown(kernel, "a") == number(a[25, 25])
    patch = kernel.locator(".player .values").nth(2).text_content()
    assert patch and "NaN" not in patch


def test_a_click_on_a_map_puts_the_kernel_there(kernel):
    picture = kernel.locator(".player .picture").nth(2)
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * 4.5 / 26, "y": box["height"] * 20.5 / 26})
    assert status(kernel).startswith("a1[20, 4, 5] = ")
    kernel.wait_for_url(re.compile("row=20&column=4"))


def test_stepping_asks_nothing_of_the_server_and_the_address_follows_at_rest(visit, server):
    page, sent = visit.blank(**PROJECTOR), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.goto(f"{server}/{NEURON}")
    settled(page)
    before = len(sent)
    assert before > 0
    steps(page).press("Home")
    for _ in range(30):
        page.keyboard.press("Space")
    assert step(page) == 30 and len(sent) == before
    page.goto(f"{server}/{KERNEL}")
    settled(page)
    before = len(sent)
    steps(page).focus()
    for _ in range(20):
        page.keyboard.press("Space")
    assert len(sent) == before
    page.wait_for_url(re.compile("row=10&column=6"))  # 32 columns on, in lines of 26
    settled(page)
    assert status(page).startswith("a1[10, 6, 5] = ")
    page.keyboard.press("Space")
    assert status(page).startswith("a1[10, 7, 5] = ")


def test_the_kernel_stays_where_it_stands_from_map_to_map_and_goes_to_the_maximum(visit):
    page = visit(KERNEL, **PROJECTOR)
    steps(page).press("ArrowDown")
    page.wait_for_url(re.compile("row=10"))
    settled(page)
    page.get_by_role("spinbutton", name="Map, 0 to 31").fill("6")
    page.keyboard.press("Enter")
    page.get_by_text("Map 6 of layer 1, row 10, column 12").wait_for()
    page.get_by_role("button", name="Go to the maximum").click()
    page.wait_for_function("!document.querySelector('.player .status').textContent.startsWith('a1[10, 12, ')")
    page.wait_for_function("!location.search.includes('row=10')")


def test_pooling_marks_the_number_that_wins(visit):
    page = visit("layer_activations?network=cnn&layer=3&neuron=25&row=6&column=2", **PROJECTOR)
    z2 = load_network("cnn").trace(load_mnist(normalize=False, source="sample")[1][0][:1])[1].activation[0, ..., 25]
    for column in (2, 3):
        window = z2[12:14, 2 * column : 2 * column + 2]
        r, c = np.unravel_index(window.argmax(), (2, 2))
        won = f"z2[{12 + r}, {2 * column + c}, 25] = {number(window.max())}"
        assert page.locator(".player .choice + .formula").text_content().endswith(won)
        assert (
            page.locator(".player .values .won").text_content() == page.locator(".player .values").nth(1).text_content()
        )
        steps(page).press("Space")


def test_on_a_phone_large_buttons_stay_at_the_thumb(visit):
    page = visit(NEURON, **PHONE, has_touch=True, is_mobile=True)
    page.locator(".player .pictured").scroll_into_view_if_needed()
    page.locator(".player .first").tap()
    page.locator(".player .next").tap()
    assert status(page).startswith("Row 0 adds ")
    for name in ("first", "back", "play", "next", "last"):
        box = page.locator(f".player .{name}").bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44
        assert PHONE["height"] / 2 < box["y"] < PHONE["height"] - box["height"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".player .picture").first.tap(position={"x": 50, "y": 60})
    assert re.match(r"Row 1[45] adds ", status(page))
