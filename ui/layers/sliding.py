"""A kernel, or a pooling window, that slides over its input as a play: every step computes one pixel of a map."""

import numpy as np

from ui.components import player
from ui.components.player import Frame, Play
from ui.figures import blocks
from ui.figures.blocks import section
from ui.figures.featuremaps import cells, framed_map, framed_row
from ui.figures.numbers import count
from ui.layers import curves, weighted_sum
from ui.layers.neuron import Neuron
from ui.words import say

MOST_CELLS = 49  # of a kernel whose values are written out
SHOWN = 4  # input maps
OUTPUT, INPUT = 206, 150  # CSS pixels of a picture
PLACE = ("{row}", "{column}")  # where the player writes the current place
PATCH = "{top}:{bottom}, {left}:{right}"


def convolution(step, index, place, reach, image, moves):
    """The Play of a kernel.

    place: (row, column) where it starts; reach: the rows and columns of the digit that a pixel depends on; image: the
    digit, (28, 28); moves: how often something else than the player has moved the kernel.
    """
    pixel = Neuron.at(step, index, 0, 0)._replace(place=PLACE)
    products = step.x, step.layer.W[..., index]
    series, by_map = sums(*products)
    series |= {"a": step.a[..., index].ravel(), "z": step.z[..., index].ravel(), "b": np.array([pixel.b])}
    order = np.argsort(-np.abs(by_map[series["a"].argmax()]), kind="stable")
    shown = order[:SHOWN].tolist() if pixel.reads_maps else [0]
    for i, k in enumerate(shown):
        series[f"map{i}"] = by_map[:, k]
    series["rest"] = by_map[:, order[SHOWN:]].sum(axis=1)
    pictured, frames = _pictures(step, index, pixel, reach, image, shown)
    curve, axes = curves.stage(pixel, curves.reach_of(step.a[..., index]))
    written, in_cells = _products(pixel, *products, shown[0])
    working = section(say("The weighted sum"), weighted_sum.step_by_step(pixel))
    working = blocks.columns(working, section(say("The activation function"), curve))
    return _play(
        step,
        place,
        id=f"{moves}-{player.id_of(*products)}",
        pictured=weighted_sum.title(pixel, "{a}", "{z}") + pictured,
        sums=blocks.sections(written, working),
        frames=frames,
        series=series,
        says=[(0, f"{pixel.a_name} = {{a}}, {pixel.z_name} = {{z}}")],
        label=say("The kernel, step by step"),
        bars=max(float(np.abs(series[key]).max()) for key in ("up", "down", "a", "b")) or 1.0,
        window=pixel.shape[:2],
        field=reach,
        curve=axes,
        cells=in_cells,
    )


def pooling(step, index, place, moves):
    """The Play of a pooling window, which starts at `place`, (row, column)."""
    s, x, z = step.layer.size, step.x[..., index], step.z[..., index]
    z_name = f"{step.z_name}[{', '.join(PLACE)}, {index}]"
    formula = f"{z_name} = max({step.x_name}[{PATCH}, {index}])"
    won = f"{formula} = {step.x_name}[{{won_row}}, {{won_column}}, {index}] = <b>{{z}}</b>"
    largest = float(np.abs(x).max())
    window = np.zeros((s, s))
    written = (
        f'<div class="choice">{cells(window, largest, won=(0, 0))}<span>{say("maximum")} →</span>'
        f'{cells(window[:1, :1], largest)}</div><p class="formula">{won}</p>'
    )
    pictures = (
        (x, say("Before: map {k} of {name}", k=index, name=step.x_name), _by(x)),
        (_winners(x, z, s), say("The maximum of each window"), say("all others black")),
        (z, say("After: map {k} of {name}", k=index, name=step.z_name), _by(z)),
    )
    frame = [(0, 0, 1, 1)]
    figures = (framed_map(v, frame, title, note, OUTPUT, largest) for v, title, note in pictures)
    return _play(
        step,
        place,
        id=f"{moves}-{player.id_of(x)}",
        pictured=framed_row(*figures),
        sums=section(say("The framed window and its maximum"), written),
        frames=[
            Frame(x.shape, (s, s), (s, s)),
            Frame(x.shape, (s, s), (s, s), True),
            Frame(z.shape, (1, 1), grows=True),
        ],
        series={"z": z.ravel()},
        says=[(0, f"{formula} = {{z}}")],
        label=say("The pooling window, step by step"),
        window=(s, s),
        stride=s,
        cells={"x": player.packed(x), "columns": x.shape[1], "high": largest, "kernel": None},
    )


def _play(step, place, **fields):
    """A Play with one step for each pixel of a map."""
    H, W, _ = step.z.shape
    row, column = place
    hint = say(
        "<kbd>Space</kbd> computes the next pixel, with <kbd>Shift</kbd> a whole row. The <kbd>arrow keys</kbd> move "
        "by a pixel, <kbd>Home</kbd> starts over. Or click a picture."
    )
    return Play(step=row * W + column, last=H * W - 1, tiles=H * W, columns=W, before=0, hint=hint, **fields)


def sums(x, kernel):
    """The products of a kernel (FH, FW, C) with every patch of x (H, W, C), added in float64.

    Returns a dict of arrays (places,), float32 or int, for the names in `weighted_sum.step_by_step`, and the sums of
    each map, (places, C) float32.
    """
    FH, FW, C = kernel.shape
    patches = np.lib.stride_tricks.sliding_window_view(x, (FH, FW), axis=(0, 1))  # (H', W', C, FH, FW)
    products = (patches * kernel.transpose(2, 0, 1)).reshape(-1, C, FH * FW)  # (places, C, FH FW)
    up, down = (np.where(sign * products > 0, products, 0).sum(axis=(1, 2), dtype=np.float64) for sign in (1, -1))
    by_map = products.sum(axis=2, dtype=np.float64)
    series = {
        "ups": (products > 0).sum(axis=(1, 2)),
        "downs": (products < 0).sum(axis=(1, 2)),
        "up": up.astype(np.float32),
        "down": down.astype(np.float32),
        "sum": by_map.sum(axis=1).astype(np.float32),
    }
    return series, by_map.astype(np.float32)


def _pictures(step, index, pixel, reach, image, shown):
    """The image, the two feature maps and perhaps some input maps: HTML, and how the frames move."""
    frame, (H, W, _), patch = [(0, 0, 1, 1)], step.a.shape, f"{step.x_name}[{PATCH}]"
    seen = say("{field}, the receptive field of this pixel", field="x[{top}:{low}, {left}:{far}]")
    of_a, of_z = (say("Map {k} of {name}", k=index, name=name) for name in (f"a{step.k}", step.z_name))
    html = framed_row(
        framed_map(image, frame, say("The image x"), seen if pixel.reads_maps else patch, OUTPUT),
        framed_map(step.a[..., index], frame, of_a, f"{pixel.a_name} = {{a}}", OUTPUT),
        framed_map(step.z[..., index], frame, of_z, f"{pixel.z_name} = {{z}}", OUTPUT),
    )
    frames = [Frame(image.shape, reach), *(Frame((H, W), (1, 1), grows=True) for _ in range(2))]
    if not pixel.reads_maps:
        return html, frames
    C = step.x.shape[2]
    how = say(
        "The kernel slides over all {C} input maps at once. These {n} contribute most to the maximum of this feature "
        "map; below each is what it contributes to the current pixel. The other {rest} contribute {sum} in total.",
        C=C,
        n=len(shown),
        rest=count(C - len(shown)),
        sum="{rest}",
    )
    largest = float(np.abs(step.x[..., shown]).max())
    maps = [
        framed_map(step.x[..., k], frame, say("map {k}", k=k), f"{{map{i}}}", INPUT, largest)
        for i, k in enumerate(shown)
    ]
    frames += [Frame(step.x.shape[:2], pixel.shape[:2]) for _ in shown]
    return html + blocks.caption(how) + framed_row(*maps), frames


def _products(pixel, x, kernel, channel):
    """Patch, kernel and products of one input map: HTML, and what the player needs for it; nothing if it is large."""
    x, w = x[..., channel], kernel[..., channel]  # (H, W), (FH, FW)
    if w.size > MOST_CELLS:
        return "", None
    title = (
        say("Patch, kernel and products of input map {k}", k=channel)
        if pixel.reads_maps
        else say("Patch, kernel and products")
    )
    patches = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    parts = (
        _part(f"{pixel.step.x_name}[{PATCH}{f', {channel}' if pixel.reads_maps else ''}]", np.zeros_like(w)),
        '<span class="op">*</span>',
        _part(f"W{pixel.step.k}[:, :, {channel}, {pixel.index}]", w),
        '<span class="op">=</span>',
        _part(say("products"), np.zeros_like(w)),
    )
    needs = {
        "x": player.packed(x),
        "columns": x.shape[1],
        "high": max(1.0, float(x.max())),
        "kernel": w.ravel().tolist(),
        "most": float(np.abs(patches * w).max()),
    }
    small = " small" if w.shape[1] <= 3 else ""
    return section(title, f'<div class="products{small}">{"".join(parts)}</div>'), needs


def _part(title, values):
    return f'<div class="part"><span>{title}</span>{cells(values, is_signed=True)}</div>'


def _winners(x, z, s):
    """A map (H, W) with the maximum of each window alone, all others 0."""
    kept = np.zeros_like(x)
    H, W = z.shape[0] * s, z.shape[1] * s
    kept[:H, :W] = np.where(x[:H, :W] == z.repeat(s, axis=0).repeat(s, axis=1), x[:H, :W], 0)
    return kept


def _by(values):
    return f"{values.shape[0]} × {values.shape[1]}"
