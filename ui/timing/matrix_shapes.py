"""The matrix products of one batch, drawn as HTML: what grows with the batch size, and what does not.

Sides are on a log scale, so that 1 and 10,000 rows fit beside each other.
"""

import math

import numpy as np

from mnistcore import Conv2D, Dense
from ui.figures import steps
from ui.words import say


def chain(network, batch_size):
    """x @ W1 → z1 @ W2 → … y, each matrix with its shape.

    A convolution is a matrix product too: each window under the kernels is a row (`Conv2D.pre_activation`).
    """
    products = list(_products(network, batch_size))
    widest = max(n for _, rows, (inputs, outputs) in products for n in (rows, inputs, outputs))
    links = [
        f'<div class="link">{_matrix(name, rows, inputs, widest, "grows")}<span class="sign">@</span>'
        f'{_matrix(f"W{i}", inputs, outputs, widest)}<span class="sign">→</span></div>'
        for i, (name, rows, (inputs, outputs)) in enumerate(products, start=1)
    ]
    _, rows, (_, outputs) = products[-1]
    y = _matrix("y", rows, outputs, widest, "grows")
    return f'<div class="chain">{"".join(links)}<div class="link">{y}</div></div>'


def _products(network, batch_size):
    """For each layer with weights: the name of its input, the rows of that in one batch, and W's shape as a matrix."""
    for step in steps.follow(network, np.zeros(784, np.uint8)):
        layer = step.layer
        if isinstance(layer, Conv2D):
            H, W, K = step.a.shape
            yield say("windows of {name}", name=step.x_name), batch_size * H * W, (layer.W[..., 0].size, K)
        elif isinstance(layer, Dense):
            yield step.x_name, batch_size, layer.W.shape


def _matrix(name, rows, columns, widest, kind=""):
    return (
        f'<figure><b>{name}</b><div class="room"><div class="sides {kind}" '
        f'style="width:{_side(columns, widest)}px;height:{_side(rows, widest)}px"></div></div>'
        f'<span class="shape">({rows}, {columns})</span></figure>'
    )


def _side(count, widest):
    """The pixels of a side of `count` rows or columns: 4 for one, 88 for `widest` or 10,000, whichever is more."""
    return 4 + round(84 * math.log10(count) / max(4, math.log10(widest)))
