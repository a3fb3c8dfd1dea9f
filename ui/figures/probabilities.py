"""Ten probabilities as ten bars, as HTML."""

from html import escape

import numpy as np

from ui.figures import numbers, pictures
from ui.figures.signed_bars import RULE
from ui.words import say


def bars(y, picked=None, none=None):
    """y, (10,), as ten bars with the two most probable classes and a chosen class marked.

    none: the probability of "none of these", an eleventh bar below a line, or None.
    """
    order = np.argsort(y)[::-1]
    kinds = {order[0]: "first", order[1]: "second"}
    if picked is not None:
        kinds[picked] = f"{kinds.get(picked, '')} picked"
    rows = "".join(_bar(digit, kinds.get(digit, ""), p, numbers.probability(p)) for digit, p in enumerate(y))
    largest = ", ".join(f"{digit}: {numbers.probability(y[digit])}" for digit in order[:3])
    if none is None:
        spoken = say("Probabilities, largest first: {largest}", largest=largest)
    else:
        p = numbers.probability(none)
        rows += RULE + _bar(say("none"), "none", none, p)
        spoken = say("Probabilities, largest first: {largest}. None of these: {p}", largest=largest, p=p)
    return f'<div class="bars" role="img" aria-label="{escape(spoken)}">{rows}</div>'


def readings(named):
    """The predictions of several networks for one image, side by side: (name, y) each."""
    cards = "".join(
        f'<div class="reading"><b>{escape(say(name))}</b>'
        f"<span>{y.argmax()}, {numbers.probability(y.max())}</span>{bars(y)}</div>"
        for name, y in named
    )
    return f'<div class="readings">{cards}</div>'


def each_digit(images, ys):
    """The predictions for several images, side by side: images (N, 28, 28) uint8, ys (N, 10)."""
    cards = "".join(
        f'<div class="reading"><figure><img src="{pictures.data_uri(image)}" alt="">'
        f"<figcaption><b>{y.argmax()}</b>{numbers.probability(y.max())}</figcaption></figure>{bars(y)}</div>"
        for image, y in zip(images, ys, strict=True)
    )
    return f'<div class="readings digits">{cards}</div>'


def _bar(name, kind, p, text):
    return (
        f'<div class="row {kind}"><span>{name}</span>'
        f'<div class="track"><div class="fill" style="width:{100 * p:.2f}%"></div></div>'
        f'<span class="number">{text}</span></div>'
    )
