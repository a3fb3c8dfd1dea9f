"""The page Experiments in a browser: the control, the gallery, the ways on, and a guess."""

import re

from tests.browser.hand import PHONE, settled


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
