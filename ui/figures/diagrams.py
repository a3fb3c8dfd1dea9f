"""A diagram of the network: one image on its way through all layers, with shapes and parameter counts.

On a wide screen the pictures stand side by side, on a phone below each other.
"""

from html import escape

import numpy as np

from mnistcore import Conv2D, Flatten, MaxPool2D
from ui.figures import featuremaps, numbers, probabilities, steps
from ui.figures.pictures import data_uri
from ui.words import say


def flow(network, image):
    """`image`, (784,) uint8, on its way through a network: the output of each layer as a picture."""
    links, stage, above = [], _stage("x", image.reshape(28, 28), network.input_shape), []
    for step in steps.follow(network, image):
        if isinstance(step.layer, Flatten):  # the same values in a row: no picture of its own
            above = ["flatten"]
            continue
        links.append(f'<div class="link">{stage}{_arrow(above, step)}</div>')
        above = []
        stage = _output(step.z) if step.is_last else _stage(step.z_name, _picture(step.z), step.z.shape)
    return f'<div class="flow">{"".join(links)}<div class="link output">{stage}</div></div>'


def _picture(z):
    """Maps (H, W, K) or neurons (n,) as one picture, arranged as on the page "Layer activations"."""
    if z.ndim == 1:
        return featuremaps.squares(z, featuremaps.neurons_in_a_row(len(z)))
    columns = featuremaps.columns_for(z.shape[-1])
    return featuremaps.mosaic(z, columns, max(1.0, float(np.abs(z).max())), seam=0)


def _arrow(above, step):
    """An arrow with what the layer does above and below it; `above`: lines to begin with."""
    layer, k, note = step.layer, step.k, ""
    if isinstance(layer, MaxPool2D):
        above, below = [*above, say("max pooling")], f"{layer.size} × {layer.size}"
    else:
        sign = "∗" if isinstance(layer, Conv2D) else "×"
        above, below = (
            [*above, f"<b>{say('Layer {k}', k=k)}</b>", f"{sign} W{k} + b{k}"],
            steps.plain_name(layer.activation),
        )
        note = f'<div class="note">{_parameters(layer)}</div>'
    words = "".join(f"<span>{line}</span>" for line in above)
    return (
        f'<div class="step"><div class="words">{words}</div><div class="line"></div>'
        f'<div class="words">{below}</div></div>{note}'
    )


def _parameters(layer):
    """The parameter count of a layer: '784 × 50 + 50 = 39,250'. A line may break before the result."""
    product = " × ".join(map(numbers.count, layer.W.shape))
    total = numbers.count(layer.W.size + layer.b.size)
    return f"<span>{product} + {layer.b.size}</span> <span>= {total}</span>"


def _stage(name, pixels, shape):
    height, width = pixels.shape[:2]
    alt = escape(say("The values of {name}", name=name))
    return (
        f'<b>{name}</b><span class="shape">{escape(_batch(shape))}</span>'
        f'<img src="{data_uri(pixels)}" width="{width}" height="{height}" alt="{alt}">'
    )


def _output(y):
    return f'<b>y</b><span class="shape">{_batch(y.shape)}</span>{probabilities.bars(y)}'


def _batch(shape):
    return f"(N, {', '.join(str(n) for n in shape)})"
