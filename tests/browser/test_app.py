"""The app in a real browser: somebody draws, moves the slider, follows a link, and turns the light out."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.browser.hand import STROKES, draw, settled

PAGES = ["", "draw_and_predict", "dataset_explorer", "layer_activations", "why_this_class", "batch_timing"]
CANVASES = {"true": ".st-key-canvas-pen canvas", "false": "canvas.upper-canvas"}


@pytest.mark.parametrize("digit, live", [*((digit, "true") for digit in STROKES), (7, "false")])
def test_a_drawn_digit_is_read(visit, digit, live):
    page = visit(f"draw_and_predict?live={live}")
    page.get_by_role("heading", name="Draw a digit.").wait_for()
    draw(page, STROKES[digit], CANVASES[live])
    page.get_by_role("heading", name=re.compile(rf"a {digit}\.$")).wait_for()
    page.locator("figcaption", has_text="28 × 28").wait_for()


def test_the_bars_follow_while_the_pen_is_down(visit):
    page = visit("draw_and_predict")
    box = page.locator(CANVASES["true"]).bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 240, steps=10)
    page.get_by_role("heading", name=re.compile(r"a 1\.$")).wait_for()  # before the pen is lifted
    page.mouse.up()


def test_both_canvases_give_the_same_ink(visit):
    pictures = []
    for live, canvas in CANVASES.items():
        page = visit(f"draw_and_predict?live={live}")
        draw(page, STROKES[7], canvas)
        page.get_by_role("heading", name=re.compile(r"a 7\.$")).wait_for()
        if live == "true":
            page.locator(".pen .beside[aria-busy=false]").wait_for()
        settled(page)
        tile = page.locator("figure.tile", has_text=re.compile("^ink")).locator("img")
        content = base64.b64decode(tile.get_attribute("src").split(",", 1)[1])
        pictures.append(np.asarray(Image.open(io.BytesIO(content)), int))
    assert abs(pictures[0] - pictures[1]).mean() < 2  # of 255: edges only


@pytest.mark.parametrize("width", [1280, 390])
def test_two_digits_are_read_one_by_one_and_nothing_moves(visit, width):
    page = visit("draw_and_predict")
    page.set_viewport_size({"width": width, "height": 900})
    draw(page, [[(x - 70, y) for x, y in stroke] for stroke in STROKES[1]])
    page.get_by_role("heading", name=re.compile(r"a 1\.$")).wait_for()
    before = page.locator(".pen").bounding_box()["height"]
    draw(page, [[(x + 55, y) for x, y in stroke] for stroke in STROKES[7]])
    page.get_by_role("heading", name="These look like two digits: 1 and 7.").wait_for()
    assert page.locator(".pen").bounding_box()["height"] == pytest.approx(before, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_undo_clear_and_a_random_digit(visit):
    page = visit("draw_and_predict")
    draw(page, STROKES[1])
    page.get_by_role("heading", name=re.compile(r"a 1\.$")).wait_for()
    draw(page, STROKES[0])
    page.get_by_role("heading", name=re.compile(r"a 1\.$")).wait_for(state="hidden")
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_role("heading", name=re.compile(r"a 1\.$")).wait_for()
    page.get_by_role("button", name="Clear").first.click()
    page.get_by_role("heading", name="Draw a digit.").wait_for()
    page.get_by_role("button", name="Insert a random test digit").click()
    page.get_by_text("It is cropped, scaled and centred").wait_for()


def test_undo_brings_back_what_was_cleared_or_replaced(visit):
    page = visit("draw_and_predict")
    undo, is_a_7 = page.get_by_role("button", name="Undo"), page.get_by_role("heading", name=re.compile(r"a 7\.$"))
    draw(page, STROKES[7])
    is_a_7.wait_for()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("heading", name="Draw a digit.").wait_for()
    undo.click()
    is_a_7.wait_for()
    page.get_by_role("button", name="Insert a random test digit").click()
    note = page.get_by_text("It is cropped, scaled and centred")
    note.wait_for()
    undo.click()
    note.wait_for(state="hidden")
    is_a_7.wait_for()
    page.get_by_role("button", name="Insert a random test digit").click()
    note.wait_for()
    page.get_by_role("button", name="Clear").click()
    note.wait_for(state="hidden")
    undo.click()
    note.wait_for()  # the picture that comes back has its note


def test_the_chosen_canvas_and_its_ink_are_there_after_a_look_at_another_page(visit):
    page = visit("draw_and_predict")
    draw(page, STROKES[7])
    is_a_7 = page.get_by_role("heading", name=re.compile(r"a 7\.$"))
    is_a_7.wait_for()
    page.get_by_text("Predict while drawing").click()
    page.locator("canvas.upper-canvas").wait_for()
    settled(page)
    page.get_by_role("link", name="See which strokes count for the prediction").click()
    page.get_by_role("heading", name="Why this class").wait_for()
    settled(page)
    page.go_back()
    is_a_7.wait_for()
    settled(page)
    assert not page.get_by_role("switch", name="Predict while drawing").is_checked()
    page.get_by_text("Predict while drawing").click()
    page.locator(".pen canvas").wait_for()
    is_a_7.wait_for()
    draw(page, [[(40, 250), (240, 250)]])
    is_a_7.wait_for(state="hidden")  # the pen is alive


def test_a_drawing_follows_to_the_layers_and_back(visit):
    page = visit("draw_and_predict")
    draw(page, STROKES[7])
    page.get_by_role("heading", name=re.compile(r"a 7\.$")).wait_for()
    page.get_by_role("link", name="Follow this drawing through the layers").click()
    page.get_by_role("heading", name="Layer activations").wait_for()
    settled(page)
    page.get_by_role("link", name="Draw and predict").first.click()
    page.get_by_role("heading", name=re.compile(r"a 7\.$")).wait_for()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_by_its_address_and_fits_the_screen(visit, path):
    """On a phone, and on the wide screen that its window becomes."""
    page = visit(path, width=390, height=844)
    assert page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
    main = "document.querySelector('[data-testid=stMain]')"
    fits = f"() => {main}.scrollWidth - {main}.clientWidth <= 1"
    page.wait_for_function(fits)  # once the charts have their width
    page.set_viewport_size({"width": 1440, "height": 844})
    page.wait_for_function(fits)


def test_the_theme_follows_the_browser(visit):
    page = visit("draw_and_predict")
    background = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => ({background})() !== light", arg=light)
    channels = [int(n) for n in re.findall(r"\d+", page.evaluate(background))[:3]]
    assert max(channels) < 64


def test_the_address_carries_the_choice_of_network_and_data_from_page_to_page(visit):
    page = visit("?network=book")
    page.get_by_text("Download the weights").wait_for()
    page.get_by_role("link", name="Dataset explorer").first.click()
    page.get_by_role("heading", name="Dataset explorer").wait_for()
    page.get_by_text("Download the weights").wait_for()
    assert "network=book" in page.url


def test_the_slider_changes_the_figures_but_not_the_accuracy(visit):
    page = visit("batch_timing?batch=1")
    metric = page.locator('[data-testid="stMetric"]')
    seconds = metric.filter(has_text="All 4,000 images").locator('[data-testid="stMetricValue"]')
    accuracy = metric.filter(has_text="Accuracy").locator('[data-testid="stMetricValue"]')
    before, accurate = seconds.inner_text(), accuracy.inner_text()
    page.get_by_role("slider").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("batch=500"))
    seconds.filter(has_not_text=re.compile(rf"…|^{re.escape(before)}$")).wait_for()
    settled(page)
    assert milliseconds(seconds.inner_text()) < milliseconds(before)
    assert accuracy.inner_text() == accurate


def milliseconds(text):
    number, unit = text.replace(",", "").split()
    return float(number) * {"µs": 1e-3, "ms": 1, "s": 1e3}[unit]


def test_a_deep_link_opens_what_it_names(visit):
    page = visit("layer_activations?split=train&digit=12&layer=2&neuron=34")
    page.get_by_text("Train digit 12, labelled").wait_for()
    page.get_by_text("Neuron 34 of layer 2").wait_for()


def test_a_click_on_a_neuron_picks_it(visit):
    page = visit("layer_activations")
    square = page.locator(".st-key-layer_2 .picture").first
    box = square.bounding_box()
    place = {"x": box["width"] * 2.5 / 10, "y": box["height"] * 3.5 / 10}  # third column, fourth row
    square.hover(position=place)
    page.get_by_text(re.compile(r"^a2\[32\] = ")).wait_for()
    square.click(position=place)
    page.get_by_text("Neuron 32 of layer 2").wait_for()
    page.wait_for_url(re.compile("layer=2&neuron=32"))
    assert framed(page) == {"layer_2"}
    page.get_by_role("spinbutton", name="Neuron, 0 to 99").fill("7")
    page.keyboard.press("Enter")
    page.get_by_text("Neuron 7 of layer 2").wait_for()
    page.locator(".st-key-layer_2 .frame[style*='left: 70%']").first.wait_for()


def framed(page):
    """The keys of the pictures in which a tile has a frame."""
    keys = "frame => frame.getRootNode().host.closest('[class*=st-key-]').className.match(/st-key-(\\w+)/)[1]"
    return {frame.evaluate(keys) for frame in page.locator(".picture .frame:not([hidden])").all()}


def test_a_click_on_a_feature_map_picks_it(visit):
    page = visit("layer_activations?network=cnn")
    maps = page.locator(".st-key-layer_2_z .picture")
    box = maps.bounding_box()
    maps.click(position={"x": box["width"] * 2.5 / 8, "y": box["height"] * 1.5 / 8})  # third column, second row
    page.get_by_text(re.compile("Map 10 of layer 2, row")).wait_for()
    page.wait_for_url(re.compile("layer=2&neuron=10"))
    assert framed(page) == {"layer_2_a", "layer_2_z"}
    page.locator(".st-key-layer_5 .picture").first.click()
    page.get_by_text("of layer 3:").wait_for()
    page.wait_for_url(re.compile("layer=5"))
    page.go_back()  # one click is one step
    page.get_by_text(re.compile("Map 10 of layer 2, row")).wait_for()


def test_the_layers_have_the_names_of_the_network_that_is_chosen(visit):
    page = visit("layer_activations")
    assert page.get_by_role("combobox", name="Layer", exact=True).input_value() == "Layer 1 · Dense → z1"
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="Our CNN", exact=True).click()
    page.get_by_text("Map 0 of layer 1").wait_for()
    page.wait_for_function("document.querySelector('.st-key-layer input').value === 'Layer 1 · Conv2D → z1'")


def test_the_kernel_slides_over_the_image_by_keyboard(visit):
    page = visit("layer_activations?network=cnn&neuron=5&row=9&column=12")
    page.get_by_text("Map 5 of layer 1, row 9, column 12").wait_for()
    row, column = page.locator(".st-key-row"), page.locator(".st-key-column")
    row.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Map 5 of layer 1, row 10, column 12").wait_for()
    column.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_text("Map 5 of layer 1, row 10, column 11").wait_for()
    page.wait_for_url(re.compile("row=10&column=11"))


def test_a_choice_makes_one_entry_in_the_history_and_a_step_or_a_slider_none(visit):
    page = visit("layer_activations?network=cnn&layer=2&neuron=3&digit=2999&row=9&column=12")
    begun = entries(page)
    page.get_by_role("button", name="Next").click()
    page.wait_for_url(re.compile("digit=3000"))
    page.locator(".st-key-digit").get_by_test_id("stNumberInputStepUp").click()
    page.wait_for_url(re.compile("digit=3001"))
    settled(page)
    page.locator(".st-key-row").get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
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
    page.go_back()
    page.get_by_text("Test digit 3001, labelled").wait_for()


def entries(page):
    settled(page)
    page.wait_for_function("Object.hasOwn(history, 'pushState')")  # ui/history.js is there
    return page.evaluate("history.length")


def test_a_click_in_the_gallery_shows_the_digit_large_and_leads_to_its_layers(visit):
    page = visit("dataset_explorer")
    page.locator(".st-key-gallery button").nth(5).click()
    page.wait_for_url(re.compile("digit=5"))
    settled(page)
    page.get_by_role("link", name="Follow this digit through the layers").click()
    page.get_by_text("Test digit 5, labelled").wait_for()


def test_a_picture_is_read_and_a_bad_file_is_explained(visit, tmp_path):
    page = visit("draw_and_predict")
    page.get_by_text("Upload a picture").click()
    chooser = page.locator('input[type="file"]').last
    chooser.set_input_files(files=[{"name": "digit.png", "mimeType": "image/png", "buffer": b"no picture"}])
    page.get_by_text("The file is not a PNG or JPEG picture").wait_for()
    page.get_by_text("Upload a picture").click()
    chooser.set_input_files(files=[{"name": "one.png", "mimeType": "image/png", "buffer": photo_of_a_one()}])
    page.get_by_role("heading", name=re.compile(r"a 1\.$")).wait_for()


def photo_of_a_one():
    image = Image.new("L", (300, 300), 230)
    ImageDraw.Draw(image).line([(150, 60), (150, 240)], fill=40, width=22)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
