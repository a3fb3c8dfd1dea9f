"""Arrays drawn as what they are: a row of 784 numbers, a one-hot label, the first rows of a data set.

HTML out, for st.html; no Streamlit inside.
"""

import numpy as np

from ui.pictures import data_uri, gray

STYLE = """<style>
.strip { display: block; width: 100%; image-rendering: pixelated; background: #000; border-radius: 4px }
.numbers { background: #000; border-radius: 8px; padding: 12px 14px; overflow-x: auto; color: #fff; margin: 0;
           font: 11px/1.45 ui-monospace, monospace; white-space: pre; width: fit-content; max-width: 100%;
           box-sizing: border-box }
.numbers i { font-style: normal; opacity: .3 }
.one-hot { display: inline-grid; grid-template-columns: repeat(10, 1.25rem); gap: 2px; text-align: center;
           font: .8rem/1.25rem ui-monospace, monospace }
.one-hot span { opacity: .6 }
.one-hot b { font-weight: 400; border-radius: 3px; background: color-mix(in srgb, currentColor 9%, transparent) }
.one-hot b.hot { background: #2e8a80; color: #fff; font-weight: 700 }
.first-rows { display: grid; grid-template-columns: 1fr auto; gap: 6px 16px; align-items: center; margin: 2px 0 }
.first-rows.images { display: flex; flex-wrap: wrap; gap: 14px 20px }
.first-rows figure { margin: 0; display: grid; gap: 6px; justify-items: center }
.first-rows img.image { width: 72px; height: 72px; image-rendering: pixelated; border-radius: 6px; display: block }
.first-rows.images .one-hot { grid-template-columns: repeat(10, 1rem) }
.first-rows span { font-family: ui-monospace, monospace }
</style>"""


def strip(row, height=22, alt="A row of 784 values"):
    """A row, (784,), as one line of pixels, as wide as there is room."""
    image = data_uri(gray(row[None], high=255 if row.dtype == np.uint8 else 1))
    return f'<img class="strip" style="height:{height}px" src="{image}" alt="{alt}">'


def numbers(row):
    """A row, (784,) uint8, as 28 lines of 28 numbers, the zeros faint."""
    lines = ("".join(f"{value:4d}" if value else "<i>   0</i>" for value in line) for line in row.reshape(28, 28))
    shown = "\n".join(lines).replace("</i><i>", "")  # neighbours share an element, which is painted sooner
    return f'<pre class="numbers" tabindex="0">{shown}</pre>'


def one_hot(values, head=True):
    """A one-hot label, (10,), as ten cells, below the digits that they stand for."""
    digits = "".join(f"<span>{digit}</span>" for digit in range(10)) if head else ""
    cells = "".join(f"<b{' class=hot' if value else ''}>{value}</b>" for value in values)
    return f'<div class="one-hot" role="img" aria-label="{list(map(int, values))}">{digits}{cells}</div>'


def first_rows(x, t):
    """The first rows of x, (n, 784) or (n, 1, 28, 28), with those of t, (n,) or (n, 10), as they are laid out."""
    labels = [one_hot(row, head=False) if t.ndim == 2 else f"<span>{row}</span>" for row in t]
    if x.ndim == 2:
        cells = "".join(strip(row) + label for row, label in zip(x, labels, strict=True))
        return f'<div class="first-rows">{cells}</div>'
    cells = "".join(f"<figure>{_image(row[0])}{label}</figure>" for row, label in zip(x, labels, strict=True))
    return f'<div class="first-rows images">{cells}</div>'


def _image(pixels):
    uri = data_uri(gray(pixels, high=255 if pixels.dtype == np.uint8 else 1))
    return f'<img class="image" src="{uri}" alt="28 x 28 values">'
