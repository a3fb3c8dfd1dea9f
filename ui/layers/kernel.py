"""A kernel on one place of an image: the patch under it, the products, and the sum that makes one pixel of a map.

Strings for st.html out; no Streamlit inside. A neuron whose inputs are feature maps, flattened, is drawn alike: it has
a kernel as large as the maps.
"""

import numpy as np

from ui.figures import featuremaps
from ui.figures.numbers import number
from ui.layers import neuron

MOST_CELLS = 49  # of a kernel whose numbers are written out
MARKED = 5


def channels(one):
    """What each input map adds to the neuron's sum: (C,)."""
    return one.products.reshape(one.shape).sum(axis=(0, 1), dtype=np.float64)


def strongest(one):
    """The input map that adds or takes away most."""
    return int(np.abs(channels(one)).argmax())


def where_it_looks(one, image, reach):
    """The image, the input map and the two feature maps, each with a frame around the place at work.

    image: (28, 28) of the digit; reach: how many rows and columns of it the pixel depends on.
    """
    (row, column), (FH, FW, C), step, k = one.place, one.shape, one.step, one.index
    figures, width = [], 226  # four stand side by side
    if C > 1:
        seen = f"x[{row}:{row + reach[0]}, {column}:{column + reach[1]}], all that this pixel depends on"
        figures.append(
            featuremaps.framed(featuremaps.one_map(image), [(row, column, *reach)], "The digit", seen, width)
        )
    channel = strongest(one)
    name = "The image x" if C == 1 else f"Input map {channel} of {step.x_name}"
    note = one.patch_name + ("" if C == 1 else ", the map that counts most here")
    pixels = featuremaps.one_map(step.x[..., channel])
    figures.append(featuremaps.framed(pixels, [(row, column, FH, FW)], name, note, width))
    for letter, values in (("a", step.a[..., k]), ("z", step.z[..., k])):
        label = one.a_name if letter == "a" else one.z_name
        words = f"{label} = {number(values[row, column])}"
        pixels = featuremaps.one_map(values)
        title = f"Map {k} of {letter}{step.k}" if letter == "a" else f"Map {k} of {step.z_name}"
        figures.append(featuremaps.framed(pixels, [(row, column, 1, 1)], title, words, width))
    return featuremaps.framed_row(*figures)


def multiplied(one):
    """Patch times kernel, element by element, for the input map that counts most: three small tables of numbers."""
    channel = strongest(one)
    x, w, products = (v.reshape(one.shape)[..., channel] for v in (one.x, one.w, one.products))
    if x.size > MOST_CELLS:
        return ""
    of_map = "" if one.shape[2] == 1 else f", input map {channel}"
    parts = (
        _part(
            f"patch{of_map}" if of_map else f"patch = {one.patch_name}", featuremaps.cells(x, max(1.0, float(x.max())))
        ),
        '<span class="op">*</span>',
        _part(f"{one.w_name}{of_map}", featuremaps.cells(w, is_signed=True)),
        '<span class="op">=</span>',
        _part(f"products, sum {number(products.sum())}", featuremaps.cells(products, is_signed=True)),
    )
    return f'<div class="products">{"".join(parts)}</div>'


def all_channels(one):
    """Patch, kernel and products of every input map as tiles; the maps that count most have a frame and a number."""
    C = one.shape[2]
    order = np.argsort(-np.abs(channels(one)), kind="stable")[:MARKED]
    columns = featuremaps.columns_for(C)
    (H, W, _), what = one.shape, "patch" if one.place is not None else one.x_name
    frames = [
        (k // columns * (H + 1), k % columns * (W + 1), H, W, str(k)) for k in order.tolist()
    ]  # a seam of one pixel
    titles = (
        (f"{what}, {one.patch_name}" if one.place is not None else f"{what}, its input", one.x),
        (f"{one.w_name}, its {'kernel' if one.place is not None else 'weights'}", one.w),
        (f"{what} * {one.w_name}", one.products),
    )
    figures = [
        featuremaps.framed(featuremaps.mosaic(v.reshape(one.shape), columns), frames, title, width=300)
        for title, v in titles
    ]
    return featuremaps.framed_row(*figures)


def largest_channels(one, count=10):
    """The input maps whose products add up to the most, in order, as bars; the rest together in a last row."""
    sums = channels(one)
    order = np.argsort(-np.abs(sums), kind="stable")
    first, rest = order[:count], order[count:]
    scale = np.abs(sums).max() or 1
    each = one.shape[0] * one.shape[1]
    rows = [neuron.row(f"map {k}", f"{each} products", sums[k], scale) for k in first]
    if len(rest):
        rows += [neuron.RULE, neuron.row(f"The other {len(rest)} maps", "together", sums[rest].sum())]
    return neuron.working(rows)


def _part(title, table):
    return f'<div class="part"><span>{title}</span>{table}</div>'
