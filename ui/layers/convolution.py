"""Layers of feature maps on the page (Conv2D, MaxPool2D, Flatten): all maps, and one position of one map worked out."""

import numpy as np
import streamlit as st

from mnistcore import Conv2D, Flatten, MaxPool2D
from ui import url_state
from ui.components import player, pointer
from ui.figures import blocks, featuremaps
from ui.figures.blocks import section
from ui.figures.numbers import count, number, short
from ui.figures.steps import plain_name
from ui.layers import flattening, sliding
from ui.words import say

WORDS, MAPS = 196, 320  # CSS pixels for the text and for each picture beside it: all fit on a 1280 pixel screen


def show_layer(step, scale, overall):
    """What the layer does, in words, beside all its maps."""
    flat = isinstance(step.layer, Flatten)
    with st.container(width=MAPS if flat else WORDS, gap="xsmall"):
        st.markdown(f"**{step.name}**")
        st.caption(_in_words(step))
        if step.number == 1:
            st.html(featuremaps.framed_row(_input(step)))
        if flat:
            st.html(featuremaps.framed_row(flattening.row_of_numbers(step, width=MAPS)))
    for name, letter, values in () if flat else _outputs(step):
        with st.container(width=MAPS, gap="xsmall"):
            largest = featuremaps.largest(values, scale, overall)
            st.markdown(name)
            st.caption(_shape_and_range((1, *values.shape), largest, values.min() < 0))
            _show_maps(step, letter, values, largest)


def show_place(step, index, reach, image):
    """How one pixel of the chosen map is computed; `reach` is its receptive field, in rows and columns of the digit."""
    if isinstance(step.layer, Flatten):
        st.html(_element_worked_out(step, index))
    else:
        _slide(step, index, reach, image)


def go_to_the_largest(step, index):
    """A button that goes to the maximum of the map, or of the flattened row."""
    flat = isinstance(step.layer, Flatten)
    target = {"neuron": int(step.z.argmax())} if flat else peak(step, index)
    st.button(say("Go to the maximum"), icon=":material/north_east:", on_click=url_state.move_to, kwargs=target)


def peak(step, index):
    """The row and column where map `index` of a layer has its largest weighted sum, as a dict."""
    values = step.a[..., index]
    return dict(zip(("row", "column"), map(int, np.unravel_index(values.argmax(), values.shape)), strict=True))


def reach_in_the_image(layers):
    """The receptive field of one pixel after these layers: rows and columns of the digit."""
    kernels = [layer.W.shape for layer in layers if isinstance(layer, Conv2D)]
    return 1 + sum(FH - 1 for FH, *_ in kernels), 1 + sum(FW - 1 for _, FW, *_ in kernels)


@st.fragment
def _slide(step, index, reach, image):
    """The play of a kernel or a pooling window. It starts over where something else than the player moves it."""
    place = _place(step, index)
    if place != st.session_state.get("stands"):
        st.session_state["moves"] = st.session_state.get("moves", 0) + 1
    st.session_state["stands"], moves = place, st.session_state["moves"]

    def rest(at):
        row, column = divmod(at, step.z.shape[1])
        st.session_state["stands"] = row, column
        url_state.move_to(row=row, column=column)

    if isinstance(step.layer, Conv2D):
        player.show("playing", sliding.convolution(step, index, place, reach, image, moves), rest)
    else:
        player.show("playing", sliding.pooling(step, index, place, moves), rest)


def _place(step, index):
    """The row and column of the kernel, as in the address: at first where the map is largest."""
    best = peak(step, index).items()
    return tuple(_along(key, size, largest) for (key, largest), size in zip(best, step.z.shape[:2], strict=True))


def _along(key, size, largest):
    """The row or the column, which is reset for maps of another size."""
    if st.session_state.get(f"{key}s") != size:
        st.session_state[f"{key}s"] = size
        url_state.forget(key)
    if size == 1:
        url_state.leave_out(key)
        return 0
    return url_state.current(key, largest, url_state.integer(0, size - 1))


def _element_worked_out(step, element):
    """Where one element of a flattened row comes from, as HTML."""
    return blocks.sections(
        flattening.flattened(step, element),
        section(say("Its position and its neighbours in the row"), flattening.index_worked_out(step, element)),
    )


def _show_maps(step, letter, values, largest):
    """All maps of a layer in one picture that can be clicked."""
    H, W, K = values.shape
    columns = featuremaps.columns_for(K)
    ends = np.stack([values.min(axis=(0, 1)), values.max(axis=(0, 1))], axis=1).tolist()
    values_later = {"k": "{k}", "low": "{low}", "high": "{high}"}  # said once for all maps
    note = say("map {k}\n{name}: {low} to {high}", name=letter, **values_later)
    pointer.show(
        f"layer_{step.number}_{letter[0]}",
        [("", featuremaps.mosaic(values, columns, largest))],
        columns,
        [note.format(k=k, low=number(low), high=number(high)) for k, (low, high) in enumerate(ends)],
        width=MAPS,
        alt=say("{layer}, {name}: {K} maps of {H} × {W}", layer=step.name, name=letter, K=K, H=H, W=W),
        tile=(H, W),
        seam=1,
        layer=step.number,
    )


def _outputs(step):
    """(title, name, values) of what a layer shows: weighted sums and activations, or the pooled maps."""
    if not isinstance(step.layer, Conv2D):
        return ((step.z_name, step.z_name, step.z),)
    k, name = step.k, plain_name(step.layer.activation)
    return (
        (f"a{k} = {step.x_name} ∗ W{k} + b{k}", f"a{k}", step.a),
        (f"{step.z_name} = {name}(a{k})", step.z_name, step.z),
    )


def _input(step):
    return featuremaps.framed_map(step.x[..., 0], [], say("Input x"), f"{(1, *step.x.shape)}", 112)


def _shape_and_range(shape, largest, is_signed):
    """What stands below the title of maps: their shape and, if all of them have the same, the range of the colours."""
    if np.ndim(largest) > 0:
        return str(shape)
    return say(
        "{shape} · colour range ±{largest}" if is_signed else "{shape} · colour range 0 to {largest}",
        shape=shape,
        largest=short(largest),
    )


def _in_words(step):
    H, W, C = step.x.shape
    match step.layer:
        case Conv2D(W=weights):
            FH, FW, _, K = weights.shape
            return say(
                "{weights}: {K} kernels of {FH} × {FW} slide over the image. Each kernel makes one {size} feature map."
                if C == 1
                else "{weights}: {K} kernels of {FH} × {FW} × {C} slide over all {C} maps at once. Each kernel makes "
                "one {size} feature map.",
                weights=f"W{step.k} {weights.shape}",
                **{"K": K, "FH": FH, "FW": FW, "C": C},
                size=_size(step.z),
            )
        case MaxPool2D(size=s):
            return say(
                "Keeps the maximum of every {s} × {s} window: {before} becomes {after}.",
                s=s,
                before=_size(step.x),
                after=_size(step.z),
            )
        case Flatten():
            shape, n = f"{H} × {W} × {C}", count(step.z.size)
            return say("All values of the {C} maps in one row, unchanged: {shape} = {n}.", C=C, shape=shape, n=n)
    raise TypeError(f"No words for {step.kind}")


def _size(maps):
    return f"{maps.shape[0]}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{maps.shape[1]}"
