"""A diagram of the network: one image on its way through all layers, with shapes and parameter counts.

On a wide screen the boxes stand side by side, on a phone below each other.
"""

import math
from html import escape

import numpy as np

from mnistcore import Conv2D, Flatten, MaxPool2D
from ui.figures import featuremaps, numbers, probabilities, steps
from ui.figures.pictures import data_uri


def flow(network, image):
    """`image`, (784,) uint8, on its way through a network: the output of each layer as a picture."""
    parts, words = [_stage("x", image.reshape(28, 28), network.input_shape)], []
    for step in steps.follow(network, image):
        words += _in_words(step)
        if not isinstance(step.layer, Flatten):  # the same values in a row: no picture of its own
            parts.append(_arrow(words))
            parts.append(_output(step.z) if step.is_last else _stage(step.z_name, _picture(step.z), step.z.shape))
            words = []
    return f'<div class="flow">{"".join(parts)}</div>'


def _columns(count):
    return next(c for c in range(math.isqrt(count), 0, -1) if count % c == 0)


def _picture(z):
    """Maps (H, W, K) or neurons (n,) as one picture, as close to square as possible."""
    if z.ndim == 1:
        return featuremaps.squares(z, _columns(len(z)))
    return featuremaps.mosaic(z, _columns(z.shape[-1]), max(1.0, float(np.abs(z).max())), seam=0)


def _in_words(step):
    """What a layer does, as short lines."""
    layer, k = step.layer, step.k
    if isinstance(layer, Flatten):
        return ["flatten"]
    if isinstance(layer, MaxPool2D):
        return ["max pooling", f"{layer.size} × {layer.size}"]
    sign = "∗" if isinstance(layer, Conv2D) else "×"
    return [f"{sign} W{k} + b{k}", steps.plain_name(layer.activation), _parameters(layer)]


def _parameters(layer):
    """The parameter count of a layer: '784 × 50 + 50 = 39,250'."""
    product = " × ".join(map(numbers.count, layer.W.shape))
    return f"{product} + {layer.b.size} = {numbers.count(layer.W.size + layer.b.size)}"


def _stage(name, pixels, shape):
    height = 150
    width = round(height * pixels.shape[1] / pixels.shape[0])
    return (
        f'<div class="stage"><b>{name}</b>'
        f'<img src="{data_uri(pixels)}" width="{width}" height="{height}" alt="The values of {name}">'
        f'<span class="shape">{escape(_batch(shape))}</span></div>'
    )


def _arrow(words):
    first, *rest = words
    lines = "".join(f'<span class="note">{line}</span>' for line in rest)
    return f'<div class="step"><span>{first}</span><div class="line"></div>{lines}</div>'


def _output(y):
    bars = probabilities.bars(y)
    return f'<div class="stage output"><b>y</b>{bars}<span class="shape">{_batch(y.shape)}</span></div>'


def _batch(shape):
    return f"(N, {', '.join(str(n) for n in shape)})"
