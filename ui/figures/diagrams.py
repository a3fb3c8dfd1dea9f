"""The network drawn as what it does: one image going through all layers, with the shapes and parameter counts.

HTML out, for st.html; no Streamlit inside. On a wide screen the boxes stand side by side, on a phone below each other.
"""

import math
from html import escape

import numpy as np

from mnistcore import Conv2D, Flatten, MaxPool2D
from ui.figures import featuremaps
from ui.figures.pictures import bars, data_uri


def flow(network, image):
    """`image`, (784,) uint8, on its way through a network: what every layer makes of it, as a picture."""
    parts, words, number = [_stage("x", image.reshape(28, 28), network.input_shape)], [], 0
    for layer, output in zip(network.layers, network.trace(image[None]), strict=True):
        z = output.activation[0]
        number += hasattr(layer, "W")
        words += _in_words(layer, number)
        if not isinstance(layer, Flatten):  # which makes no picture of its own: the same numbers, in a row
            name = f"z{number}, pooled" if isinstance(layer, MaxPool2D) else f"z{number}"
            parts.append(_step(words))
            parts.append(_output(z) if layer is network.layers[-1] else _stage(name, _picture(z), z.shape))
            words = []
    return f'<div class="flow">{"".join(parts)}</div>'


def arithmetic(layer):
    """The number of a layer's parameters, worked out: '784 × 50 + 50 = 39,250'."""
    return f"{_product(layer.W.shape)} + {layer.b.size} = {layer.W.size + layer.b.size:,}"


def _columns(count):
    return next(c for c in range(math.isqrt(count), 0, -1) if count % c == 0)


def _picture(z):
    """Maps (H, W, K) or neurons (n,) as one picture, as square as their number allows."""
    if z.ndim == 1:
        return featuremaps.squares(z, _columns(len(z)))
    return featuremaps.mosaic(z, _columns(z.shape[-1]), max(1.0, float(np.abs(z).max())), seam=0)


def _product(shape):
    return " × ".join(str(n) for n in shape)


def _in_words(layer, number):
    """What a layer does, a line each; `number` counts the layers with weights."""
    if isinstance(layer, Flatten):
        return ["flatten"]
    if isinstance(layer, MaxPool2D):
        return ["max pooling", f"{layer.size} × {layer.size}"]
    sign = "∗" if isinstance(layer, Conv2D) else "×"
    return [f"{sign} W{number} + b{number}", layer.activation.__name__.removesuffix("_function"), arithmetic(layer)]


def _stage(name, pixels, shape):
    height = 150
    width = round(height * pixels.shape[1] / pixels.shape[0])
    return (
        f'<div class="stage"><b>{name}</b>'
        f'<img src="{data_uri(pixels)}" width="{width}" height="{height}" alt="The values of {name}">'
        f'<span class="shape">{escape(_batch(shape))}</span></div>'
    )


def _step(words):
    first, *rest = words
    lines = "".join(f'<span class="quiet">{line}</span>' for line in rest)
    return f'<div class="step"><span>{first}</span><div class="line"></div>{lines}</div>'


def _output(y):
    return f'<div class="stage output"><b>y</b>{bars(y)}<span class="shape">{_batch(y.shape)}</span></div>'


def _batch(shape):
    return f"(N, {', '.join(str(n) for n in shape)})"
