"""Take the README's pictures of the pages: start the app, then python docs/screenshots.py [address]."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SEVEN = [[(80, 60), (200, 60), (130, 230)], [(100, 140), (190, 140)]]
SHOTS = {  # page: its address, the theme, the height of the picture
    "overview": ("?network=cnn", "light", 960),
    "draw_and_predict": ("draw_and_predict?network=cnn", "light", 900),
    "dataset_explorer": ("dataset_explorer?reading=wrong", "light", 860),
    "layer_activations": ("layer_activations?digit=7", "dark", 860),
    "why_this_class": ("why_this_class?network=cnn&digit=7", "dark", 940),
    "batch_timing": ("batch_timing", "light", 1500),
}


def main(address="http://127.0.0.1:8501"):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        for name, (path, theme, height) in SHOTS.items():
            page = browser.new_page(viewport={"width": 1280, "height": height}, color_scheme=theme)
            page.goto(f"{address}/{path}")
            settle(page)
            if name == "draw_and_predict":
                draw(page)
            if name == "batch_timing":
                page.get_by_role("button", name="Measure all batch sizes").click()
                page.locator(".js-plotly-plot").wait_for()
                settle(page)
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


def settle(page):
    page.locator("h1").first.wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=120_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.wait_for_load_state("networkidle")


def draw(page):
    box = page.locator(".st-key-canvas-pen canvas").bounding_box()
    for points in SEVEN:
        for number, (x, y) in enumerate(points):
            page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
            if number == 0:
                page.mouse.down()
        page.mouse.up()
    page.locator(".pen .beside[aria-busy=false]", has_text="This looks like a 7.").wait_for()
    settle(page)


if __name__ == "__main__":
    main(*sys.argv[1:])
