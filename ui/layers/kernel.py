"""A neuron whose inputs are feature maps: what each of the maps contributes to its weighted sum."""

import numpy as np

from ui.figures import featuremaps, signed_bars
from ui.words import later, plural, say

OTHERS = later("The other {n} maps")


def channels(neuron):
    """The contribution of each input map to the neuron's sum: (C,)."""
    return neuron.products.reshape(neuron.shape).sum(axis=(0, 1), dtype=np.float64)


def all_channels(neuron, frames, width):
    """Input, weights and products of all maps as tiles of three pictures, with frames on each."""
    columns = featuremaps.columns_for(neuron.shape[2])
    x, w = neuron.x_name, neuron.w_name
    titles = (
        (say("{x}, its input", x=x), neuron.x),
        (say("{W}, its weights", W=w), neuron.w),
        (f"{x} * {w}", neuron.products),
    )
    figures = [
        featuremaps.framed(featuremaps.mosaic(v.reshape(neuron.shape), columns), frames, title, width=width)
        for title, v in titles
    ]
    return featuremaps.framed_row(*figures)


def largest_channels(neuron, count=5):
    """The input maps with the largest positive and negative contributions, as bars."""
    H, W, _ = neuron.shape
    products = plural("{n} product", "{n} products", H * W)
    return signed_bars.largest(channels(neuron), lambda k: (say("map {k}", k=k), products), count, OTHERS)
