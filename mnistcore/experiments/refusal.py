"""None of these: an answer is given only where a probability reaches a threshold."""

from typing import NamedTuple

import numpy as np

from ..network import Network

DIGIT, LARGEST = "digit", "largest"


def variants(network: Network) -> list[str]:
    """The scores that the network has for `scores_of`."""
    return [LARGEST] if network.digit_threshold is None else [DIGIT, LARGEST]


class Refusal(NamedTuple):
    """What a threshold does, as shares: digits answered, errors among these, and others that pass, by their kind."""

    answered: float
    errors: float
    passed: dict[str, float]


def refuse(scores: np.ndarray, right: np.ndarray, others: dict[str, np.ndarray], threshold: float) -> Refusal:
    """What happens if a network answers only where its score reaches the threshold.

    scores: of N digits; right: whether their prediction is, (N,) bool; others: the scores of what is no digit, by kind.

    >>> refuse(np.array([0.5, 0.9]), np.array([False, True]), {"shapes": np.array([0.6, 0.95])}, threshold=0.8)
    Refusal(answered=0.5, errors=0.0, passed={'shapes': 0.5})
    """
    answered = scores >= threshold
    errors = float((~right[answered]).mean()) if answered.any() else 0.0
    return Refusal(float(answered.mean()), errors, {kind: float((s >= threshold).mean()) for kind, s in others.items()})


def scores_of(network: Network, images: np.ndarray, variant: str = LARGEST) -> np.ndarray:
    """How much each image is like a digit to the network, (N,) float32.

    variant: "largest", the largest of its ten probabilities, or "digit", the probability that it is a digit at all,
    which only networks with a `digit_threshold` have; for others it is the former.
    """
    scores = network.digit_probability(images) if variant == DIGIT else None
    return network.predict_proba(images).max(axis=1) if scores is None else scores
