"""Files that try something: what they and the arrays in them are called is only text on the page."""

import io
import re
from urllib.parse import urlsplit

import numpy as np

from tests.browser.hand import settled

IMAGE = "![](//a.invalid/x.png)"
TRICKS = (
    f"{IMAGE} [click](https://elsewhere.invalid) https://elsewhere.invalid www.elsewhere.invalid a@elsewhere.invalid "
    ":red[warning] :material/home: :smile: :blue-badge[new] $x^2$ $$y$$ **bold** _italic_ `code` ~~gone~~ #1 -- a -> b "
    "<b>bold</b> <img src=//elsewhere.invalid/x.png> &amp; \\ .npz"
)
GOOD = {"W1": np.ones((784, 10), np.float16), "b1": np.ones(10, np.float16)}


def upload(page, name, arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    uploader = page.get_by_test_id("stFileUploaderDropzoneInput").first
    uploader.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": file.getvalue()})


def hosts(page):
    """The hosts that the page asks for something from now on."""
    found = set()
    page.on("request", lambda request: found.add(urlsplit(request.url).hostname or "no host: data in the address"))
    return found


def test_names_from_a_file_are_only_text_and_the_server_keeps_the_numbers_alone(visit):
    page = visit("dataset_explorer?network=own%20file")
    asked = hosts(page)
    upload(page, TRICKS, {IMAGE: np.ones(3), **GOOD})
    alert = page.get_by_test_id("stAlert").first
    alert.get_by_text(IMAGE[:10]).wait_for()
    assert TRICKS in alert.inner_text() and repr(IMAGE) in alert.inner_text()
    assert alert.locator("a, img, code, strong, em, del, .katex").count() == 0

    upload(page, TRICKS, GOOD)
    alert.wait_for(state="hidden")
    settled(page)
    label = page.get_by_text("Prediction by").first
    assert label.inner_text() == f"Prediction by {TRICKS}"
    assert label.locator("a, img, code, strong, em, del, .katex").count() == 0
    assert "127.0.0.1" in asked and asked <= {"127.0.0.1", "no host: data in the address"}

    upload(page, "mine.npz", GOOD)
    page.get_by_text("Prediction by mine.npz").first.wait_for()
    settled(page)
    held = page.request.get(f"{page.url.partition('dataset_explorer')[0]}_stcore/metrics")
    assert held.ok and "UploadedFileManager" not in held.text()  # the server keeps no file
    page.get_by_test_id("stSidebar").get_by_text("mine.npz").wait_for()  # the page still says which file it was
    page.get_by_test_id("stSidebar").get_by_role("link", name="Overview").click()
    digit = page.get_by_text(re.compile(r"^Test digit \d+, labelled \d\."))
    digit.wait_for()
    settled(page)
    before = digit.inner_text()
    page.get_by_role("button", name="Another digit").click()
    digit.filter(has_not_text=before).wait_for()
    settled(page)
    page.get_by_text("784-10 · softmax").wait_for()
