"""Take the screenshots of the pages for the README: start the app, then python -m docs.screenshots [address]."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.browser import chromium
from tests.browser.hand import STROKES, draw, settled

HERE = Path(__file__).parent
CROSSED_SEVEN = [*STROKES[7], [(100, 140), (190, 140)]]
SHOTS = {  # page: its address, the theme, the height of the screenshot
    "overview": ("?digit=2", "light", 960),
    "draw_and_predict": ("draw_and_predict?network=cnn", "light", 1110),
    "draw_and_predict.ja": ("draw_and_predict?network=cnn&lang=ja", "light", 1110),
    "draw_and_predict.zh": ("draw_and_predict?network=cnn&lang=zh", "light", 1110),
    "dataset_explorer": ("dataset_explorer?reading=wrong", "light", 860),
    "layer_activations": ("layer_activations?digit=7", "dark", 860),
    "why_this_class": ("why_this_class?network=cnn&digit=7", "dark", 940),
    "book_programs": ("book_programs?program=batch&step=16&open=1", "light", 1000),
    "batch_timing": ("batch_timing", "light", 1500),
}


def main(address="http://127.0.0.1:8501"):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for name, (path, theme, height) in SHOTS.items():
            page = browser.new_page(viewport={"width": 1280, "height": height}, color_scheme=theme)
            page.set_default_timeout(120_000)
            page.goto(f"{address}/{path}")
            finished(page)
            if path.startswith("draw_and_predict"):
                draw(page, CROSSED_SEVEN)
                page.locator(".pen .beside[aria-busy=false] .row.first > :first-child", has_text="7").wait_for()
                finished(page)
            if name == "batch_timing":
                page.get_by_role("button", name="Measure all batch sizes").click()
                page.locator(".js-plotly-plot").wait_for()
                finished(page)
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


def finished(page):
    """Wait until everything on the page has been drawn, charts included."""
    settled(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main(*sys.argv[1:])
