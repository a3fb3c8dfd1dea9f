"""The answer to a drawing: what the network reads in the ink and how sure it is, and all that it computed."""

from typing import NamedTuple

import numpy as np

from mnistcore.drawing import normalize_drawing
from mnistcore.network import LayerOutput, probability_of_a_digit
from mnistcore.segmentation import split_digits
from ui.figures import blocks, numbers, probabilities
from ui.words import later, listed, say

LIMITS = later("The network always predicts one of the ten digits, even for a letter or a scribble.")
DOUBT = later("This may be no digit.")
ADVICE = later("Draw one digit at a time: the network was trained on images of single digits.")


class Answer(NamedTuple):
    """html: said beside the canvas. image: all the ink as one, (28, 28) uint8, or None; outputs: its LayerOutputs."""

    html: str
    image: np.ndarray | None = None
    outputs: list[LayerOutput] | None = None


def to_nothing():
    """The answer to a blank canvas."""
    hint = say("Ten bars will show how probable each digit is.")
    return Answer(blocks.heading(say("Draw a digit.")) + blocks.caption(hint) + blocks.caption(say(LIMITS)))


def to_ink(ink, model, note):
    """The answer to ink, (H, W) uint8. note: a sentence about its source, or None."""
    digits = split_digits(ink)
    images = np.array([normalize_drawing(part) for part in (ink, *(digits if len(digits) > 1 else ()))])
    outputs = model.network.trace(images)  # (1 + N, 28, 28) -> arrays (1 + N, ...)
    y, *ys = outputs[-1].activation  # (1 + N, 10)
    html = to_several(y, images[1:], ys) if ys else to_one(y, outputs[-1].pre_activation[0], model, note)
    return Answer(html, images[0], [LayerOutput(name, a[:1], z[:1]) for name, a, z in outputs])


def to_one(y, logits, model, note):
    """The answer to a single digit, as HTML. y: its probabilities, (10,), and logits: what softmax made them from."""
    words = say(DOUBT) if may_be_no_digit(logits, model.network) else in_words(y)
    about = blocks.heading(words) + blocks.caption(in_numbers(y, model.name))
    return about + probabilities.bars(y) + blocks.caption(say(note or LIMITS))


def may_be_no_digit(logits, network):
    """Whether an image with these logits, (10,), is less like a digit than 99% of digits. False if nobody can tell."""
    return network.digit_threshold is not None and probability_of_a_digit(logits) < network.digit_threshold


def to_several(y, images, ys):
    """The answer to digits side by side. y: probabilities for all the ink as one image; images, ys: for each digit."""
    *firsts, last = (str(each.argmax()) for each in ys)
    about = say(
        "These look like two digits: {firsts} and {last}."
        if len(ys) == 2
        else "These look like several digits: {firsts} and {last}.",
        firsts=listed(firsts),
        last=last,
    )
    as_one = say(
        "As one image, as below, they would be an 8 ({p})."
        if y.argmax() == 8
        else "As one image, as below, they would be a {digit} ({p}).",
        digit=y.argmax(),
        p=numbers.probability(y.max()),
    )
    each = probabilities.each_digit(images, ys)
    return blocks.heading(about) + blocks.caption(as_one) + each + blocks.caption(say(ADVICE))


def in_words(y):
    """The prediction in words."""
    first, second = np.argsort(y)[::-1][:2]
    if y[first] > 0.9:
        return say("This looks like an 8." if first == 8 else "This looks like a {digit}.", digit=first)
    if y[first] > 0.65:
        return say("Probably an 8." if first == 8 else "Probably a {digit}.", digit=first)
    if first == 8:
        return say("Not sure: probably an 8, possibly a {digit}.", digit=second)
    return say(
        "Not sure: probably a {first}, possibly an 8."
        if second == 8
        else "Not sure: probably a {first}, possibly a {second}.",
        first=first,
        second=second,
    )


def in_numbers(y, name):
    first, second = np.argsort(y)[::-1][:2]
    p, q = numbers.probability(y[first]), numbers.probability(y[second])
    return say(
        "Prediction by {name}: {first} ({p}), then {second} ({q}).", name=name, first=first, p=p, second=second, q=q
    )
