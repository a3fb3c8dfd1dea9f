"""The page in another language, as a browser shows it: it is told the language, and nothing runs out of the screen."""

import pytest

from tests.browser.hand import settled

TITLES = {
    "en": "See how a neural network works",
    "zh-CN": "看神经网络如何工作",
    "ja": "ニューラルネットワークの仕組みを見る",
}
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


def shows(page, tag):
    page.get_by_role("heading", name=TITLES[tag]).wait_for()
    page.wait_for_function("(tag) => document.documentElement.lang === tag", arg=tag)
    return True


def test_the_browser_knows_the_language_and_its_history_has_it(visit):
    page = visit()
    assert shows(page, "en")
    page.locator(".st-key-lang").get_by_text("日本語").click()
    assert shows(page, "ja") and page.url.endswith("?lang=ja")
    page.locator(".st-key-lang").get_by_text("中文").click()
    assert shows(page, "zh-CN") and page.url.endswith("?lang=zh")
    page.go_back()
    assert shows(page, "ja")


def test_the_list_of_drawings_stays_open_in_another_language(visit):
    page = visit("draw_and_predict")
    page.get_by_text("Drawings of this visit").click()
    page.get_by_text("The last 50 drawings").wait_for()
    page.locator(".st-key-lang").get_by_text("中文").click()
    page.locator("[data-testid=stExpander] details[open]").get_by_text("这次写过的数字").wait_for()
    settled(page)
    assert page.locator("[data-testid=stExpander] details[open]").count() == 1


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_a_phone_has_room_for_it(visit, language):
    page = visit(f"?lang={language}", width=390)
    settled(page)
    assert page.evaluate(OVERFLOW) <= 0
    if language == "ja":  # its longest word stays on one line
        heading = page.get_by_role("heading", name=TITLES["ja"])
        assert (
            heading.evaluate("e => Number.parseFloat(getComputedStyle(e).fontSize)") * 11
            <= heading.bounding_box()["width"]
        )
