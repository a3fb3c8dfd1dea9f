"""Shifts by a pixel or two: they mend mistakes, lose what was right, and their mean is better than no shift."""

import numpy as np

from mnistcore.experiments.images import shifted

from .subjects import percent, percents, section

REACHES = 1, 2  # pixels


def probabilities(network, x, reach):
    """The probabilities for x shifted by up to `reach` pixels: {(down, right): (N, 10)}."""
    places = range(-reach, reach + 1)
    return {(down, right): network.predict_proba(shifted(x, down, right)) for down in places for right in places}


def mended_and_lost(right):
    """The share of mistakes that some shift mends, and of right digits that some shift loses.

    right: {(down, right): (N,) bool}, with (0, 0) for the digits as they are.
    """
    now, some, always = right[0, 0], np.any([*right.values()], axis=0), np.all([*right.values()], axis=0)
    return share(some[~now]), share(~always[now])


def share(hits):
    return hits.mean() if len(hits) else np.nan


def within(found, reach):
    """Those of a dict by (down, right) that shift by at most `reach` pixels."""
    return {move: value for move, value in found.items() if max(map(abs, move)) <= reach}


def sections(networks, digits):
    rows = []
    for name, network in networks.items():
        y = probabilities(network, digits.x, max(REACHES))
        right = {move: each.argmax(axis=1) == digits.t for move, each in y.items()}
        mended, lost = zip(*(mended_and_lost(within(right, reach)) for reach in REACHES), strict=True)
        means = [np.mean([*within(y, reach).values()], axis=0) for reach in REACHES]
        averaged = [percent((mean.argmax(axis=1) == digits.t).mean()) for mean in means]
        rows.append([name, percent(right[0, 0].mean()), percents(mended), percents(lost), *averaged])
    yield section(
        "Shifts that mend and shifts that lose",
        "Of the mistakes, in %, those that some shift by up to 1 / 2 px mends; beside them the control: of the right "
        "predictions, in %, those that some such shift loses. Nobody knows beforehand which shift mends. The mean of "
        "the probabilities over all 3 x 3 or 5 x 5 shifts needs no such knowledge.",
        (["", "accuracy", "mended", "lost", "mean of 3 x 3", "mean of 5 x 5"], rows),
    )
