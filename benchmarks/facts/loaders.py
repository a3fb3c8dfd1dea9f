"""Images as a mistake in the loading code, or another camera, would hand them to the network.

Functions take and return images, (N, 28, 28) float32, usually 0..1.
"""

import numpy as np

from .subjects import accuracy, percent, section

SIDE = 28
DIRECTIONS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]


def unscaled(x):
    """Pixels from 0 to 255: the division by 255 was forgotten."""
    return 255 * x


def inverted(x):
    """Black ink on white."""
    return 1 - x


def black_and_white(x):
    """1 for pixels of at least 128 of 255, and 0 for all others."""
    return (x > 127.5 / 255).astype(x.dtype)


def shuffled(x, seed=0):
    """The pixels of all images in the same random order."""
    order = np.random.default_rng(seed).permutation(SIDE * SIDE)
    return x.reshape(len(x), -1)[:, order].reshape(x.shape)


def noisy(x, deviation, seed=0):
    """Gaussian noise of this standard deviation added, clipped to 0..1."""
    noise = np.random.default_rng(seed).standard_normal(x.shape, np.float32)
    return np.clip(x + np.float32(deviation) * noise, 0, 1)


def shifted(x, down, right):
    """Every image shifted by whole pixels. What leaves the image is lost, and black comes in."""
    moved = np.zeros_like(x)
    moved[:, max(down, 0) : SIDE + min(down, 0), max(right, 0) : SIDE + min(right, 0)] = x[
        :, max(-down, 0) : SIDE + min(-down, 0), max(-right, 0) : SIDE + min(-right, 0)
    ]
    return moved


def rotated(x, degrees):
    """Every image rotated counter-clockwise around its centre, by bilinear interpolation."""
    R = rotation(degrees)
    return (x.reshape(len(x), -1) @ R).reshape(x.shape)  # (N, 784) @ (784, 784) -> (N, 784)


def rotation(degrees):
    """R, (784, 784) float32: x @ R are the rotated images. Each of their pixels is a weighted sum of four."""
    angle, centre = np.deg2rad(degrees), (SIDE - 1) / 2
    i, j = np.indices((SIDE, SIDE)).reshape(2, -1) - centre  # rows and columns of the rotated image
    cos, sin = np.cos(angle), np.sin(angle)
    rows, columns = centre + cos * i + sin * j, centre - sin * i + cos * j  # where each of its pixels comes from
    R = np.zeros((SIDE, SIDE, SIDE * SIDE))
    to = np.arange(SIDE * SIDE)
    for r, c in ((r, c) for r in (0, 1) for c in (0, 1)):  # the four pixels around that place
        row, column = (np.floor(rows) + r).astype(int), (np.floor(columns) + c).astype(int)
        weight = (1 - np.abs(rows - row)) * (1 - np.abs(columns - column))
        inside = (row >= 0) & (row < SIDE) & (column >= 0) & (column < SIDE)
        R[row[inside], column[inside], to[inside]] += weight[inside]
    return R.reshape(SIDE * SIDE, SIDE * SIDE).astype(np.float32)


def blurred(x, sigma):
    """Every image convolved with a Gaussian of standard deviation `sigma` pixels."""
    place = np.arange(SIDE)
    G = np.exp(-((place[:, None] - place) ** 2) / (2 * sigma**2))
    G = (G / G.sum(axis=1).max()).astype(x.dtype)  # (28, 28): each row a window around one pixel
    return G @ x @ G.T


def thicker(x):
    """Each pixel the brightest of itself and its four neighbours."""
    return np.max([shifted(x, *move) for move in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))], axis=0)


def thinner(x):
    """Each pixel the darkest of itself and its four neighbours."""
    return np.min([shifted(x, *move) for move in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))], axis=0)


def broken(x):
    """All kinds of broken images: yields a name and versions, whose accuracy is to be averaged."""
    yield "as it should be", [x]
    yield "without / 255", [unscaled(x)]
    yield "inverted", [inverted(x)]
    yield "black and white at 128", [black_and_white(x)]
    yield "pixels shuffled", [shuffled(x)]
    for deviation in (0.1, 0.2, 0.4):
        yield f"noise {deviation}", [noisy(x, deviation)]
    for pixels in range(1, 6):
        yield f"shifted {pixels} px", (shifted(x, pixels * down, pixels * right) for down, right in DIRECTIONS)
    for degrees in (10, 20, 30, 45):
        yield f"rotated {degrees}° counter-clockwise", [rotated(x, degrees)]
        yield f"rotated {degrees}° clockwise", [rotated(x, -degrees)]
    for sigma in (1, 2):
        yield f"blurred, sigma {sigma} px", [blurred(x, sigma)]
    yield "thicker", [thicker(x)]
    yield "thinner", [thinner(x)]


def sections(networks, digits):
    rows = []
    for name, versions in broken(digits.x):
        found = [[accuracy(network, x, digits.t) for network in networks.values()] for x in versions]
        rows.append([name, *map(percent, np.mean(found, axis=0))])
    yield section(
        "Broken loaders",
        "Accuracy in %. Noise is Gaussian, where white is 1, clipped to 0..1 (seed 0). Shifts are the mean of eight "
        "directions, diagonals included. Thicker and thinner take the maximum or the minimum of each pixel and its "
        "four neighbours. The pixels are shuffled in the same way in all images (seed 0).",
        (["", *networks], rows),
    )
