"""Layer activations in a real browser: the layout, and neurons, maps and pixels picked by mouse and keyboard."""

import re

import pytest

from tests.browser.conftest import Visits
from tests.browser.hand import PHONE, PROJECTOR, boxes, in_one_row, settled
from tests.browser.network import CANVAS, click, has_its_frame_at, places, pointed

MAIN = "document.querySelector('[data-testid=stMain]')"


@pytest.fixture(scope="module")
def opened(browser, server):
    with Visits(browser, server) as visit:
        yield {
            "mlp": visit("layer_activations", **PROJECTOR),
            "cnn": visit("layer_activations?network=cnn", **PROJECTOR),
        }


def at_the_top(page):
    """A page that all tests here share, on a projector, scrolled to its top."""
    page.set_viewport_size(PROJECTOR)
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(f"document.activeElement.blur(), {MAIN}.scrollTo(0, 0)")
    page.mouse.move(0, 0)
    settled(page)
    return page


@pytest.fixture
def mlp(opened):
    return at_the_top(opened["mlp"])


@pytest.fixture
def cnn(opened):
    return at_the_top(opened["cnn"])


def test_the_factors_of_a_neurons_products_stand_side_by_side(mlp):
    assert in_one_row(boxes(mlp.locator(".player .pictured figure")))


def test_the_sums_and_the_activations_of_a_convolution_stand_side_by_side(cnn):
    for layer in (1, 2):
        assert in_one_row(boxes(cnn.locator(f".st-key-layer_{layer}_a, .st-key-layer_{layer}_z")))


def test_the_pictures_of_a_pixel_stand_side_by_side(cnn):
    cnn.locator(".st-key-layer_2_z .picture").click()
    cnn.get_by_text(re.compile(r"Map \d+ of layer 2, row")).wait_for()
    settled(cnn)
    rows = [boxes(row.locator("figure")) for row in cnn.locator(".player .framed-row").all()]
    assert [len(row) for row in rows] == [3, 4]
    assert all(map(in_one_row, rows))


def test_previous_and_next_stand_side_by_side_on_a_phone(mlp):
    mlp.set_viewport_size(PHONE)
    settled(mlp)
    assert in_one_row([mlp.get_by_role("button", name=name).bounding_box() for name in ("Previous", "Next")])


def test_a_link_opens_what_it_names_at_the_top_and_the_kernel_slides_by_keyboard(visit):
    page = visit("layer_activations?network=cnn&split=train&digit=12&neuron=5&row=9&column=12", **PROJECTOR)
    page.get_by_text("Train digit 12, labelled").wait_for()
    page.get_by_text("Map 5 of layer 1, row 9, column 12").wait_for()
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Train digit 13, labelled").wait_for()
    settled(page)
    assert page.evaluate(f"{MAIN}.scrollTop") == 0
    kernel = page.get_by_role("slider", name="The kernel, step by step")
    kernel.press("ArrowDown")
    page.get_by_text("Map 5 of layer 1, row 10, column 12").wait_for()
    kernel.press("ArrowLeft")
    page.get_by_text("Map 5 of layer 1, row 10, column 11").wait_for()
    page.wait_for_url(re.compile("row=10&column=11"))


IN_VIEW = """() => {
  const { top } = document.querySelector(".st-key-explanation").getBoundingClientRect()
  return 0 <= top && top < innerHeight / 2
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_click_on_a_neuron_picks_it_frames_it_and_brings_its_explanation_into_view(mlp, motion):
    mlp.emulate_media(reduced_motion=motion)
    assert mlp.locator(".st-key-explanation").bounding_box()["y"] > PROJECTOR["height"]
    unit = 32 if motion == "reduce" else 42
    (place,) = places(mlp, (2, unit))
    mlp.locator(CANVAS).click(position=place)
    mlp.get_by_text(f"Neuron {unit} of layer 2").wait_for()
    mlp.wait_for_url(re.compile(f"/layer_activations.*layer=2&neuron={unit}"))
    mlp.wait_for_function(IN_VIEW)
    mlp.mouse.move(0, 0)
    has_its_frame_at(mlp, place)


def framed(page):
    """The keys of the pictures in which a tile has a frame."""
    keys = "frame => frame.getRootNode().host.closest('[class*=st-key-]').className.match(/st-key-(\\w+)/)[1]"
    return {frame.evaluate(keys) for frame in page.locator(".picture .frame:not([hidden])").all()}


def test_a_number_picks_a_neuron_without_scrolling(mlp):
    mlp.emulate_media(reduced_motion="reduce")  # the click scrolls at once
    click(mlp, 2, 50)
    mlp.get_by_text("Neuron 50 of layer 2").wait_for()
    mlp.wait_for_function(IN_VIEW)
    settled(mlp)
    mlp.get_by_role("spinbutton", name="Neuron, 0 to 99").fill("7")
    mlp.keyboard.press("Enter")
    before = mlp.evaluate(f"{MAIN}.scrollTop")
    mlp.get_by_text("Neuron 7 of layer 2").wait_for()
    settled(mlp)
    assert mlp.evaluate(f"{MAIN}.scrollTop") == before
    has_its_frame_at(mlp, places(mlp, (2, 7))[0])


def test_a_click_on_a_feature_map_picks_it_and_is_one_step_in_the_history(cnn):
    maps = cnn.locator(".st-key-layer_2_z .picture")
    box = maps.bounding_box()
    maps.click(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 1.5 / 8})  # third column, second row
    cnn.get_by_text(re.compile("Map 10 of layer 2, row")).wait_for()
    cnn.wait_for_url(re.compile("layer=2&neuron=10"))
    assert framed(cnn) == {"layer_2_a", "layer_2_z"}
    settled(cnn)
    click(cnn, 3, 77)
    cnn.get_by_text("Neuron 77 of layer 3").wait_for()
    cnn.wait_for_url(re.compile("layer=5&neuron=77"))
    settled(cnn)
    cnn.go_back()
    cnn.get_by_text(re.compile("Map 10 of layer 2, row")).wait_for()


def test_a_neuron_is_picked_in_the_network_by_keyboard_beginning_at_the_one_that_is_explained(mlp):
    click(mlp, 2, 50)
    mlp.get_by_text("Neuron 50 of layer 2").wait_for()
    mlp.mouse.move(0, 0)
    settled(mlp)
    (before,) = places(mlp, (2, 50))
    mlp.locator(CANVAS).focus()
    mlp.keyboard.press("ArrowUp")
    stage, unit = pointed(mlp)
    assert stage == 2 and unit < 50
    mlp.keyboard.press("Enter")
    mlp.get_by_text(f"Neuron {unit} of layer 2").wait_for()
    mlp.wait_for_url(re.compile(f"layer=2&neuron={unit}$"))
    mlp.keyboard.press("Escape")
    (place,) = places(mlp, (2, unit))
    has_its_frame_at(mlp, place)
    assert place["y"] < before["y"] and abs(place["x"] - before["x"]) < 9


def test_a_map_is_picked_by_keyboard(cnn):
    picture = cnn.locator(".st-key-layer_2_z .picture").first
    picture.focus()
    for name in ("Shift+Tab", "Tab", "Home", *3 * ["ArrowDown"], *2 * ["ArrowRight"]):  # focus by keyboard
        cnn.keyboard.press(name)
    tile = picture.get_by_role("option", name=re.compile(r"^map 26\b"))
    assert tile.get_attribute("id") == picture.get_attribute("aria-activedescendant")
    assert tile.get_attribute("aria-selected") == "false"
    cnn.locator(".st-key-layer_2_z .note", has_text=tile.get_attribute("aria-label").split("\n")[0]).wait_for()
    cnn.keyboard.press("Enter")
    cnn.get_by_text("Map 26 of layer 2, row").wait_for()
    cnn.wait_for_url(re.compile("layer=2&neuron=26"))
    assert tile.get_attribute("aria-selected") == "true"
    cnn.keyboard.press("End")
    last = int(cnn.locator(".st-key-layer_2_z .cursor").get_attribute("aria-setsize"))
    assert picture.get_by_role("option").get_attribute("aria-posinset") == str(last)
    cnn.keyboard.press("Home")
    cnn.keyboard.press("ArrowLeft")  # there is nothing
    assert picture.get_by_role("option").get_attribute("aria-posinset") == "1"
    cnn.keyboard.press("Tab")
    assert picture.get_by_role("option").count() == 0


def test_the_layers_have_the_names_of_the_network_that_is_chosen_and_links_keep_it(visit):
    page = visit("layer_activations")
    assert page.get_by_role("combobox", name="Layer", exact=True).input_value() == "Layer 1 · Dense → z1"
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="Our CNN", exact=True).click()
    page.get_by_text("Map 0 of layer 1").wait_for()
    page.wait_for_function("document.querySelector('.st-key-layer input').value === 'Layer 1 · Conv2D → z1'")
    settled(page)
    page.get_by_role("link", name="Dataset explorer").first.click()
    page.get_by_role("heading", name="Dataset explorer").wait_for()
    page.get_by_text("Prediction by Our CNN").wait_for()
    assert "network=cnn" in page.url


def test_a_choice_makes_one_entry_in_the_history_and_a_step_or_a_slider_none(visit):
    page = visit("layer_activations?network=cnn&layer=2&neuron=3&digit=2999&row=9&column=12")
    begun = entries(page)
    page.get_by_role("button", name="Next").click()
    page.wait_for_url(re.compile("digit=3000"))
    settled(page)
    page.locator(".st-key-digit").get_by_test_id("stNumberInputStepUp").click()
    page.wait_for_url(re.compile("digit=3001"))
    settled(page)
    page.get_by_role("slider", name="The kernel, step by step").press("ArrowDown")
    page.wait_for_url(re.compile("row=10"))
    assert entries(page) == begun
    page.get_by_role("radio", name="train").click()  # which has no digit 3001: the address changes in two places
    page.get_by_text("Train digit 0, labelled").wait_for()
    assert entries(page) == begun + 1
    page.get_by_role("link", name="Why this class").first.click()
    page.get_by_text("Train digit 0, labelled").wait_for()
    page.wait_for_url(re.compile("why_this_class.*split=train"))
    assert entries(page) == begun + 2
    page.go_back()
    page.get_by_text(re.compile("Map 3 of layer 2, row 10, column 12")).wait_for()
    settled(page)
    page.go_back()
    page.get_by_text("Test digit 3001, labelled").wait_for()


def entries(page):
    settled(page)
    page.wait_for_function("Object.hasOwn(history, 'pushState')")  # ui/history.js is there
    return page.evaluate("history.length")
