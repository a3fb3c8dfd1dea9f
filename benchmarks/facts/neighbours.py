"""Nearest neighbours, and principal components as maps on which neighbours may or may not stay neighbours."""

import numpy as np

from mnistcore.experiments.changes import is_dense

from .subjects import percent, section

BLOCK = 500  # points whose distances to all others are computed at once
NEAREST = 5
DIMENSIONS = 2, 3


def nearest(points, others, k):
    """The indices of the k nearest others, nearest first, by Euclidean distance: (N, k).

    points: (N, D); others: (M, D). |p - q|² = |p|² - 2 p q + |q|², and |p|² changes no order: so one matrix product of
    all points with all others is enough.
    """
    squares = (others**2).sum(axis=1)
    found = []
    for start in range(0, len(points), BLOCK):
        distances = squares - 2 * points[start : start + BLOCK] @ others.T  # (block, D) @ (D, M) -> (block, M)
        chosen = np.argpartition(distances, k - 1, axis=1)[:, :k]
        order = np.take_along_axis(distances, chosen, axis=1).argsort(axis=1)
        found.append(np.take_along_axis(chosen, order, axis=1))
    return np.concatenate(found)


def nearest_besides_itself(points):
    """The index of each point's nearest other point, (N,)."""
    first, second = nearest(points, points, 2).T
    return np.where(first == np.arange(len(points)), second, first)


def principal_components(x):
    """The variance along each principal component, largest first, (D,), and the components, (D, D), as columns."""
    centred = x - x.mean(axis=0)
    variances, components = np.linalg.eigh(centred.T @ centred / len(x))
    return variances[::-1], components[:, ::-1]


def neighbours_on_map(x, components, t):
    """How often the nearest point on the map of these components, (D, 2 or 3), has the same label."""
    place = (x - x.mean(axis=0)) @ components  # (N, D) @ (D, 2) -> (N, 2)
    return float((t[nearest_besides_itself(place)] == t).mean())


def sections(networks, digits):
    x, t = digits.x.reshape(len(digits.x), -1), digits.t
    chosen = nearest(x, digits.x_train.reshape(len(digits.x_train), -1), NEAREST)  # (N, 5)
    same = digits.t_train[chosen] == t[:, None]
    yield section(
        "Nearest neighbours",
        f"Compared pixel by pixel with {len(digits.x_train):,} training digits, the nearest has the right label for "
        f"{percent(same[:, 0].mean())}% of the test digits; of the five nearest, {percent(same.mean())}% have it.",
    )
    points = {"pixels": x} | {
        f"{name}, last hidden layer": network.trace(x)[-2].activation
        for name, network in networks.items()
        if is_dense(network)
    }
    yield section(
        "Maps by principal components",
        "How much of the variance the first two and three components hold, how many hold 90%, and how often the "
        "nearest other digit on a map of the first two or three has the same label. The last column is without a map: "
        "the nearest by all numbers.",
        (
            ["", "held by 2, %", "held by 3, %", "for 90%", "same label, 2-D, %", "same label, 3-D, %", "by all, %"],
            [[name, *_on_maps(each, t)] for name, each in points.items()],
        ),
    )


def _on_maps(x, t):
    x = x.astype(np.float64)
    variances, components = principal_components(x)
    shares = variances.cumsum() / variances.sum()
    held = [percent(shares[d - 1]) for d in DIMENSIONS]
    maps = [percent(neighbours_on_map(x, components[:, :d], t)) for d in DIMENSIONS]
    return [*held, str(np.searchsorted(shares, 0.9) + 1), *maps, percent((t[nearest_besides_itself(x)] == t).mean())]
