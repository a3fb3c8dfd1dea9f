"""Small pictures as HTML: arrays in, a string for st.html out. No Streamlit inside.

Every picture of data is a dark tile in either theme: black is zero, white is ink, orange is positive, blue is negative.
"""

import base64
import io
from html import escape

import numpy as np
from PIL import Image

ACCENT, GRAY = "#2e8a80", "#878e96"  # both are seen on a light and on a dark page
POSITIVE, NEGATIVE = np.array([255, 171, 82]), np.array([92, 160, 255])


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


def svg(content, width, height, label):
    """A vector drawing as a picture that fills its place; its colours have to suit the light and the dark theme."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    source = base64.b64encode(f"{head}{content}</svg>".encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(label)}" width="{width}" height="{height}">'


def tiles(*pictures):
    """Pictures side by side, wrapping on a narrow screen."""
    return f'<div class="tiles">{"".join(pictures)}</div>'


def heading(text, small=False):
    """A heading for where it follows the pen: one of Streamlit's takes longer, and each element counts."""
    level = "h4" if small else "h3"
    return f'<{level} class="heading">{escape(text)}</{level}>'


def caption(text):
    """A line like one of st.caption."""
    return f'<p class="quiet-line">{escape(text)}</p>'


def section(title, *parts):
    """A small heading, and what stands below it."""
    return f"<section>{heading(title, small=True)}{''.join(parts)}</section>"


def sections(*parts):
    """Parts below each other. One element of Streamlit's for all of them is painted much sooner than one for each."""
    return f'<div class="sections">{"".join(parts)}</div>'


def columns(*parts):
    """Parts side by side, below each other on a narrow screen."""
    return f'<div class="side-by-side">{"".join(parts)}</div>'


def bars(probabilities, picked=None):
    """Ten probabilities as ten bars, the first and second guess marked, and a picked digit; empty bars for None."""
    if probabilities is None:
        return f'<div class="bars">{"".join(_bar(digit, "", 0, "–") for digit in range(10))}</div>'
    order = np.argsort(probabilities)[::-1]
    kinds = {order[0]: "first", order[1]: "second"}
    if picked is not None:
        kinds[picked] = f"{kinds.get(picked, '')} picked"
    rows = "".join(_bar(digit, kinds.get(digit, ""), p, percent(p)) for digit, p in enumerate(probabilities))
    spoken = ", ".join(f"{digit}: {percent(probabilities[digit])}" for digit in order[:3])
    return f'<div class="bars" role="img" aria-label="Probabilities, largest first: {spoken}">{rows}</div>'


def _bar(digit, kind, p, number):
    return (
        f'<div class="row {kind}"><span>{digit}</span>'
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
