"""A visitor of the app: a browser page with a stopwatch in it, and methods to click and draw."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from . import chromium, strokes

STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text(encoding="utf-8")
CONTENT = """() => {
  const main = document.querySelector("[data-testid=stMain]")
  return main ? main.textContent + main.getElementsByTagName("*").length : ""
}"""
BARS = """() => document.querySelector("[data-testid=stMain] .bars")?.outerHTML"""
NETWORK = """() => document.querySelector(".st-key-network-view [data-painted]")?.dataset.painted"""
ANSWERED = "() => document.querySelector('.pen .beside').ariaBusy === 'false'"
PACE = 1 / 60  # seconds between two points of a stroke, as from a common mouse
SLACK = 4  # times as long as at this pace that a stroke may take
TRIES = 5  # strokes, until one of them can be measured


@asynccontextmanager
async def browser():
    """Headless Chromium or Chrome: the one on the PATH, otherwise Playwright's own."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        yield started
        await started.close()


def html_of(selector):
    """The HTML of all elements that match the selector, as JavaScript for the stopwatch to watch."""
    return f"() => [...document.querySelectorAll('{selector}')].map((element) => element.outerHTML).join()"


async def measured(attempt, *args):
    """What a coroutine function returns, called again while that is empty. Raises RuntimeError after TRIES."""
    for _ in range(TRIES):
        if values := await attempt(*args):
            return values
    raise RuntimeError(
        f"Expected a stroke drawn at the usual pace whose last change comes after pen up, found none in {TRIES}. "
        "Stop other programs and try again."
    )


class Visitor:
    """One session."""

    def __init__(self, page, address):
        self.page, self.address, self.errors = page, address, []

    @classmethod
    async def arrive(cls, browser, server, path=""):
        """A new visitor, who waits until the page is complete. `opened` is what the stopwatch measured."""
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        await context.add_init_script(f"{STOPWATCH}; window.stopwatch = new Stopwatch({CONTENT})")
        visitor = cls(await context.new_page(), server.address)
        visitor.page.set_default_timeout(60_000)
        visitor.page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        await visitor.go(path)
        return visitor

    async def go(self, path):
        await self.page.goto(f"{self.address}/{path}")
        self.opened = await self.page.evaluate("stopwatch.read()")

    async def leave(self):
        if await self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count():
            self.errors.append("the page shows an error message")
        await self.page.context.close()
        if self.errors:
            raise RuntimeError(f"Expected no errors in the browser, found: {'; '.join(self.errors)}")

    async def time(self, action, event, look, done="null"):
        """Await `action` and return when, in ms after the event that it causes, what `look` watches was repainted.

        done: a JavaScript function that says whether all changes have been made; if there were none, the result is
        empty. Without it, all have been made when nothing has changed for a while.
        """
        await self.page.evaluate(f"window.stopwatch = new Stopwatch({look}, '{event}', {done})")
        await action
        return (await self.page.evaluate("stopwatch.read()"))["paints"]

    async def stroke(self, points, event, look=BARS):
        """Draw one stroke. Returns when, in ms after `event`, the bars, or what `look` watches, were painted.

        Empty if that says nothing about the app: the browser was too busy to draw at PACE, or it let the pen rest for
        so long before lifting it that the app had already answered.
        """
        paints = await self.time(self.draw(points), event, look, ANSWERED)
        return [] if self.is_late else paints

    @property
    def is_late(self):
        """Whether the last stroke took too long to draw."""
        return self.pen_down > SLACK * self.intended

    async def draw(self, points):
        """Draw one stroke from point to point at PACE. `pen_down` is its duration in ms, `intended` that at PACE."""
        box = await self.page.locator(".st-key-canvas-pen canvas").bounding_box()
        mouse, clock = self.page.mouse, asyncio.get_running_loop()
        begin = clock.time()
        (x0, y0), *path, (x1, y1) = [(box["x"] + x, box["y"] + y) for x, y in points]
        await mouse.move(x0, y0)
        await mouse.down()
        for number, (x, y) in enumerate(path, 1):
            await asyncio.sleep(begin + number * PACE - clock.time())
            await mouse.move(x, y)
        self.intended = 1000 * (len(points) - 1) * PACE
        await asyncio.sleep(begin + self.intended / 1000 - clock.time())
        self.pen_down = 1000 * (clock.time() - begin)
        await asyncio.gather(mouse.move(x1, y1), mouse.up())  # no answer comes between the two

    async def clear_and_draw(self, digit):
        """Clear the canvas and draw a digit at once. Returns what `stroke` does, from pen up."""
        await self.page.locator(".pen .clear").dispatch_event("click")
        return await self.stroke(strokes.digit(digit), "pointerup")

    async def click(self, selector, across=0.5, down=0.5):
        """Click an element in the middle, or at these shares of its width and height."""
        element = self.page.locator(selector).first
        await element.scroll_into_view_if_needed()
        box = await element.bounding_box()
        await self.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])

    async def navigate(self, title, look):
        """Follow a link in the sidebar. Returns when the page was painted, as `time` does."""
        link = self.page.locator("[data-testid=stSidebar]").get_by_role("link", name=title)
        return await self.time(link.click(), "click", look)

    async def clear(self):
        await self.time(self.page.click(".st-key-canvas-pen .clear"), "click", BARS, ANSWERED)
