"""The page Experiments in a browser: the control, the gallery, the ways on, and a guess."""

import re

import pytest

from mnistcore import load_network
from mnistcore.experiments.table import EXPERIMENTS, NONE, PAIR
from tests.browser.hand import PHONE, WIDE, settled
from ui import words
from ui.experiments import controls
from ui.figures import effect_curve


def figures(page):
    return page.locator(".effect .figures b").inner_text()


def test_the_control_moves_the_answer_and_the_address(visit):
    page = visit("experiments?experiment=rotate&amount=40")
    before = figures(page)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("amount=50"))
    settled(page)
    assert figures(page) != before
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("amount=40"))
    settled(page)
    assert figures(page) == before


def test_a_click_in_the_gallery_makes_a_digit_the_example_and_links_lead_on(visit):
    page = visit("experiments?experiment=blur&amount=3", **PHONE)
    page.locator(".st-key-changes button").nth(3).click()
    page.wait_for_url(re.compile(r"digit=\d+"))
    index = re.search(r"digit=(\d+)", page.url)[1]
    page.locator(".example").get_by_text(re.compile(f"^Test digit {index}, labelled")).wait_for()
    settled(page)
    page.get_by_role("link", name="In the explorer").click()
    page.get_by_role("heading", name="Dataset explorer", level=1).wait_for()
    page.wait_for_url(re.compile(f"digit={index}(&|$)"))
    settled(page)
    page.go_back()
    page.get_by_role("heading", name="Experiments", level=1).wait_for()
    settled(page)
    page.get_by_role("button", name="On the canvas").click()
    page.get_by_text(f"Test digit {index}, labelled").wait_for()
    page.wait_for_url(re.compile("draw_and_predict"))


def test_a_guess_comes_before_the_figures_and_beside_them_after(visit):
    page = visit("experiments?experiment=noise&amount=0.4&guess=true")
    assert page.locator(".effect").count() == 0
    page.get_by_role("slider", name="Your guess").focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    page.get_by_role("button", name="Measure").click()
    page.get_by_text("Your guess: 51%.").wait_for()
    assert page.get_by_text("Mean gap of 1 guess").count() == 1


def test_a_cnn_answers_for_all_digits_as_a_job(visit):
    page = visit("experiments?experiment=activation&amount=tanh&network=cnn")
    page.get_by_text("Of 2,000 test digits").wait_for()
    page.get_by_text("All 4,000 test digits").click()
    page.get_by_text("Of 4,000 test digits").wait_for()
    page.wait_for_url(re.compile("all=true"))


POINTS = ".st-key-points .picture"


@pytest.mark.parametrize(
    ("query", "options", "place", "address", "note"),
    [
        ("experiment=shift&amount=2", WIDE, 4, "amount=4", "4 px\nAccuracy: "),
        ("experiment=activation&amount=tanh", PHONE, 0, "amount=sigmoid", "sigmoid\nAccuracy: "),
        ("experiment=neuron&amount=0", WIDE, 31, "amount=31", "no. 31\nAccuracy: "),
        ("experiment=refuse&amount=0.9", PHONE, 9, "amount=0.999", "at least 99.9%\nDigits answered: "),
    ],
)
def test_a_point_tells_its_value_and_a_click_sets_the_control(visit, query, options, place, address, note):
    page = visit(f"experiments?{query}", **options)
    x, y = point(page, place)
    page.mouse.move(x, y)
    assert page.locator(".st-key-points .note").inner_text().startswith(note)
    page.mouse.click(x, y)
    page.wait_for_url(re.compile(rf"[?&]{address}(&|$)"))
    settled(page)
    told = page.locator(".st-key-points .note").inner_text().rpartition(" ")[2]
    assert told in figures(page) or "refuse" in query


def point(page, place):
    """Where a point of the curve is on the screen."""
    page.locator(POINTS).focus()
    page.keyboard.press("Home")
    for _ in range(place):
        page.keyboard.press("ArrowRight")
    box = page.locator(".st-key-points .cursor").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_arrow_keys_go_from_point_to_point(visit):
    page = visit("experiments?experiment=blur&amount=2")
    page.locator(POINTS).focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".st-key-points .cursor").get_attribute("aria-label").startswith("σ = 2.5 px\nAccuracy: ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("amount=2.5"))


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_the_labels_of_a_curve_do_not_collide(visit, monkeypatch, lang):
    monkeypatch.setattr(words, "language", lambda: lang)
    network = load_network("mlp")
    page = visit.blank(**PHONE)
    for experiment in EXPERIMENTS.values():
        if experiment.kind == PAIR:
            continue
        offered = experiment.offered(network, next(iter(experiment.variants_for(network)), None))
        curve = effect_curve.Curve(
            [controls.short(experiment, amount) for amount in offered],
            dict.fromkeys(range(len(offered)), 1.0),
            len(offered) - 1,
            words.say(experiment.axis),
            words.say("Accuracy"),
        )
        draw = effect_curve.named if isinstance(offered[0], str) else effect_curve.numbered
        drawn = draw(curve)
        if experiment.kind == NONE:
            answered = [1 - 0.05 * place for place in range(len(offered))]
            drawn = effect_curve.trade_off(
                curve, answered, {words.say(name): answered for name in ("scribbles", "figures")}
            )
        page.set_content(f'<svg viewBox="0 0 400 {drawn.height}" font-family="sans-serif">{drawn.content}</svg>')
        assert page.evaluate(COLLISIONS) == [], experiment.name


COLLISIONS = """() => {
  const texts = [...document.querySelectorAll("text")].map((text) => ({ said: text.textContent, box: text.getBBox() }))
  const meet = (from, size, other, otherSize) => from < other + otherSize && other < from + size
  const collide = (a, b) => meet(a.x, a.width, b.x, b.width) && meet(a.y, a.height - 4, b.y, b.height - 4)
  return texts.flatMap(({ said, box }, i) => [
    ...(box.x < -1 || box.x + box.width > 401 ? [said] : []),
    ...texts.slice(i + 1).filter((other) => collide(box, other.box)).map((other) => `${said} | ${other.said}`),
  ])
}"""


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_on_a_phone_the_curve_follows_the_control_and_the_tabs_stand_in_one_row(visit, lang):
    page = visit(f"experiments?experiment=shift&lang={lang}", **PHONE)
    order = ".st-key-experiment", ".st-key-amount", ".effect", POINTS, ".example", ".st-key-changes"
    tops = [page.locator(place).bounding_box()["y"] for place in order]
    assert tops == sorted(tops)
    tabs = [tab.bounding_box() for tab in page.locator(".st-key-changed button").all()]
    assert len(tabs) == 3 and len({(tab["y"], tab["height"]) for tab in tabs}) == 1
    assert all(
        tab.evaluate("e => e.scrollWidth <= e.clientWidth") for tab in page.locator(".st-key-changed button").all()
    )
