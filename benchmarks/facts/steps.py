"""The smallest step along the signs of the gradient that changes a right prediction.

Source: Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial Examples" (2015).
"""

import numpy as np

from mnistcore.explanation import gradient

from .subjects import percent, section

DIGITS = 1000  # that are tried, at random
GREYS = 255


def directions(network, x, t):
    """For each image the signs of the step that lowers its label's log-odds fastest: (N, 28, 28)."""
    return np.array([-np.sign(gradient(network, image)[label]) for image, label in zip(x, t, strict=True)])


def stepped(x, signs, greys):
    """Every image after a step of so many grey levels along the signs, clipped to 0..1."""
    return np.clip(x + signs * np.float32(greys / GREYS), 0, 1)


def smallest_steps(network, x, t, signs):
    """The smallest step in whole grey levels that changes each right prediction, (N,), or GREYS + 1 if none does."""
    smallest, left = np.full(len(x), GREYS + 1), np.arange(len(x))
    for greys in range(1, GREYS + 1):
        changed = network.predict(stepped(x[left], signs[left], greys)) != t[left]
        smallest[left[changed]] = greys
        left = left[~changed]
        if not len(left):
            break
    return smallest


def sections(networks, digits):
    rows = []
    rng = np.random.default_rng(0)
    chosen = rng.permutation(len(digits.x))[:DIGITS]
    random_signs = rng.choice(np.float32([-1, 1]), (len(chosen), *digits.x.shape[1:]))
    for name, network in networks.items():
        x, t = digits.x[chosen], digits.t[chosen]
        right = network.predict(x) == t
        x, t, signs = x[right], t[right], random_signs[right]
        smallest = smallest_steps(network, x, t, directions(network, x, t))
        by_chance = network.predict(stepped(x, signs, np.minimum(smallest, GREYS)[:, None, None])) != t
        quartiles = [f"{q:.0f}" for q in np.quantile(smallest, (0.25, 0.5, 0.75))]
        rows.append([name, str(len(x)), *quartiles, percent(by_chance.mean())])
    yield section(
        "Smallest step along the gradient",
        f"Of {len(chosen):,} random test digits (seed 0), those predicted correctly. Every pixel gets darker or "
        "brighter by the same number of grey levels (of 255), in the direction that lowers the log-odds of the label: "
        "the smallest number that changes the prediction. The control: the share, in %, that change with a step of the "
        "same size in random directions.",
        (["", "digits", "lower quartile", "median", "upper quartile", "changed at random"], rows),
    )
