"""Feature maps and neurons as pictures: many in a mosaic, one map with a frame on it, a few numbers as coloured cells.

Arrays in, pixels or HTML out. Where a number can be negative, orange is above zero and blue below; where none can,
white is the most.
"""

import math
from html import escape

import numpy as np

from ui.figures import numbers, pictures

SEAM = (48, 54, 60)  # between maps
SQUARE = {10: 27, 20: 15, 50: 9, 100: 5}  # neurons in a row: CSS pixels for each
LUMINANCE = np.array([0.299, 0.587, 0.114])  # of red, green and blue


def columns_for(count):
    """The number of maps in a row of a mosaic: eight, or more where the mosaic would be too tall."""
    return max(min(count, 8), math.ceil(math.sqrt(count)))


def largest(values, scale, overall):
    """What the brightest colour stands for: the maximum of each map, of the layer, or the one given for all layers."""
    if scale == "map":
        return np.abs(values).max(axis=(0, 1))
    return float(np.abs(values).max()) if scale == "layer" else overall


def mosaic(maps, columns=None, largest=None, seam=1, is_signed=None):
    """Maps (H, W, K) -> one picture (h, w, 3) uint8; map k stands at row k // columns, with a seam around it.

    largest: what the lightest colour stands for, one number or (K,). is_signed: whether to paint in orange and blue;
    unless given, where there are negative numbers.
    """
    H, W, K = maps.shape
    columns = columns or columns_for(K)
    largest = np.abs(maps).max() if largest is None else largest
    share = maps / np.where(np.asarray(largest) > 0, largest, 1)
    tiles = np.full((-(-K // columns) * columns, H + seam, W + seam), np.nan, np.float32)
    tiles[:K, :H, :W] = share.transpose(2, 0, 1)
    grid = tiles.reshape(-1, columns, H + seam, W + seam).transpose(0, 2, 1, 3)  # (rows, H, columns, W)
    grid = grid.reshape(-1, columns * (W + seam))[: -seam or None, : -seam or None]
    is_signed = share.min() < 0 if is_signed is None else is_signed
    return np.where(np.isnan(grid)[..., None], np.uint8(SEAM), paint(np.nan_to_num(grid), is_signed))


def paint(share, is_signed):
    """Values between -1 and 1 -> (..., 3) uint8."""
    if is_signed:
        return pictures.signed(share, 1)
    return np.repeat(pictures.gray(share, high=1)[..., None], 3, axis=-1)


def one_map(values, largest=None):
    """One map (H, W) -> (H, W, 3) uint8."""
    return mosaic(values[..., None], 1, largest, seam=0)


def squares(values, columns, is_signed=None):
    """Values (n,) as one pixel each, (rows, columns, 3) uint8; value k is in row k // columns.

    Where none can be negative, white is 1, or the most if that is more.
    """
    is_signed = values.min() < 0 if is_signed is None else is_signed
    largest = float(np.abs(values).max()) if is_signed else max(1.0, float(values.max()))
    return mosaic(values[None, None], columns, largest, seam=0, is_signed=is_signed)


def neurons_in_a_row(n):
    """The number of neurons in a row: ten, so that row and column are the digits of an index; more for many neurons."""
    return next((columns for columns in SQUARE if n <= columns**2), max(SQUARE))


def framed(pixels, frames, title, note="", width=240):
    """A picture `width` CSS pixels wide, frames on it, and words below.

    frames: (row, column, height, width) in pixels of the picture.
    """
    H, W = pixels.shape[:2]
    marks = "".join(_mark(H, W, *frame) for frame in frames)
    note = f'<br><span class="note">{escape(note)}</span>' if note else ""
    return (
        f'<figure class="framed{" half" if width <= 240 else ""}" style="width:{width}px"><div class="picture">'
        f'<img src="{pictures.data_uri(pixels)}" width="{W}" height="{H}" alt="{escape(title)}">{marks}</div>'
        f"<figcaption><b>{escape(title)}</b>{note}</figcaption></figure>"
    )


def framed_map(values, frames, title, note="", width=240, largest=None):
    """One map (H, W) with frames on it, as `framed`."""
    return framed(one_map(values, largest), frames, title, note, width)


def framed_row(*figures):
    """Pictures side by side, wrapping on a narrow screen."""
    return f'<div class="framed-row">{"".join(figures)}</div>'


def cells(values, largest=None, won=None, is_signed=None):
    """A few values, (H, W), in coloured cells; the cell `won`, (row, column), has a frame."""
    values = np.asarray(values, np.float64)
    largest = (np.abs(values).max() if largest is None else largest) or 1
    share = np.clip(values / largest, -1, 1)
    colours = paint(share, (values < 0).any() if is_signed is None else is_signed)
    spans = "".join(
        f'<span{" class=won" if (r, c) == won else ""} style="background:rgb{tuple(colours[r, c].tolist())};'
        f'color:{"#000" if colours[r, c] @ LUMINANCE > 118 else "#fff"}">{numbers.short(values[r, c])}</span>'
        for r, c in np.ndindex(values.shape)
    )
    return f'<div class="values" style="grid-template-columns:repeat({values.shape[1]},auto)">{spans}</div>'


def _mark(H, W, row, column, height, width):
    place = (
        f"top:{100 * row / H:.3f}%;left:{100 * column / W:.3f}%;"
        f"height:{100 * height / H:.3f}%;width:{100 * width / W:.3f}%"
    )
    return f'<i style="{place}"></i>'
