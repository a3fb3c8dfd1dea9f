"""How much that is no digit a network accepts: the share of images of each kind whose score reaches a threshold.

The score is the probability that an image is a digit, or for a network that was not trained to tell, the largest
probability of a class. The threshold is the one that accepts KEPT of the digits.
"""

import numpy as np

from mnistcore.experiments.nondigits import scribbles

from . import data, nondigits, trials

KEPT = 0.95


def others(count, letters, images, seed):
    """Images that are no digits, as {kind: (count, 28, 28) uint8}. images: digits to make pairs of."""

    def rng():
        return np.random.default_rng(seed)  # new for each kind, so that leaving one out does not change the others

    kinds = {
        "scribbles": scribbles(count, rng()),
        "two digits": trials.pairs(images, count, rng()),
        "noise": trials.noise(count, rng()),
        "unknown shapes": nondigits.drawings(count, None, rng(), nondigits.UNKNOWN),
    }
    for name, labels in (("letters", nondigits.LETTERS), (nondigits.UNKNOWN_LETTERS, nondigits.UNKNOWN_LETTERS)):
        chosen = [letter for letter in letters if letter.label in labels]
        if chosen:
            kinds[name] = data.on_canvas(chosen)
    return kinds


def accepted(network, digits, kinds):
    """The share of each kind that is accepted at the threshold that accepts KEPT of the digits: {kind: share}."""
    threshold = np.quantile(scores(network, digits), 1 - KEPT)
    return {name: float((scores(network, images) >= threshold).mean()) for name, images in kinds.items()}


def scores(network, images):
    """How much each image is like a digit to the network, (N,)."""
    p = network.digit_probability(images)
    return network.predict_proba(images).max(axis=1) if p is None else p
