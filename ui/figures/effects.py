"""What an experiment does, as HTML: a figure before and after, and a digit before and after."""

from html import escape

import numpy as np

from ui.figures import numbers, pictures, probabilities
from ui.words import say


def figures(before, after, *sentences):
    """Two large figures with an arrow between them, and sentences below."""
    text = "".join(f"<p>{escape(sentence)}</p>" for sentence in filter(None, sentences))
    arrow = f"<span>{escape(before)}</span><i>→</i>" if before else ""
    return f'<div class="effect"><div class="figures">{arrow}<b>{escape(after)}</b></div><div>{text}</div></div>'


def example(*sides):
    """A digit before and after, side by side: each a caption, the image, floats 0..1 or uint8, and y (10,) or None."""
    return f'<div class="example">{"".join(_side(*side) for side in sides)}</div>'


def _side(caption, image, y):
    high = 255 if image.dtype == np.uint8 else 1
    tile = pictures.tile(pictures.gray(image.reshape(28, 28), high=high), width=112, alt=caption)
    bars = "" if y is None else probabilities.bars(y)
    return f"<section><p>{escape(caption)}</p>{tile}{bars}</section>"


def scale_of_guess(guess, value):
    """A sentence that compares a guess with what was measured, both shares."""
    return say(
        "Your guess: {guess}. Measured: {value}. Gap: {gap} points.",
        guess=numbers.percent(guess, 0),
        value=numbers.percent(value),
        gap=numbers.fixed(100 * abs(guess - value), 1),
    )
