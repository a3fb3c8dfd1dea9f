"""Images as a mistake in the loading code, or another camera, would hand them to the network."""

import numpy as np

from mnistcore.experiments import images

from .subjects import accuracy, percent, section


def broken(x):
    """All kinds of broken images: yields a name and versions, whose accuracy is to be averaged."""
    yield "as it should be", [x]
    yield "without / 255", [images.multiply(x, 255)]
    yield "inverted", [images.invert(x, 1)]
    yield "black and white at 128", [images.black_and_white(x, 128)]
    yield "pixels shuffled", [images.shuffle(x, x[0].size)]
    for deviation in (0.1, 0.2, 0.4):
        yield f"noise {deviation}", [images.noise(x, deviation)]
    for pixels in range(1, 6):
        yield f"shifted {pixels} px", (images.shift(x, pixels, first) for first in range(len(images.DIRECTIONS)))
    for degrees in (10, 20, 30, 45):
        yield f"rotated {degrees}° counter-clockwise", [images.rotate(x, degrees)]
        yield f"rotated {degrees}° clockwise", [images.rotate(x, -degrees)]
    for sigma in (1, 2):
        yield f"blurred, sigma {sigma} px", [images.blur(x, sigma)]
    yield "thicker", [images.thicken(x, 1)]
    yield "thinner", [images.thicken(x, -1)]


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
