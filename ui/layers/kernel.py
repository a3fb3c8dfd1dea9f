"""A kernel at one position of an image: the patch under it, the products, and their sum, one pixel of a feature map.

A neuron whose inputs are flattened feature maps is drawn the same way: its kernel is as large as the maps.
"""

import numpy as np

from ui.figures import featuremaps, signed_bars
from ui.figures.numbers import number

MOST_CELLS = 49  # of a kernel whose values are written out
MARKED = 5


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
    x_title, counts = "The image x", ""
    figures = []
    if C > 1:
        seen = f"x[{row}:{row + reach[0]}, {column}:{column + reach[1]}], the receptive field of this pixel"
        figures.append(_framed(image, (row, column, *reach), "The digit", seen))
        x_title, counts = f"Input map {channel} of {step.x_name}", ", the map with the largest contribution"
    figures += (
        _framed(step.x[..., channel], kernel, x_title, neuron.patch_name + counts),
        _framed(step.a[..., k], pixel, f"Map {k} of a{step.k}", f"{neuron.a_name} = {number(neuron.a)}"),
        _framed(step.z[..., k], pixel, f"Map {k} of {step.z_name}", f"{neuron.z_name} = {number(neuron.z)}"),
    )
    return featuremaps.framed_row(*figures)


def multiplied(neuron):
    """Patch times kernel, element by element, for the input map with the largest contribution: three small tables."""
    channel, C = strongest(neuron), neuron.shape[2]
    x, w, products = (v.reshape(neuron.shape)[..., channel] for v in (neuron.x, neuron.w, neuron.products))
    if x.size > MOST_CELLS:
        return ""
    of_map = "" if C == 1 else f", input map {channel}"
    parts = (
        _part(f"patch{of_map}" if C > 1 else f"patch = {neuron.patch_name}", x, max(1.0, float(x.max()))),
        '<span class="op">*</span>',
        _part(f"{neuron.w_name}{of_map}", w, is_signed=True),
        '<span class="op">=</span>',
        _part(f"products, sum {number(products.sum())}", products, is_signed=True),
    )
    return f'<div class="products">{"".join(parts)}</div>'


def all_channels(neuron):
    """Patch, kernel and products of every input map as tiles; the largest contributions have a frame and a number."""
    H, W, C = neuron.shape
    columns = featuremaps.columns_for(C)
    most = np.argsort(-np.abs(channels(neuron)), kind="stable")[:MARKED].tolist()
    frames = [(k // columns * (H + 1), k % columns * (W + 1), H, W, str(k)) for k in most]  # a seam of one pixel
    x = neuron.x_name
    titles = (
        (f"{x}, its input" if neuron.place is None else f"{x}, {neuron.patch_name}", neuron.x),
        (f"{neuron.w_name}, its {'weights' if neuron.place is None else 'kernel'}", neuron.w),
        (f"{x} * {neuron.w_name}", neuron.products),
    )
    figures = [
        featuremaps.framed(featuremaps.mosaic(v.reshape(neuron.shape), columns), frames, title, width=300)
        for title, v in titles
    ]
    return featuremaps.framed_row(*figures)


def largest_channels(neuron, count=5):
    """The input maps with the largest positive and negative contributions, as bars."""
    H, W, _ = neuron.shape
    return signed_bars.largest(
        channels(neuron), lambda k: (f"map {k}", f"{H * W} products"), count, "The other {} maps"
    )


def _framed(values, frame, title, note):
    return featuremaps.framed_map(values, [frame], title, note, 226)  # four fit side by side


def _part(title, values, largest=None, is_signed=None):
    return f'<div class="part"><span>{title}</span>{featuremaps.cells(values, largest, is_signed=is_signed)}</div>'
