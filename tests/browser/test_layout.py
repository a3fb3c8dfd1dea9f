"""Where things stand on the overview and on "Why this class", on a projector and on a phone."""

from tests.browser.hand import PHONE, PROJECTOR, boxes, in_one_row, settled


def test_the_whole_network_stands_in_one_row_and_no_words_cover_others(visit):
    page = visit(**PROJECTOR)
    for pictures in (3, 5):
        if pictures == 5:
            page.get_by_role("combobox", name="Network").click()
            page.get_by_role("option", name="Our CNN", exact=True).click()
            page.get_by_text("1,199,882").wait_for()
        for width in (1440, 1280):
            page.set_viewport_size({"width": width, "height": 720})
            settled(page)
            row = boxes(page.locator(".flow img, .flow .step, .flow .bars"))
            assert len(row) == 2 * pictures + 1
            assert in_one_row(row)
            assert row[-1]["x"] + row[-1]["width"] <= width
            button = page.get_by_role("button", name="Another digit").bounding_box()
            assert button["y"] + button["height"] <= 720
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


def test_all_ten_classes_and_on_a_phone_previous_and_next_stand_in_one_row(visit):
    page = visit("why_this_class", **PROJECTOR)
    assert in_one_row(boxes(page.locator(".tiles").last.locator("img")))
    page.set_viewport_size(PHONE)
    settled(page)
    assert in_one_row([page.get_by_role("button", name=name).bounding_box() for name in ("Previous", "Next")])
