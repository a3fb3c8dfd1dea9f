"""What counts for a class and what against it, drawn over the digit. HTML out, for st.html; no Streamlit inside."""

import numpy as np

from ui import pictures
from ui.pictures import NEGATIVE, POSITIVE

CELL = 11  # CSS pixels for each pixel of the large pictures
FAINT = 0.3  # how bright the ink is that makes no difference
TINT = np.array([32, 97, 90])  # where ink was taken away

STYLE = f"""<style>
.counted {{ position: relative; display: grid; grid-template-columns: repeat(28, 1fr);
           width: {28 * CELL}px; max-width: 100%;
           aspect-ratio: 1; background: #000 0 / 100% 100%; image-rendering: pixelated; border-radius: 8px;
           margin-bottom: 1.8rem; font-size: .82rem; font-variant-numeric: tabular-nums; cursor: crosshair }}
.counted::after, .counted i:hover::after {{ position: absolute; left: 0; top: 100%; padding-top: 5px;
                                           font-style: normal; white-space: nowrap }}
.counted::after {{ content: attr(data-hint); opacity: .7 }}
.counted:has(i:hover)::after {{ content: none }}
.counted i:hover {{ outline: 2px solid #4fd1c1; outline-offset: var(--reach); z-index: 1 }}
.counted i:hover::after {{ content: attr(data-value) }}
div:has(> .st-key-covering) {{ height: 0; margin-bottom: -1rem; overflow: visible; z-index: 2 }}
.st-key-covering [data-testid=stSpinner] {{ translate: 14px 52px; width: fit-content; padding: 6px 12px;
                                           border-radius: 8px; background: #000c }}
.st-key-covering [data-testid=stSpinner] * {{ color: #fff }}
.st-key-covering [data-testid=stSpinnerIcon] {{ border-color: #fff #fff4 #fff4 }}
.scale {{ display: grid; grid-template-columns: auto minmax(60px, 220px) auto; gap: 8px; align-items: center;
         font-size: .84rem; font-variant-numeric: tabular-nums }}
.scale div {{ height: .8rem; border-radius: 4px;
             background: linear-gradient(to right, rgb{(*NEGATIVE.tolist(),)}, #000, rgb{(*POSITIVE.tolist(),)}) }}
.tile.picked img {{ outline: 3px solid #2e8a80; outline-offset: 1px }}
.tile.picked figcaption {{ opacity: 1; font-weight: 650 }}
</style>"""


def drawn(image, values, largest):
    """(28, 28) uint8 ink, faint, under values (28, 28) from -largest, blue, to largest, orange: (28, 28, 3) uint8."""
    strength = np.clip(np.abs(values) / (largest or 1), 0, 1)[..., None]
    ink = FAINT * image[..., None]
    return (ink * (1 - strength) + pictures.signed(values, largest)).astype(np.uint8)


def picture(image, values, largest, patch, alt):
    """`drawn`, large; the pointer frames the square that a place stands for, and below is the value of that square."""
    cells = "".join(
        f'<i data-value="row {r}, column {c}: {signed_number(value)}"></i>'
        for r, row in enumerate(values.tolist())
        for c, value in enumerate(row)
    )
    return (
        f'<div class="counted" role="img" aria-label="{alt}" data-hint="Point at a place to read its value." '
        f'style="--reach: {patch // 2 * CELL}px; '
        f'background-image: url({pictures.data_uri(drawn(image, values, largest))})">{cells}</div>'
    )


def scale(largest):
    """What the colours mean, from against to for."""
    return (
        f'<div class="scale"><span>against {signed_number(-largest)}</span><div></div>'
        f"<span>{signed_number(largest)} for</span></div>"
    )


def covered(image, square):
    """The image, (28, 28) uint8, with the ink in the square, (28, 28) bool, gone and its place tinted."""
    return np.where(square[..., None], TINT, image[..., None]).astype(np.uint8)


def all_classes(image, values, y, picked, width=78):
    """The ten classes' pictures, values (10, 28, 28), on one scale, the probability y (10,) below each."""
    largest = float(np.abs(values).max())
    tiles = []
    for k, probability in enumerate(y):
        tile = pictures.tile(
            drawn(image, values[k], largest),
            f"{k}\n{pictures.percent(probability)}",
            width,
            f"What counts for and against {k}",
        )
        tiles.append(tile.replace('class="tile"', 'class="tile picked"') if k == picked else tile)
    return pictures.tiles(*tiles)


def bars(y, picked):
    """Ten probabilities as bars, with the digit that is explained marked."""
    mark = "background: #2e8a80; color: #fff; border-radius: 4px; text-align: center; font-weight: 650"
    return (
        f"<style>.explained .row:nth-child({picked + 1}) > :first-child {{ {mark} }}</style>"
        f'<div class="explained">{pictures.bars(y)}</div>'
    )


def signed_number(value):
    """1.234 -> '+1.23', -0.5 -> '−0.50', 0 -> '0'."""
    text = f"{abs(value):.2f}"
    if float(text) == 0:
        return "0"
    return ("+" if value > 0 else "−") + text
