"""A kernel at one position of an image: the patch under it, the products, and their sum, one pixel of a feature map.

A neuron whose inputs are flattened feature maps is drawn the same way: its kernel is as large as the maps.
"""

import numpy as np

from ui.figures import featuremaps, signed_bars
from ui.figures.numbers import number
from ui.words import later, plural, say

MOST_CELLS = 49  # of a kernel whose values are written out
MARKED = 5
OTHERS = later("The other {n} maps")


def channels(neuron):
    """The contribution of each input map to the neuron's sum: (C,)."""
    return neuron.products.reshape(neuron.shape).sum(axis=(0, 1), dtype=np.float64)


def strongest(neuron):
    """The input map with the largest contribution, positive or negative."""
    return int(np.abs(channels(neuron)).argmax())


def where_it_looks(neuron, image, reach):
    """The image, the input map and the two feature maps, each with a frame around the current position.

    image: (28, 28) of the digit; reach: the rows and columns of it that the pixel depends on (its receptive field).
    """
    (row, column), (FH, FW, C), step, k = neuron.place, neuron.shape, neuron.step, neuron.index
    channel, kernel, pixel = strongest(neuron), (row, column, FH, FW), (row, column, 1, 1)
    x_title, note = say("The image x"), neuron.patch_name
    figures = []
    if C > 1:
        field = f"x[{row}:{row + reach[0]}, {column}:{column + reach[1]}]"
        seen = say("{field}, the receptive field of this pixel", field=field)
        figures.append(_framed(image, (row, column, *reach), say("The digit"), seen))
        x_title = say("Input map {k} of {x}", k=channel, x=step.x_name)
        note = say("{patch}, the map with the largest contribution", patch=neuron.patch_name)
    of_a, of_z = (say("Map {k} of {name}", k=k, name=name) for name in (f"a{step.k}", step.z_name))
    figures += (
        _framed(step.x[..., channel], kernel, x_title, note),
        _framed(step.a[..., k], pixel, of_a, f"{neuron.a_name} = {number(neuron.a)}"),
        _framed(step.z[..., k], pixel, of_z, f"{neuron.z_name} = {number(neuron.z)}"),
    )
    return featuremaps.framed_row(*figures)


def multiplied(neuron):
    """Patch times kernel, element by element, for the input map with the largest contribution: three small tables."""
    channel, C = strongest(neuron), neuron.shape[2]
    x, w, products = (v.reshape(neuron.shape)[..., channel] for v in (neuron.x, neuron.w, neuron.products))
    if x.size > MOST_CELLS:
        return ""
    patch, kernel = f"patch = {neuron.patch_name}", neuron.w_name
    if C > 1:
        patch, kernel = (say("{name}, input map {k}", name=name, k=channel) for name in ("patch", kernel))
    parts = (
        _part(patch, x, max(1.0, float(x.max()))),
        '<span class="op">*</span>',
        _part(kernel, w, is_signed=True),
        '<span class="op">=</span>',
        _part(say("products, sum {sum}", sum=number(products.sum())), products, is_signed=True),
    )
    return f'<div class="products">{"".join(parts)}</div>'


def all_channels(neuron):
    """Patch, kernel and products of every input map as tiles; the largest contributions have a frame and a number."""
    H, W, C = neuron.shape
    columns = featuremaps.columns_for(C)
    most = np.argsort(-np.abs(channels(neuron)), kind="stable")[:MARKED].tolist()
    frames = [(k // columns * (H + 1), k % columns * (W + 1), H, W, str(k)) for k in most]  # a seam of one pixel
    x, w, is_pixel = neuron.x_name, neuron.w_name, neuron.place is not None
    titles = (
        (f"{x} = {neuron.patch_name}" if is_pixel else say("{x}, its input", x=x), neuron.x),
        (say("{W}, its kernel" if is_pixel else "{W}, its weights", W=w), neuron.w),
        (f"{x} * {w}", neuron.products),
    )
    figures = [
        featuremaps.framed(featuremaps.mosaic(v.reshape(neuron.shape), columns), frames, title, width=280)
        for title, v in titles
    ]
    return featuremaps.framed_row(*figures)


def largest_channels(neuron, count=5):
    """The input maps with the largest positive and negative contributions, as bars."""
    H, W, _ = neuron.shape
    products = plural("{n} product", "{n} products", H * W)
    return signed_bars.largest(channels(neuron), lambda k: (say("map {k}", k=k), products), count, OTHERS)


def _framed(values, frame, title, note):
    return featuremaps.framed_map(values, [frame], title, note, 206)  # four fit side by side on a 1280 pixel screen


def _part(title, values, largest=None, is_signed=None):
    return f'<div class="part"><span>{title}</span>{featuremaps.cells(values, largest, is_signed=is_signed)}</div>'
