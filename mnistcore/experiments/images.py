"""Images changed on their way to the network: by another hand, another camera, or a mistake in the loading code.

Functions take images, (N, 28, 28) floats 0..1, and an amount, and return images of the same shape and dtype.
"""

import numpy as np

SIDE = 28
DIRECTIONS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]
NEIGHBOURS = (-1, 0), (1, 0), (0, -1), (0, 1)


def shift(x: np.ndarray, pixels: int, first: int = 0) -> np.ndarray:
    """Every image shifted, the first of them up and to the left, the next up, and so on in turn in eight directions.

    first: how many images came before these.
    """
    shifted_images = np.empty_like(x)
    for turn, (down, right) in enumerate(DIRECTIONS):
        these = slice((turn - first) % len(DIRECTIONS), None, len(DIRECTIONS))
        shifted_images[these] = shifted(x[these], pixels * down, pixels * right)
    return shifted_images


def shifted(x: np.ndarray, down: int, right: int) -> np.ndarray:
    """Every image shifted by whole pixels. What leaves the image is lost, and black comes in."""
    moved = np.zeros_like(x)
    if max(abs(down), abs(right)) < SIDE:
        moved[:, max(down, 0) : SIDE + min(down, 0), max(right, 0) : SIDE + min(right, 0)] = x[
            :, max(-down, 0) : SIDE + min(-down, 0), max(-right, 0) : SIDE + min(-right, 0)
        ]
    return moved


def rotate(x: np.ndarray, degrees: float) -> np.ndarray:
    """Every image rotated around its centre, counter-clockwise for positive degrees, by bilinear interpolation."""
    R = rotation(degrees).astype(x.dtype)
    return (x.reshape(len(x), -1) @ R).reshape(x.shape)  # (N, 784) @ (784, 784) -> (N, 784)


def rotation(degrees: float) -> np.ndarray:
    """R, (784, 784) float64: x @ R are the rotated images. Each of their pixels is a weighted sum of four."""
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
    return R.reshape(SIDE * SIDE, SIDE * SIDE)


def noise(x: np.ndarray, deviation: float, first: int = 0, seed: int = 0) -> np.ndarray:
    """Gaussian noise of this standard deviation added to every pixel, where white is 1, and clipped to 0..1.

    first: how many images came before these, for the same noise whether images come together or in parts.
    """
    if not deviation:
        return x.copy()
    random = np.random.default_rng(seed).standard_normal((first + len(x), *x.shape[1:]), np.float32)[first:]
    return np.clip(x + np.float32(deviation) * random, 0, 1).astype(x.dtype, copy=False)


def blur(x: np.ndarray, sigma: float) -> np.ndarray:
    """Every image convolved with a Gaussian of standard deviation `sigma`, in pixels."""
    if not sigma:
        return x.copy()
    place = np.arange(SIDE)
    G = np.exp(-((place[:, None] - place) ** 2) / (2 * sigma**2))
    G = (G / G.sum(axis=1).max()).astype(x.dtype)  # (28, 28): each row a window around one pixel
    return G @ x @ G.T


def thicken(x: np.ndarray, pixels: int) -> np.ndarray:
    """Strokes thicker by so many pixels on each side, or thinner if negative.

    Each pixel becomes the brightest, or the darkest, of itself and its four neighbours, as many times as `pixels`.
    """
    choose, x = np.maximum if pixels > 0 else np.minimum, x.copy()
    for _ in range(abs(pixels)):
        old = x.copy()
        for move in NEIGHBOURS:
            choose(x, shifted(old, *move), out=x)
    return x


def invert(x: np.ndarray, share: float) -> np.ndarray:
    """Black ink on white. share: how far on the way there, from 0 to 1; halfway, all is grey."""
    return x + x.dtype.type(share) * (1 - 2 * x)


def black_and_white(x: np.ndarray, threshold: int) -> np.ndarray:
    """1 for pixels of at least `threshold`, of 255, and 0 for all others."""
    return (x > (threshold - 0.5) / 255).astype(x.dtype)


def multiply(x: np.ndarray, factor: float) -> np.ndarray:
    """Every pixel times `factor`. With 255 it is what the network gets if the division by 255 is forgotten."""
    return x.dtype.type(factor) * x


def shuffle(x: np.ndarray, pixels: int, seed: int = 0) -> np.ndarray:
    """So many pixels, chosen at random, in another order: the same pixels and the same order in all images."""
    chosen = np.random.default_rng(seed).permutation(SIDE * SIDE)[:pixels]
    order = np.arange(SIDE * SIDE)
    order[np.sort(chosen)] = chosen
    return x.reshape(len(x), -1)[:, order].reshape(x.shape)
