"""Where things stand on the overview and on "Why this class", on a projector and on a phone."""

import pytest

from tests.browser.hand import PHONE, PROJECTOR, boxes, in_one_row, settled
from tests.browser.network import CANVAS


@pytest.mark.parametrize("width", [1440, 1280])
def test_the_whole_network_is_in_sight_on_the_overview(visit, width):
    page = visit(width=width, height=720)
    for network, weights in (("Our MLP", "45,360"), ("Our CNN", "1,199,882")):
        page.get_by_role("combobox", name="Network").click()
        page.get_by_role("option", name=network, exact=True).click()
        page.get_by_text(weights).wait_for()
        settled(page)
        panel = page.locator(CANVAS).bounding_box()
        assert panel["y"] > 0 and panel["y"] + panel["height"] <= 720
        assert panel["width"] > 850 and panel["x"] + panel["width"] <= width
        below = page.get_by_role("link", name="Draw your own"), page.get_by_role("button", name="Another digit")
        assert in_one_row([element.bounding_box() for element in below])


def test_all_ten_classes_and_on_a_phone_previous_and_next_stand_in_one_row(visit):
    page = visit("why_this_class", **PROJECTOR)
    assert in_one_row(boxes(page.locator(".tiles").last.locator("img")))
    page.set_viewport_size(PHONE)
    settled(page)
    assert in_one_row([page.get_by_role("button", name=name).bounding_box() for name in ("Previous", "Next")])
