"""The answer beside the canvas, as HTML: what the network reads in the ink, and how sure it is."""

import numpy as np

from mnistcore.drawing import normalize_drawing
from mnistcore.segmentation import split_digits
from ui.figures import blocks, numbers, probabilities

LIMITS = "The network always predicts one of the ten digits, even for a letter or a scribble."
ADVICE = "Draw one digit at a time: the network was trained on images of single digits."


def to_nothing():
    """The answer to a blank canvas."""
    hint = "Ten bars will show how probable each digit is."
    return blocks.heading("Draw a digit.") + blocks.caption(hint) + blocks.caption(LIMITS)


def to_ink(ink, model, note):
    """The answer to ink, (H, W) uint8. note: a sentence about its source, or None."""
    digits = split_digits(ink)
    images = np.array([normalize_drawing(part) for part in (ink, *(digits if len(digits) > 1 else ()))])
    y, *ys = model.network.predict_proba(images)  # (1 + N, 28, 28) -> (1 + N, 10)
    if ys:
        return to_several(y, images[1:], ys)
    about = blocks.heading(in_words(y)) + blocks.caption(in_numbers(y, model.name))
    return about + probabilities.bars(y) + blocks.caption(note or LIMITS)


def to_several(y, images, ys):
    """The answer to digits side by side. y: probabilities for all the ink as one image; images, ys: for each digit."""
    *firsts, last = (str(each.argmax()) for each in ys)
    count = "two" if len(ys) == 2 else "several"
    about = blocks.heading(f"These look like {count} digits: {', '.join(firsts)} and {last}.")
    as_one = f"As one image, as below, they would be {a(y.argmax())} ({numbers.probability(y.max())})."
    return about + blocks.caption(as_one) + probabilities.each_digit(images, ys) + blocks.caption(ADVICE)


def in_words(y):
    """The prediction in words."""
    first, second = np.argsort(y)[::-1][:2]
    if y[first] > 0.9:
        return f"This looks like {a(first)}."
    if y[first] > 0.65:
        return f"Probably {a(first)}."
    return f"Not sure: probably {a(first)}, possibly {a(second)}."


def a(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


def in_numbers(y, name):
    first, second = np.argsort(y)[::-1][:2]
    p, q = numbers.probability(y[first]), numbers.probability(y[second])
    return f"Prediction by {name}: {first} ({p}), then {second} ({q})."
