"""The menu, and the gallery of the dataset explorer: by mouse, by finger, and by the keyboard alone."""

import re

from tests.browser.hand import PHONE, WIDE, settled


def test_the_menu_of_a_phone_closes_after_a_tap_and_when_the_app_is_opened(visit):
    page = visit(**PHONE)
    menu, opener = page.get_by_test_id("stSidebar"), page.get_by_test_id("stExpandSidebarButton")
    page.wait_for_function("window.menuCloses")
    for title in ("Batch timing", "Draw and predict"):
        opener.click()
        menu.get_by_role("link", name=title).click()
        page.get_by_role("heading", name=title, level=1).wait_for()
        is_closed(menu)
    opener.click()
    menu.get_by_role("link", name="Overview").wait_for()
    page.reload()
    settled(page)
    is_closed(menu)


def is_closed(menu):
    menu.page.wait_for_function("menu => menu.getBoundingClientRect().right <= 0", arg=menu.element_handle())


def test_the_menu_of_a_wide_screen_stays_open_and_shows_where_the_keyboard_is(visit):
    page = visit()
    menu = page.get_by_test_id("stSidebar")
    links = menu.get_by_role("link")
    outline = "link => getComputedStyle(link).outlineStyle + getComputedStyle(link).outlineWidth"
    links.nth(0).focus()
    page.keyboard.press("Tab")
    assert links.nth(1).evaluate(outline) == "solid2px"
    assert links.nth(0).evaluate(outline) != "solid2px"  # the current page
    menu.get_by_role("link", name="Why this class").click()
    page.get_by_role("heading", name="Why this class").wait_for()
    settled(page)
    assert menu.get_by_role("link", name="Overview").is_visible()


def test_a_click_in_the_gallery_leads_to_the_digit_and_its_layers_and_arrow_keys_to_others(visit):
    page = visit("dataset_explorer", **PHONE)
    page.locator(".st-key-gallery button").nth(5).click()
    page.wait_for_url(re.compile("digit=5"))
    page.wait_for_function(IN_VIEW)
    page.set_viewport_size(WIDE)
    settled(page)
    gallery = page.get_by_role("listbox", name="Digits", exact=True)
    digits = gallery.get_by_role("option")
    columns = gallery.evaluate("g => getComputedStyle(g).gridTemplateColumns.split(' ').length")
    assert digits.nth(5).get_attribute("aria-selected") == "true"
    assert gallery.locator("[tabindex='0']").count() == 1
    digits.nth(5).focus()
    for keys, there in (
        (["ArrowRight"], 6),
        (["ArrowDown"], 6 + columns),
        (["ArrowLeft", "ArrowUp"], 5),
        (["Home", "ArrowLeft", "ArrowUp"], 0),
        (["End", "ArrowDown"], digits.count() - 1),
        (["Home", "ArrowRight", "ArrowRight"], 2),
    ):
        for key in keys:
            page.keyboard.press(key)
        assert focused(page) == digits.nth(there).get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("digit=2(&|$)"))
    page.get_by_role("heading", name=re.compile("^Labelled")).wait_for()
    settled(page)
    assert gallery.get_by_role("option", selected=True).get_attribute("aria-label").startswith("Digit 2,")
    assert focused(page) == digits.nth(2).get_attribute("aria-label")
    page.keyboard.press("Tab")
    assert gallery.locator(":focus").count() == 0
    page.get_by_role("link", name="Follow this digit through the layers").click()
    page.get_by_text("Test digit 2, labelled").wait_for()


IN_VIEW = """() => {
  const { top } = document.querySelector(".st-key-explanation").getBoundingClientRect()
  return 0 <= top && top < innerHeight / 2
}"""


def focused(page):
    """The name of the element that has the keyboard, also inside a component."""
    return page.evaluate("""() => {
        let element = document.activeElement
        while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        return element.ariaLabel
    }""")
