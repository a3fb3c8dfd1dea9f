"""Small pictures as HTML: arrays in, a string for st.html out. No Streamlit inside.

Every picture of data is a dark tile in either theme: black is zero, white is ink, orange is positive, blue is negative.
"""

import base64
import io
from html import escape

import numpy as np
from PIL import Image

POSITIVE, NEGATIVE = np.array([255, 171, 82]), np.array([92, 160, 255])

STYLE = """<style>
.heading { font-size: 1.2rem; font-weight: 600; line-height: 1.3; padding: 0; margin: 0 0 .6rem }
h4.heading { font-size: 1rem }
.quiet-line { font-size: .875rem; opacity: .7; margin: .7rem 0 }
.tiles { display: flex; flex-wrap: wrap; gap: 14px; align-items: flex-end; margin: 2px 0 }
.tile { margin: 0; min-width: 78px; font-size: .82rem; line-height: 1.35; text-align: center }
.tile img { display: block; margin: auto; image-rendering: pixelated; border-radius: 6px; background: #000;
            border: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
.tile figcaption { padding-top: 4px; opacity: .8; white-space: pre-line }
.bars { display: grid; grid-template-columns: 1.1rem 1fr 4.2rem; gap: 5px 10px; align-items: center;
        font-variant-numeric: tabular-nums; max-width: 34rem }
.bars .track { height: 1.15rem; border-radius: 4px; background: color-mix(in srgb, currentColor 9%, transparent) }
.bars .fill { height: 100%; border-radius: 4px; background: color-mix(in srgb, currentColor 38%, transparent) }
.bars .first .fill { background: #2e8a80 }
.bars .second .fill { background: color-mix(in srgb, #2e8a80 55%, transparent) }
.bars .row { display: contents }
.bars .first > * { font-weight: 650 }
.bars .number { text-align: right }
.readings { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 14px; max-width: 820px }
.reading { display: flex; flex-direction: column; padding: 10px 14px 12px; border-radius: 8px; font-size: .84rem;
           border: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
.reading > span { font-size: 1.05rem; padding: 2px 0 8px; font-variant-numeric: tabular-nums }
.reading .bars { gap: 2px 8px; grid-template-columns: .9rem 1fr 3.6rem; font-size: .78rem }
.reading .bars .track { height: .7rem }
</style>"""


def gray(values, low=0, high=None):
    """Values -> (H, W) uint8 between black at `low` and white at `high` (the largest value unless given)."""
    values = np.asarray(values, np.float32)
    span = (values.max() if high is None else high) - low
    return np.clip((values - low) * (255 / span if span > 0 else 0), 0, 255).astype(np.uint8)


def signed(values, largest=None):
    """Values -> (H, W, 3) uint8: blue below zero, black at zero, orange above."""
    values = np.asarray(values, np.float32)
    largest = np.abs(values).max() if largest is None else largest
    strength = np.clip(values / (largest if largest > 0 else 1), -1, 1)[..., None]
    return (np.where(strength > 0, strength * POSITIVE, -strength * NEGATIVE)).astype(np.uint8)


def data_uri(pixels):
    """(H, W) or (H, W, 3) uint8 -> a PNG as a data: address."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def tile(pixels, caption="", width=112, alt=""):
    """One picture, `width` CSS pixels wide, each of its pixels a sharp square, with a line of text below."""
    height = round(width * pixels.shape[0] / pixels.shape[1])
    return (
        f'<figure class="tile" style="width:{width}px"><img src="{data_uri(pixels)}" width="{width}" height="{height}" '
        f'alt="{escape(alt or caption)}"><figcaption>{escape(caption)}</figcaption></figure>'
    )


def tiles(*pictures):
    """Pictures side by side, wrapping on a narrow screen."""
    return f'<div class="tiles">{"".join(pictures)}</div>'


def heading(text, small=False):
    """A heading for where it follows the pen: one of Streamlit's takes longer, and each element counts."""
    level = "h4" if small else "h3"
    return f'<{level} class="heading">{escape(text)}</{level}>'


def quiet(text):
    """A line like one of st.caption."""
    return f'<p class="quiet-line">{escape(text)}</p>'


def bars(probabilities):
    """Ten probabilities as ten bars, the first and second guess marked; ten empty bars for None."""
    if probabilities is None:
        return f'<div class="bars">{"".join(_bar(digit, "", 0, "–") for digit in range(10))}</div>'
    order = np.argsort(probabilities)[::-1]
    place = {order[0]: "first", order[1]: "second"}
    rows = "".join(_bar(digit, place.get(digit, ""), p, percent(p)) for digit, p in enumerate(probabilities))
    spoken = ", ".join(f"{digit}: {percent(probabilities[digit])}" for digit in order[:3])
    return f'<div class="bars" role="img" aria-label="Probabilities, largest first: {spoken}">{rows}</div>'


def _bar(digit, place, p, number):
    return (
        f'<div class="row {place}"><span>{digit}</span>'
        f'<div class="track"><div class="fill" style="width:{100 * p:.2f}%"></div></div>'
        f'<span class="number">{number}</span></div>'
    )


def readings(named_probabilities):
    """What several networks make of one image, side by side: (name, probabilities or None) each."""
    cards = "".join(
        f'<div class="reading"><b>{escape(name)}</b>'
        f"<span>{'–' if y is None else f'{y.argmax()}, {percent(y.max())}'}</span>{bars(y)}</div>"
        for name, y in named_probabilities
    )
    return f'<div class="readings">{cards}</div>'


def percent(p):
    """0.9352 -> '93.5 %'. Nothing is quite impossible or certain: never 0 or 100."""
    if p < 0.001:
        return "< 0.1 %"
    return "> 99.9 %" if p > 0.999 else f"{100 * p:.1f} %"
