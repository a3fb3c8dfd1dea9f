"""What the network view is told, as bytes: the network once, and each image's activations and contributions.

network_data.js reads both. Numbers are little-endian, and follow each other without gaps.
"""

import base64
import json
import zlib
from typing import NamedTuple

import numpy as np
import streamlit as st

from mnistcore import Conv2D, Dense, Flatten, MaxPool2D
from mnistcore.connections import contributions, passed_on_by_pooling
from ui.figures.steps import plain_name
from ui.words import plural, say

MOST_WEIGHTS = 500_000  # of Dense layers that the browser multiplies; 1 MB
MOST_NEURONS = 512  # of a layer
SHADES, STRENGTHS, TINY = 7, 127, 1e-12  # for the eye, and for two decimals
LARGEST_TILE = 16  # pixels on a side of a map; larger ones are halved
NAMED = 4  # contributions of each sign that the view names (network_readout.js)


class Stage(NamedTuple):
    """One column of the view: the output of a layer with weights, or of the pooling that follows it.

    first, last: the indices of these two layers in the network. k: as in W1, b1. x_shape, z_shape: of one image.
    """

    layer: Dense | Conv2D
    first: int
    last: int
    k: int
    z_name: str
    x_name: str
    x_shape: tuple
    z_shape: tuple

    @property
    def is_maps(self):
        return len(self.z_shape) == 3

    @property
    def weights_are_sent(self):
        """Whether the browser multiplies inputs and weights itself. Else it is told the contributions."""
        return len(self.x_shape) == 1


def stages(network):
    """The Stages of a network. Flattened maps are still shown as maps."""
    found, x_name, shape = [], "x", network.input_shape
    for index, layer in enumerate(network.layers):
        if isinstance(layer, MaxPool2D):
            H, W, C = shape
            shape, x_name = (H // layer.size, W // layer.size, C), "pooled"
            found[-1] = found[-1]._replace(last=index, z_name=x_name, z_shape=shape)
        elif not isinstance(layer, Flatten):
            k, x_shape = len(found) + 1, shape
            if isinstance(layer, Conv2D):
                FH, FW, _, K = layer.W.shape
                shape = (shape[0] - FH + 1, shape[1] - FW + 1, K)
            else:
                shape = layer.b.shape
            z_name = "y" if layer is network.layers[-1] else f"z{k}"
            found.append(Stage(layer, index, index, k, z_name, x_name, x_shape, shape))
            x_name = z_name
    return found


def can_be_drawn(network):
    """Whether the network is small enough: a visitor's own may have any number of neurons."""
    shown = stages(network)
    weights = sum(stage.layer.W.size for stage in shown if stage.weights_are_sent)
    return weights <= MOST_WEIGHTS and all(stage.z_shape[-1] <= MOST_NEURONS for stage in shown)


def network_bytes(key, network, words):
    """A network: the length of a header and the header in JSON, then W and b of the Stages whose weights are sent.

    The kernels of a convolution over the image are sent, too. float16 where that is exact, else float32.
    """
    shown, (exact, weights) = stages(network), _packed(key, network)
    image = {"kind": "image", "name": "x", "count": 1 if shown[0].is_maps else 784, "layer": 0}
    image["caption"] = [say("Input x"), "28 × 28"]
    header = {
        "id": _id(key),
        "half": exact,
        "shades": SHADES,
        "strengths": STRENGTHS,
        "stages": [image, *map(_described, shown)],
        "words": words,
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([len(text).to_bytes(4, "little"), text, weights])


def values(key, network, image, outputs):
    """What the network makes of an image, (28, 28) uint8, compressed, as text. None if it cannot be drawn.

    outputs: of `network.trace` for this image alone, arrays (1, ...). The pixels come first; then for each Stage of
    neurons a and z, float32, for each one of maps their maxima, float32, and their pixels, uint8; then, where weights
    are not sent, the contributions: the largest to each unit, float32, and all relative to those, int8.
    """
    if not can_be_drawn(network):
        return None
    x, parts = network.as_input(image[None])[0], [_id(key).to_bytes(4, "little"), image.tobytes()]
    for stage in stages(network):
        a, z = outputs[stage.first].pre_activation[0], outputs[stage.last].activation[0]
        counted = None
        if stage.is_maps:
            z_before = outputs[stage.first].activation[0]
            pooling = network.layers[stage.last]
            counted = z_before > 0 if stage.first == stage.last else passed_on_by_pooling(z_before, pooling.size)
            parts += _maps(z)
        else:
            parts += [a.astype("<f4").tobytes(), z.astype("<f4").tobytes()]
        if not stage.weights_are_sent:
            parts += _relative(contributions(stage.layer, x, counted))
        x = z
    return base64.b64encode(zlib.compress(b"".join(parts), 1)).decode()


@st.cache_resource(show_spinner=False, max_entries=16)
def _packed(key, _network):
    """The weights that are sent, as bytes, and whether they are float16."""
    arrays = [array for stage in stages(_network) if _has_weights(stage) for array in (stage.layer.W, stage.layer.b)]
    with np.errstate(over="ignore"):  # to infinity, which is not exact
        exact = all(bool((array == array.astype(np.float16)).all()) for array in arrays)
    return exact, b"".join(array.astype("<f2" if exact else "<f4").tobytes() for array in arrays)


def _has_weights(stage):
    return stage.weights_are_sent or stage.x_shape == (28, 28, 1)


def _id(key):
    """A number for a network, so that the browser does not show the answer of one on another."""
    return zlib.crc32(key.encode())


def _maps(z):
    """The maxima of maps (H, W, K), and their pixels, map by map, where SHADES is the largest of all."""
    largest = max(float(z.max()), TINY)
    pixels = (np.clip(_tile(z) / largest, 0, 1) * SHADES).round().astype(np.uint8)
    return [z.max(axis=(0, 1)).astype("<f4").tobytes(), np.ascontiguousarray(pixels.transpose(2, 0, 1)).tobytes()]


def _tile(z):
    """Maps (H, W, K) as small as they are drawn."""
    return MaxPool2D(2).forward(z[None])[0] if max(z.shape[:2]) > LARGEST_TILE else z


def _relative(values):
    """Contributions (n, m) as their largest size in each column, and relative to that the NAMED largest of a sign."""
    largest = np.maximum(np.abs(values).max(axis=0), TINY)
    if len(values) > 2 * NAMED:
        ordered = np.partition(values, (NAMED - 1, -NAMED), axis=0)
        low, high = np.minimum(ordered[NAMED - 1], 0), np.maximum(ordered[-NAMED], 0)
        values = np.where((values <= low) | (values >= high), values, 0)
    return [largest.astype("<f4").tobytes(), (values / largest * STRENGTHS).round().astype(np.int8).tobytes()]


def _described(stage):
    """A Stage, as the header has it."""
    rows, columns, _ = _tile(np.zeros(stage.z_shape)).shape if stage.is_maps else (1, 1, None)
    return {
        "kind": "maps" if stage.is_maps else "neurons",
        "name": stage.z_name,
        "sum": f"a{stage.k}",
        "activation": plain_name(stage.layer.activation),
        "layer": stage.last + 1,
        "count": stage.z_shape[-1],
        "rows": rows,
        "columns": columns,
        "weights": stage.weights_are_sent,
        "kernel": stage.layer.W.shape[:2] if stage.x_shape == (28, 28, 1) else None,
        "title": f"{say('Layer {k}', k=stage.k)} · {type(stage.layer).__name__}",
        "caption": _caption(stage),
        "lines": _equation(stage),
    }


def _equation(stage):
    """What the layer computes for one image, with all shapes, in lines."""
    k, W, b = stage.k, stage.layer.W, stage.layer.b
    if stage.is_maps:
        x_shape, (FH, FW, *_, K) = stage.x_shape, W.shape
        a_shape, sign, space = (x_shape[0] - FH + 1, x_shape[1] - FW + 1, K), "∗", " ∗ "
    else:
        x_shape, a_shape, sign, space = W.shape[:1], b.shape, "@", " "
    z_name = f"z{k}" if stage.first != stage.last else stage.z_name
    lines = [
        f"a{k} = {stage.x_name}{space}W{k} + b{k}",
        f"{_one(x_shape)} {sign} {W.shape} + {b.shape} → {_one(a_shape)}",
        f"{z_name} = {plain_name(stage.layer.activation)}(a{k})",
    ]
    if stage.first != stage.last:
        pooling = say("pooled = the maximum of each square of z{k}", k=k)
        lines.append(f"{pooling} → {_one(stage.z_shape)}")
    return lines


def _caption(stage):
    """What stands below the stage, in two lines: 'Hidden layer 1 · z1' and '50 neurons' or '32 maps, 26 × 26'."""
    is_output = stage.z_name == "y"
    role = say("Output y") if is_output else f"{say('Hidden layer {k}', k=stage.k)} · {stage.z_name}"
    *size, count = stage.z_shape
    if size:
        return [role, say("{K} maps, {H} × {W}", K=count, H=size[0], W=size[1])]
    return [role, plural("{n} neuron", "{n} neurons", count)]


def _one(shape):
    return f"(1, {', '.join(map(str, shape))})"
