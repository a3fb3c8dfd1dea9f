"""One image on its way through the layers, with the book's names for all values."""

from typing import NamedTuple

import numpy as np

from mnistcore import Flatten, MaxPool2D
from ui.words import say


class Step(NamedTuple):
    """One layer at work: its input x, pre-activation a and activation z.

    number: the layer's position in the network, from 1. k: its position among the layers with weights, as in W1, b1;
    the pages number layers by it, as the book does.
    image_shape: the (H, W, C) in which to show x if x is a row of pixels or maps, else None.
    """

    number: int
    layer: object
    k: int
    x: np.ndarray
    a: np.ndarray
    z: np.ndarray
    x_name: str
    z_name: str
    image_shape: tuple | None

    @property
    def kind(self):
        return type(self.layer).__name__

    @property
    def name(self):
        """The layer's name: 'Layer 3 · Dense', and 'MaxPool2D' for one without weights."""
        return f"{say('Layer {k}', k=self.k)} · {self.kind}" if hasattr(self.layer, "W") else self.kind

    @property
    def title(self):
        """The layer's name in a list, with its output: 'Layer 3 · Dense → z3'."""
        return f"{self.name} → {self.z_name}"

    @property
    def count(self):
        """The number of maps, or of elements of a row."""
        return self.z.shape[-1]


def follow(network, image, outputs=None):
    """A Step for each layer of the network, for one image, (784,) uint8. outputs: of `trace` for it, if known."""
    x, x_name, k, image_shape, steps = network.as_input(image[None]), "x", 0, (28, 28, 1), []
    outputs = outputs or network.trace(image[None])
    for number, (layer, output) in enumerate(zip(network.layers, outputs, strict=True), start=1):
        a, z = output.pre_activation, output.activation
        k += hasattr(layer, "W")
        z_name = "y" if layer is network.layers[-1] else _name_of_output(layer, k)
        steps.append(Step(number, layer, k, x[0], a[0], z[0], x_name, z_name, image_shape))
        image_shape = x.shape[1:] if isinstance(layer, Flatten) else None
        x, x_name = z, z_name
    return steps


def plain_name(activation):
    """'identity' for identity_function, and so on."""
    return activation.__name__.removesuffix("_function")


def _name_of_output(layer, k):
    if hasattr(layer, "W"):
        return f"z{k}"
    return {MaxPool2D: "pooled", Flatten: "flat"}[type(layer)]
