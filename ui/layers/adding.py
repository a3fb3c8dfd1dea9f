"""The weighted sum of a Dense neuron as a play: its products are added row by row of their picture, or map by map."""

import numpy as np

from mnistcore import softmax
from ui.components import player
from ui.components.player import Frame, Play
from ui.figures import blocks, featuremaps
from ui.figures.blocks import section
from ui.figures.numbers import count, number
from ui.figures.steps import plain_name
from ui.layers import curves, kernel, weighted_sum
from ui.layers.neuron import Neuron
from ui.words import say

WIDTH, MAPS = 260, 280  # CSS pixels of a picture


def play(neuron: Neuron):
    """The Play of a neuron, which starts with the whole sum."""
    rows = parts(neuron)
    series = weighted_sum.running(rows, neuron.b, neuron.a, neuron.z)
    reach = curves.reach_of(neuron.all_a if neuron.activation is softmax else neuron.a)
    curve, axes = curves.stage(neuron, reach)
    tiles, largest = len(rows), [series[key] for key in ("up", "down", "a", "b")]
    pictures, frames, columns = _of_maps(neuron) if neuron.reads_maps else _of_rows(neuron)
    working = section(say("The weighted sum"), weighted_sum.step_by_step(neuron))
    return Play(
        id=player.id_of(neuron.x, neuron.w),
        step=tiles + 2,
        last=tiles + 2,
        tiles=tiles,
        columns=columns,
        before=1,
        pictured=pictures,
        sums=blocks.columns(working, section(say("The activation function"), curve)),
        frames=frames,
        series=series,
        says=_sentences(neuron, tiles),
        hint=_hint(neuron),
        label=say("The weighted sum, step by step"),
        bars=max(float(np.nanmax(np.abs(values))) for values in largest) or 1.0,
        parts=_names(neuron, tiles),
        notes=[] if neuron.reads_maps else _notes(neuron),
        curve=axes,
    )


def parts(neuron):
    """The products in the order in which they are added: (parts, n) float64, where a shorter last one ends in zeros.

    A part is a row of the digit, a map, or one row of the inputs' picture.
    """
    products = neuron.products.astype(np.float64)
    if neuron.reads_maps:
        return products.reshape(-1, neuron.shape[2]).T  # (H W C,) -> (C, H W)
    columns = _columns(neuron)
    return np.pad(products, (0, -len(products) % columns)).reshape(-1, columns)


def _columns(neuron):
    return neuron.shape[1] if neuron.shape else featuremaps.neurons_in_a_row(len(neuron.x))


def _of_rows(neuron):
    """Input, weights and products as pictures with one row lit: HTML, how the frames move, and tiles in a line."""
    columns = _columns(neuron)
    width = WIDTH if neuron.shape else columns * featuremaps.SQUARE[columns]
    drawn = (
        (say("{x}, its input", x=neuron.x_name), featuremaps.squares(neuron.x, columns)),
        (say("{W}, its weights", W=neuron.w_name), featuremaps.squares(neuron.w, columns, is_signed=True)),
        (
            say("{x} * {W}, element by element", x=neuron.x_name, W=neuron.w_name),
            featuremaps.squares(neuron.products, columns, is_signed=True),
        ),
    )
    lit = (0, 0, 1, columns)
    html = featuremaps.framed_row(*(featuremaps.framed(pixels, [lit], title, width=width) for title, pixels in drawn))
    size = drawn[0][1].shape[:2]
    return html, [Frame(size, (1, columns), (1, 0), grows) for grows in (False, False, True)], 1


def _of_maps(neuron):
    """The same for an input that consists of maps, where one map is lit."""
    H, W, C = neuron.shape
    how = say(
        "The neuron's {n} inputs and weights are shown as {C} maps of {H} × {W}. They are added map by map.",
        n=count(neuron.x.size),
        C=C,
        H=H,
        W=W,
    )
    columns = featuremaps.columns_for(C)
    figures = kernel.all_channels(neuron, [(0, 0, H, W)], MAPS)
    lines = -(-C // columns)
    size = (lines * (H + 1) - 1, columns * (W + 1) - 1)  # a seam of one pixel
    frames = [Frame(size, (H, W), (H + 1, W + 1), grows) for grows in (False, False, True)]
    return blocks.caption(how) + figures, frames, columns


def _hint(neuron):
    return say(
        "<kbd>Space</kbd> or <kbd>→</kbd> adds the next map, <kbd>←</kbd> takes it back, <kbd>Home</kbd> starts over."
        if neuron.reads_maps
        else "<kbd>Space</kbd> or <kbd>→</kbd> adds the next row, <kbd>←</kbd> takes it back, <kbd>Home</kbd> starts "
        "over."
    )


def _names(neuron, tiles):
    """What the parts are called in a sentence."""
    if neuron.shape:
        return list(range(tiles))
    columns, n = _columns(neuron), len(neuron.x)
    return [f"{neuron.x_name}[{i * columns}:{min((i + 1) * columns, n)}]" for i in range(tiles)]


def _sentences(neuron, tiles):
    """What is said from which step on."""
    if neuron.reads_maps:
        one = say("Map {part} adds {added}. Sum so far: {sum}", part="{part}", added="{added}", sum="{sum}")
    elif neuron.shape:
        one = say("Row {part} adds {added}. Sum so far: {sum}", part="{part}", added="{added}", sum="{sum}")
    else:
        one = say("{part} adds {added}. Sum so far: {sum}", part="{part}", added="{added}", sum="{sum}")
    bias = say("The bias adds {added}: {name} = {a}", added="{added}", name=neuron.a_name, a="{a}")
    name = f"softmax(a{neuron.step.k})[{neuron.index}]" if neuron.activation is softmax else None
    applied = name or f"{plain_name(neuron.activation)}({{a}})"
    return [
        (0, say("Nothing is added yet. Sum so far: {sum}", sum="{sum}")),
        (1, one),
        (tiles + 1, bias),
        (tiles + 2, f"{neuron.z_name} = {applied} = {{z}}"),
    ]


def _notes(neuron):
    """Under the pointer: input, weight and product of one element."""
    rows, input_name = np.stack([neuron.x, neuron.w, neuron.products], axis=1).tolist(), neuron.input_names()
    return [f"{input_name(i)}\n{number(x)} × {number(w)} = {number(p)}" for i, (x, w, p) in enumerate(rows)]
