"""The book's programs, stepped through in a real browser: by mouse, keyboard and finger, without the server."""

import re

import pytest

from tests.browser.conftest import Visits
from tests.browser.hand import PHONE, PROJECTOR, settled

BATCH = "book_programs?program=batch"


@pytest.fixture(scope="module")
def opened(browser, server):
    with Visits(browser, server) as visit:
        yield visit("book_programs?program=three_layers", **PROJECTOR)


@pytest.fixture
def page(opened):
    """One page for all tests here, at the first step."""
    opened.locator(".code").press("Home")
    return opened


def lit(page):
    return page.locator(".code .lit").inner_text().strip()


def step(page):
    return page.locator(".place").inner_text()


def test_keys_step_and_the_address_follows(page):
    begun = page.evaluate("history.length")
    code = page.locator(".code")
    code.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert step(page) == "Step 4 of 39" and lit(page).startswith("A1 = np.dot(X, W1) + B1")
    assert re.search("step=4$", page.url)
    assert page.locator(".now .cells").inner_text().split() == ["0.3", "0.7", "1.1"]
    page.keyboard.press("ArrowLeft")
    assert step(page).startswith("Step 3 of")
    page.keyboard.press("End")
    assert "0.69627909" in page.locator(".output").inner_text()
    page.keyboard.press("Home")
    assert step(page).startswith("Step 1 of") and "step" not in page.url
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    assert page.evaluate("history.length") == begun


def test_a_step_needs_no_server_and_is_painted_at_once(page):
    sent = []
    page.evaluate(
        "() => { const send = WebSocket.prototype.send; window.frames_sent = 0; "
        "WebSocket.prototype.send = function (...data) { frames_sent++; return send.apply(this, data) } }"
    )
    forward = page.get_by_role("button", name="Step", exact=True)
    for _ in range(20):
        forward.click()
    assert step(page).startswith("Step 21 of")
    sent = page.evaluate("frames_sent")
    assert sent == 0


def test_buttons_go_back_and_to_both_ends(page):
    page.get_by_role("button", name="Last step").click()
    assert step(page) == "Step 39 of 39" and page.get_by_role("button", name="Step", exact=True).is_disabled()
    page.get_by_role("button", name="Back").click()
    assert step(page) == "Step 38 of 39"
    page.get_by_role("button", name="First step").click()
    assert step(page) == "Step 1 of 39" and page.get_by_role("button", name="Back").is_disabled()


def test_a_click_on_a_line_runs_to_it(page):
    page.locator(".code [data-number='26']").click()
    assert lit(page).startswith("A3 = np.dot(Z2, W3) + B3")
    page.locator(".code [data-number='1']").click()  # nothing is executed there
    assert lit(page).startswith("A3 = np.dot(Z2, W3) + B3")


def test_a_function_shows_its_own_variables_while_it_runs(page):
    page.get_by_role("button", name="Last step").click()
    assert page.locator(".all h3").count() == 0
    page.locator(".code").press("Home")
    page.get_by_text("def forward(network, x):").first.click()
    assert page.locator(".all h3").all_inner_texts() == ["In forward", "In the program"]


def test_a_product_opens_by_keyboard_and_shows_the_row_and_the_column(page):
    page.locator(".code").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert re.search("step=4&open=1$", page.url)
    below = page.locator(".opened .below")
    assert "1 × 0.1 + 0.5 × 0.2 + 0.1" in below.inner_text()
    result = page.locator(".opened .field").last
    result.press("ArrowRight")
    assert below.inner_text().startswith("A1[1] = X · W1[:, 1] + B1[1] = 0.7")
    box = result.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 5 / 6, box["y"] + box["height"] / 2)
    assert "1 × 0.5 + 0.5 × 0.6 + 0.3" in below.inner_text()
    page.locator(".code").press("Escape")
    assert page.locator(".opened").count() == 0 and "open" not in page.url


def test_a_link_opens_the_step_and_back_leads_to_the_program_before(visit):
    page = visit(f"{BATCH}&step=16&open=1", **PROJECTOR)
    page.get_by_text("a1[0, 0] = x[0, :] · W1[:, 0] + b1[0] =").wait_for()
    assert "784" in page.locator(".opened .shapes").inner_text()
    page.locator(".code").press("ArrowRight")
    page.get_by_role("combobox", name="Program").click()
    page.get_by_role("option", name="3.5 · Softmax").click()
    page.wait_for_url(re.compile(r"program=softmax$"))
    settled(page)
    page.locator(".place", has_text="Step 1 of").wait_for()
    page.go_back()
    page.wait_for_url(re.compile(r"program=batch&step=17$"))
    page.locator(".place", has_text="Step 17 of").wait_for()
    settled(page)
    page.get_by_role("radio", name="日本語").click()
    page.get_by_role("heading", name="本のプログラム").wait_for()
    settled(page)
    page.locator(".place", has_text="ステップ17").wait_for()
    assert "step=17" in page.url


def test_a_broken_program_opens_where_it_fails(visit):
    page = visit(BATCH, **PROJECTOR)
    page.get_by_role("radio", name="np.dot(W1, x)").click()
    page.get_by_text("ValueError: shapes (784,50) and (100,784) not aligned: 50 (dim 1) != 100 (dim 0)").wait_for()
    assert page.locator(".shapes.clash b").all_inner_texts() == ["50", "100"]
    page.wait_for_url(re.compile("program=batch&broken=swapped$"))


def test_what_a_line_does_is_predicted_before_it_is_seen(visit):
    page = visit(f"{BATCH}&step=15&predict=true", **PROJECTOR)
    page.locator(".code").press("ArrowRight")
    assert page.locator(".question").inner_text() == "This line runs next. Which shape will a1 have?"
    assert not page.get_by_text("# (100, 784) and (784, 50) -> (100, 50)").is_visible()  # which would tell
    assert "Comments are hidden" in page.locator(".now").inner_text()
    assert step(page).startswith("Step 15 of")
    page.get_by_role("button", name="(50, 100)", exact=True).click()
    wrong, why, score = page.locator(".verdict p").all_inner_texts()
    assert wrong == "You chose (50, 100), but it is (100, 50)."
    assert "784, disappear and the others stay: (100, 784) · (784, 50) → (100, 50)." in why
    assert step(page).startswith("Step 16 of") and score == "0 of 1 right on this visit."
    page.locator(".code").press("ArrowLeft")
    page.keyboard.press("ArrowRight")  # not asked again
    assert page.locator(".question").count() == 0
    page.get_by_role("combobox", name="Program").click()
    page.get_by_role("option", name="3.6.3 · What axis means").click()
    page.wait_for_url(re.compile("program=axis"))
    settled(page)
    page.locator(".place", has_text="of 23").wait_for()
    page.locator(".code [data-number='18']").click()
    page.locator(".code").press("ArrowRight")
    page.get_by_role("button", name="[1 2 1 0]", exact=True).click()
    right, _, score = page.locator(".verdict p").all_inner_texts()
    assert right == "Right: [1 2 1 0]." and score == "1 of 2 right on this visit."  # of both programs


@pytest.fixture(scope="module")
def counting(browser, server):
    with Visits(browser, server) as visit:
        yield visit("book_programs?program=one_by_one&at=p", **PROJECTOR)


def test_a_link_leads_to_the_line_that_sets_a_variable(counting):
    assert lit(counting).startswith("p = np.argmax(y)") and "Turn 1 of 4,000" in counting.locator(".now").inner_text()
    assert "at=" not in counting.url


def test_a_click_leads_to_another_turn_and_one_on_a_line_stays_in_it(counting):
    page = counting
    turn = page.locator(".now .heading b")
    page.get_by_role("button", name="is the first whose image is misclassified").click()
    misread = turn.inner_text()
    assert lit(page).startswith("p = np.argmax(y)") and page.locator(".read .wrong").is_visible()
    assert page.locator(".turns [aria-current=true]").inner_text() == misread.split()[1]
    page.locator(".code [data-number='44']").click()
    assert lit(page).startswith("for i in") and turn.inner_text() == misread
    page.locator(".code [data-number='35']").click()  # in a function that the turn calls
    assert lit(page).startswith("a3 =") and turn.inner_text() == misread
    page.locator(".growth svg").click(position={"x": 370, "y": 10})
    assert turn.inner_text() == "Turn 4,000 of 4,000" and lit(page).startswith("a3 =")
    page.get_by_role("button", name="2", exact=True).press("Enter")
    assert turn.inner_text() == "Turn 2 of 4,000" and page.locator(".read .wrong").count() == 0


def test_a_step_leads_to_the_page_that_goes_deeper_and_back(counting):
    page = counting
    page.get_by_role("button", name="is the first whose image is misclassified").click()
    page.locator(".code [data-number='46']").click()
    index = page.locator(".variable", has=page.get_by_text("i", exact=True)).locator(".text").inner_text()
    link = page.get_by_role("link", name="This mistake in the Dataset explorer")
    assert f"digit={index}" in link.get_attribute("href")
    link.click()
    page.get_by_role("heading", name="Dataset explorer").wait_for()
    settled(page)
    assert "reading=wrong" in page.url and page.get_by_label("Index").input_value() == index
    page.get_by_role("link", name="This line of the book's program").click()
    page.locator(".place").wait_for()
    settled(page)
    assert lit(page).startswith("p = np.argmax(y)")


def test_a_slider_changes_the_input_and_the_step_stays(page):
    page.locator(".code [data-number='10']").click()
    place = step(page)
    page.locator(".st-key-x1 input[type=range]").press("ArrowLeft")
    page.wait_for_url(re.compile("x1=0.9"))
    page.locator(".code", has_text="X = np.array([0.9, 0.5])").wait_for()
    settled(page)
    assert step(page) == place and page.locator(".now .cells").inner_text().split() == ["0.29", "0.67", "1.05"]
    reached = page.locator(".figure .reached")
    assert reached.count() == 1 and "0.900" in reached.text_content()
    page.locator(".code").press("End")
    assert reached.count() == 4
    page.locator(".st-key-x1 input[type=range]").press("ArrowRight")
    page.locator(".code", has_text="X = np.array([1.0, 0.5])").wait_for()
    settled(page)


def test_all_programs_are_in_sight_at_once(page):
    page.get_by_role("combobox", name="Program").click()
    frame = page.locator("[data-testid=stSelectboxVirtualDropdown] > [role=listbox]")
    frame.wait_for()
    assert frame.get_by_role("option").count() == 10
    assert frame.evaluate("list => list.scrollHeight <= list.clientHeight")
    page.keyboard.press("Escape")


def test_on_a_phone_the_steps_stand_at_the_thumb(browser, server):
    with Visits(browser, server) as visit:
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
        visit.contexts.append(context)
        page = context.new_page()
        page.goto(f"{server}/book_programs?program=three_layers")
        settled(page)
        forward = page.get_by_role("button", name="Step", exact=True)
        for _ in range(3):
            forward.tap()
        box = forward.bounding_box()
        assert box["y"] + box["height"] > PHONE["height"] - 80 and box["height"] >= 44
        code, now = (page.locator(name).bounding_box() for name in (".code", ".now"))
        assert code["y"] + code["height"] <= now["y"] < PHONE["height"] / 2 + 100
        page.locator(".chip").tap()
        page.get_by_text("A1[0] = X · W1[:, 0] + B1[0] = 0.3").wait_for()
