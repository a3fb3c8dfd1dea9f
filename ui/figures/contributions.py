"""What counts for and against a class, drawn over the digit, as HTML."""

from html import escape

import numpy as np

from ui.figures import numbers, pictures
from ui.words import say

FAINT = 0.3  # brightness of ink that makes no difference
TINT = np.array([32, 97, 90])  # where ink was removed


def drawn(image, values, largest):
    """Faint ink, (28, 28) uint8, below values (28, 28) from -largest (blue) to largest (orange): (28, 28, 3) uint8."""
    strength = np.clip(np.abs(values) / (largest or 1), 0, 1)[..., None]
    ink = FAINT * image[..., None]
    return (ink * (1 - strength) + pictures.signed(values, largest)).astype(np.uint8)


def picture(image, values, largest, patch, alt):
    """`drawn`, enlarged. The pointer frames the square around a pixel, and the value of that square appears below."""
    note = escape(say("row {r}, column {c}: {value}", r="{r}", c="{c}", value="{value}"))
    cells = "".join(
        f'<i data-value="{note.format(r=r, c=c, value=numbers.signed(value))}"></i>'
        for r, row in enumerate(values.tolist())
        for c, value in enumerate(row)
    )
    return (
        f'<div class="counted" role="img" aria-label="{escape(alt)}" '
        f'data-hint="{escape(say("Point at a pixel or tap it to see its value."))}" '
        f'style="--reach: calc({patch // 2} * var(--cell)); '
        f'background-image: url({pictures.data_uri(drawn(image, values, largest))})">{cells}</div>'
    )


def scale(largest):
    """The colour scale, from against to for."""
    return (
        f'<div class="scale"><span>{say("against {value}", value=numbers.signed(-largest))}</span><div></div>'
        f"<span>{say('{value} for', value=numbers.signed(largest))}</span></div>"
    )


def covered(image, square):
    """The image, (28, 28) uint8, with the square, (28, 28) bool, cleared of ink and tinted."""
    return np.where(square[..., None], TINT, image[..., None]).astype(np.uint8)


def all_classes(image, values, y, picked):
    """A picture for each class, values (10, 28, 28), on one scale, with the probabilities y, (10,), below."""
    largest = float(np.abs(values).max())
    tiles = []
    for k, probability in enumerate(y):
        caption = f"{k}\n{numbers.probability(probability)}"
        alt = say("What counts for and against {k}", k=k)
        tiles.append(pictures.tile(drawn(image, values[k], largest), caption, 78, alt, picked=k == picked))
    return pictures.tiles(*tiles)
