"""Data augmentation: random rotation, slant, scale, shift, bending, stroke width and blur.

A network that sees many versions of a digit learns what they have in common. Each augmentation takes and returns
images, (N, 28, 28) uint8. `strength` scales the changes: with 0 the images stay the same.
"""

import numpy as np

CENTRE = 14.0  # row and column of the centre of mass of an MNIST digit
BLOCK = 500  # images at a time, so that they fit in the processor's cache
KNOTS = 4  # per side of the coarse grid of random displacements
SIGMAS = (0.5, 0.9, 1.3, 1.7, 2.1)  # pixels, of the blur of degraded images
NOISIEST = 0.3  # greatest standard deviation of their noise; white is 1


def augment(images, rng, strength=1.0):
    """Warp each image, make its strokes bolder or thinner, and blur about half of the images."""
    return np.concatenate(
        [
            blur(thicken(warp(images[start : start + BLOCK], rng, strength), rng, strength), rng, strength)
            for start in range(0, len(images), BLOCK)
        ]
    )


def warp(images, rng, strength=1.0):
    """Rotate each image by up to 15 degrees, slant, scale and shift it, and bend it smoothly.

    The source coordinates of a pixel are a weighted sum of a few fields: its own row and column, a constant, and one
    bump for each knot of a coarse grid. So one matrix product gives the sources of all pixels in all images.
    """
    n, (height, width) = len(images), images.shape[1:]
    angle, slant = strength * rng.uniform(-0.26, 0.26, n), strength * rng.uniform(-0.25, 0.25, n)
    down, across = np.exp(strength * rng.uniform(-0.15, 0.15, (2, n)))
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.array([[cos * down, -sin * across], [(sin + slant * cos) * down, (cos - slant * sin) * across]])
    shift = CENTRE + strength * rng.uniform(-1.5, 1.5, (n, 2, 1))
    bends = strength * rng.normal(0, 0.7, (n, 2, KNOTS * KNOTS))  # in pixels
    weights = np.concatenate([matrix.transpose(2, 0, 1), shift, bends], axis=2)  # (n, 2, 3 + KNOTS²)
    rows, columns = np.indices((height, width)).reshape(2, -1) - CENTRE
    fields = np.stack([rows, columns, np.ones_like(rows), *bumps(height)])  # (3 + KNOTS², 784)
    source = weights.reshape(2 * n, -1).astype(np.float32) @ fields.astype(np.float32)  # (2n, 784)
    return sample(images, source.reshape(n, 2, -1)).reshape(images.shape)


def bumps(side):
    """KNOTS² smooth bumps over a square of `side` pixels, which add up to 1 everywhere: (KNOTS², side * side)."""
    bump = np.clip(1 - np.abs(np.linspace(0, KNOTS - 1, side) - np.arange(KNOTS)[:, None]), 0, 1)  # (KNOTS, side)
    bump = bump * bump * (3 - 2 * bump)
    return np.kron(bump, bump)


def sample(images, source):
    """Interpolate images at fractional rows and columns, (N, 2, points) -> (N, points): bilinear, black outside."""
    n, height, width = images.shape
    source = np.clip(source + 1, 0, np.array([[height + 1], [width + 1]], np.float32))  # within a black margin
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    whole = source.astype(np.int32)
    below, right = (source - whole).transpose(1, 0, 2)
    first = np.arange(n, dtype=np.int32)[:, None] * padded[0].size
    corner = first + whole[:, 0] * padded.shape[2] + whole[:, 1]  # (N, points): flat indices into `padded`
    a, b, c, d = (padded.take(corner + step, mode="clip") for step in (0, 1, width + 3, width + 4))
    upper, lower = a + right * (b.astype(np.float32) - a), c + right * (d.astype(np.float32) - c)
    return (upper + below * (lower - upper) + 0.5).astype(np.uint8)


def thicken(images, rng, strength=1.0):
    """Blend each image with the maximum or the minimum over each pixel's neighbours: bolder or thinner strokes."""
    amount = strength * rng.uniform(-0.5, 0.6, len(images)).astype(np.float32)[:, None, None]
    brightest, darkest = _over_neighbours(np.maximum, images), _over_neighbours(np.minimum, images)
    target = np.where(amount > 0, brightest, darkest)
    return (images + np.abs(amount) * (target.astype(np.float32) - images) + 0.5).astype(np.uint8)


def _over_neighbours(choose, images):
    """np.maximum or np.minimum over each pixel and its four neighbours."""
    chosen = images.copy()
    for target, source in ((np.s_[1:], np.s_[:-1]), (np.s_[:-1], np.s_[1:])):
        chosen[:, target] = choose(chosen[:, target], images[:, source])
        chosen[:, :, target] = choose(chosen[:, :, target], images[:, :, source])
    return chosen


def blur(images, rng, strength=1.0):
    """Blend about half of the images with a weighted mean over each pixel's 3x3 neighbourhood."""
    amount = strength * np.clip(rng.uniform(-0.6, 0.6, len(images)), 0, None).astype(np.float32)[:, None, None]
    soft = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(np.float32)
    soft = (soft[:, :-2] + 2 * soft[:, 1:-1] + soft[:, 2:]) / 4
    soft = (soft[:, :, :-2] + 2 * soft[:, :, 1:-1] + soft[:, :, 2:]) / 4
    return (images + amount * (soft - images) + 0.5).astype(np.uint8)


def degrade(images, rng, share):
    """Add noise to a share of the images, and blur another share, each by a different amount: as (N, 28, 28) uint8."""
    images, chosen = images.copy(), rng.random(len(images))
    noisy = np.flatnonzero(chosen < share)
    for block in np.array_split(noisy, 1 + len(noisy) // BLOCK):
        deviation = 255 * rng.uniform(0, NOISIEST, (len(block), 1, 1)).astype(np.float32)
        noise = deviation * rng.standard_normal((len(block), *images.shape[1:]), np.float32)
        images[block] = np.clip(images[block] + noise + 0.5, 0, 255)
    for sigma, block in zip(SIGMAS, np.array_split(np.flatnonzero(chosen > 1 - share), len(SIGMAS)), strict=True):
        images[block] = gaussian_blur(images[block], sigma)
    return images


def gaussian_blur(images, sigma):
    """Images convolved with a Gaussian of standard deviation `sigma` pixels: (N, 28, 28) uint8."""
    side = np.arange(images.shape[1])
    G = np.exp(-((side[:, None] - side) ** 2) / (2 * sigma**2))
    G = (G / G.sum(axis=1).max()).astype(np.float32)  # (28, 28): each row a window around one pixel
    return np.clip(G @ images.astype(np.float32) @ G.T + 0.5, 0, 255).astype(np.uint8)
