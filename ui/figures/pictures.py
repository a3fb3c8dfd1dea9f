"""Small pictures as HTML.

Every picture of data is a dark tile in either theme: black is zero, white is ink, orange is positive, blue is negative.
"""

import base64
import io
from html import escape

import numpy as np
from PIL import Image

ACCENT, GRAY = "#2b8379", "#878e96"  # visible on light and dark pages
POSITIVE, NEGATIVE = np.array([255, 171, 82]), np.array([92, 160, 255])


def gray(values, low=0, high=None):
    """Values -> (H, W) uint8 between black at `low` and white at `high` (by default the maximum)."""
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


def tile(pixels, caption="", width=112, alt="", picked=False):
    """One picture, `width` CSS pixels wide, with sharp square pixels and a line of text below."""
    height = round(width * pixels.shape[0] / pixels.shape[1])
    return (
        f'<figure class="tile{" picked" if picked else ""}" style="width:{width}px">'
        f'<img src="{data_uri(pixels)}" width="{width}" height="{height}" alt="{escape(alt or caption)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def tiles(*pictures):
    """Pictures side by side, wrapping on a narrow screen."""
    return f'<div class="tiles">{"".join(pictures)}</div>'


def svg(content, width, height, label):
    """A vector drawing as a picture that fills its place."""
    return f'<img src="{svg_uri(content, width, height)}" alt="{escape(label)}" width="{width}" height="{height}">'


def svg_uri(content, width, height):
    """A vector drawing as a data: address. Its colours must suit both the light and the dark theme."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    return "data:image/svg+xml;base64," + base64.b64encode(f"{head}{content}</svg>".encode()).decode()
