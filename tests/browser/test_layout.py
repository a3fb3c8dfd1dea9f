"""Where things stand on the screen: on a projector, on a phone, and after a click."""

import re

import pytest

from tests.browser.hand import settled

PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


def opened(visit, path, **size):
    """The page, with everything painted in its place."""
    page = visit(path, **size)
    page.locator("[data-testid=stApp] style").first.wait_for(state="attached")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    return page


def boxes(locator):
    locator.first.wait_for()
    return [element.bounding_box() for element in locator.all()]


def in_one_row(boxes):
    """Whether all boxes overlap vertically, and stand from left to right without overlapping."""
    beside = all(a["x"] + a["width"] <= b["x"] for a, b in zip(boxes, boxes[1:], strict=False))
    return beside and max(b["y"] for b in boxes) < min(b["y"] + b["height"] for b in boxes)


@pytest.mark.parametrize(("network", "pictures"), [("mlp", 3), ("cnn", 5)])
@pytest.mark.parametrize("width", [1280, 1440])
def test_the_whole_network_stands_in_one_row(visit, network, pictures, width):
    page = opened(visit, f"?network={network}", width=width, height=720)
    row = boxes(page.locator(".flow img, .flow .step, .flow .bars"))
    assert len(row) == 2 * pictures + 1
    assert in_one_row(row)
    assert row[-1]["x"] + row[-1]["width"] <= width
    button = page.get_by_role("button", name="Another digit").bounding_box()
    assert button["y"] + button["height"] <= 720


def test_no_words_of_the_diagram_cover_others(visit):
    page = opened(visit, "?network=cnn", **PROJECTOR)
    page.locator(".flow .bars").wait_for()
    words = boxes(page.locator(".flow b, .flow .shape, .flow .note span, .flow .words, .flow .bars > .row > *"))
    for i, a in enumerate(words):
        assert not any(overlap(a, b) for b in words[i + 1 :] if not inside(b, a))


def overlap(a, b, slack=1):
    return all(
        a[k] + slack < b[k] + b[size] and b[k] + slack < a[k] + a[size] for k, size in (("x", "width"), ("y", "height"))
    )


def inside(a, b):
    return all(
        b[k] - 1 <= a[k] and a[k] + a[size] <= b[k] + b[size] + 1 for k, size in (("x", "width"), ("y", "height"))
    )


def test_all_layers_of_the_mlp_stand_side_by_side(visit):
    page = opened(visit, "layer_activations", **PROJECTOR)
    assert in_one_row(boxes(page.locator(".st-key-input_image, [class*=st-key-layer_]")))
    assert in_one_row(boxes(page.locator(".st-key-factors figure")))


def test_the_sums_and_the_activations_of_a_convolution_stand_side_by_side(visit):
    page = opened(visit, "layer_activations?network=cnn", **PROJECTOR)
    for layer in (1, 2):
        assert in_one_row(boxes(page.locator(f".st-key-layer_{layer}_a, .st-key-layer_{layer}_z")))


@pytest.mark.parametrize("path", ["layer_activations", "why_this_class"])
def test_previous_and_next_stand_side_by_side_on_a_phone(visit, path):
    page = opened(visit, path, **PHONE)
    assert in_one_row([page.get_by_role("button", name=name).bounding_box() for name in ("Previous", "Next")])


IN_VIEW = """() => {
  const { top } = document.querySelector(".st-key-explanation").getBoundingClientRect()
  return 0 <= top && top < innerHeight / 2
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_click_on_a_neuron_brings_its_explanation_into_view(visit, motion):
    page = opened(visit, "layer_activations", **PROJECTOR)
    page.emulate_media(reduced_motion=motion)
    explanation = page.locator(".st-key-explanation")
    explanation.wait_for()
    assert explanation.bounding_box()["y"] > 720
    page.locator(".st-key-layer_1 .picture").first.click(position={"x": 100, "y": 30})
    page.get_by_text(re.compile(r"^Neuron (?!0 )\d+ of layer 1:")).wait_for()
    page.wait_for_function(IN_VIEW)


def test_only_a_click_on_a_picture_scrolls(visit):
    page = opened(visit, "layer_activations?layer=2&neuron=5", **PROJECTOR)
    main = page.locator("[data-testid=stMain]")
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Test digit 1, labelled").wait_for()
    settled(page)
    assert main.evaluate("main => main.scrollTop") == 0
    page.get_by_role("spinbutton", name="Neuron, 0 to 99").fill("7")
    page.keyboard.press("Enter")
    before = main.evaluate("main => main.scrollTop")
    page.get_by_text("Neuron 7 of layer 2").wait_for()
    settled(page)
    assert main.evaluate("main => main.scrollTop") == before


def test_all_ten_classes_stand_in_one_row(visit):
    page = opened(visit, "why_this_class", **PROJECTOR)
    assert in_one_row(boxes(page.locator(".tiles").last.locator("img")))


def test_on_a_phone_a_click_in_the_gallery_leads_to_the_digit(visit):
    page = visit("dataset_explorer", width=390, height=844)
    page.locator(".st-key-gallery button").nth(5).click()
    page.wait_for_function("""() => {
        const { top } = document.querySelector(".st-key-explanation").getBoundingClientRect()
        return top >= 0 && top < innerHeight / 2
    }""")
