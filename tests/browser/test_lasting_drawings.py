"""A drawing outlasts reloads, other pages and the server, and its messages do not meet clicks on links."""

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.conftest import TIMEOUT
from tests.browser.hand import NOTE, STROKES, at_rest, draw, heading, insert_a_test_digit, settled


def test_a_reload_and_a_full_load_of_another_page_bring_the_drawing_back(visit, server):
    page = visit("draw_and_predict")
    draw(page, STROKES[7])
    at_rest(page)
    page.reload()
    heading(page, 7).wait_for()
    at_rest(page)
    insert_a_test_digit(page)
    text = page.get_by_text(NOTE).inner_text()
    at_rest(page)
    page.goto(f"{server}/batch_timing")
    settled(page)
    page.get_by_role("link", name="Draw and predict").first.click()
    page.get_by_text(text).wait_for()
    at_rest(page)
    follow_to_the_layers_and_back(page)
    page.get_by_text(text).wait_for()
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Draw here").wait_for()
    at_rest(page)
    page.reload()
    page.get_by_text("Draw here").wait_for()
    assert page.locator(".bars").count() == 0


def follow_to_the_layers_and_back(page):
    page.get_by_role("link", name="Follow this drawing through the layers").click()
    page.get_by_text("Your drawing").wait_for()
    settled(page)
    page.get_by_role("link", name="Draw and predict").first.click()


class SlowLine:
    """The connection of a page to the server, on which answers can be held back."""

    def __init__(self, page):
        self.sent, self.held, self.holding = [], [], False
        page.route_web_socket("**/_stcore/stream", self.connect)

    def connect(self, browser):
        self.browser, server = browser, browser.connect_to_server()

        def forward(message):
            self.sent.append(BackMsg.FromString(message).rerun_script.fragment_id)  # "" for a whole page
            server.send(message)

        browser.on_message(forward)
        server.on_message(lambda message: self.held.append(message) if self.holding else browser.send(message))

    def hold(self):
        self.sent, self.held, self.holding = [], [], True

    def release(self):
        self.holding = False
        for message in self.held:
            self.browser.send(message)


def test_a_message_of_the_pen_and_a_click_on_a_link_are_never_under_way_together(visit, server):
    """They would meet on the server, which then may go back to the page that is being left."""
    page = visit.blank()
    line = SlowLine(page)
    page.goto(f"{server}/draw_and_predict")
    settled(page)
    draw(page, STROKES[7])
    at_rest(page)
    click = page.get_by_role("link", name="Follow this drawing through the layers").click
    stroke = lambda: draw(page, [[(40, 250), (240, 250)]])  # noqa: E731
    for first, second, sent in (click, stroke, False), (stroke, click, True):
        line.hold()
        first()
        second()
        page.evaluate("1")  # by now, everything has been sent
        assert set(map(bool, line.sent)) == {sent}
        line.release()
        page.get_by_text("Your drawing").wait_for()
        settled(page)
        page.get_by_role("link", name="Draw and predict").first.click()
        page.locator(".pen canvas").wait_for()
        at_rest(page)


def test_a_drawing_and_the_next_stroke_outlive_the_server(browser, app):
    drawn, idle = (browser.new_page() for _ in range(2))
    for page in (drawn, idle):
        page.set_default_timeout(TIMEOUT)
        page.goto(f"{app.address}/draw_and_predict")
        settled(page)
    draw(drawn, STROKES[7])
    at_rest(drawn)
    insert_a_test_digit(drawn)
    text = drawn.get_by_text(NOTE).inner_text()
    at_rest(drawn)
    app.process.kill()
    try:
        assert "Traceback" not in app.log()
        for page in (drawn, idle):
            page.locator("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])").wait_for()
    finally:
        app.start()
    for page in (drawn, idle):
        page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for(timeout=2 * TIMEOUT)
    draw(idle, STROKES[7])
    heading(idle, 7).wait_for()
    idle.close()
    follow_to_the_layers_and_back(drawn)
    drawn.get_by_text(text).wait_for()
    drawn.close()
