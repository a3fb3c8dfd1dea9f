"""One layer after the other at work on one image, with the names the book would give the numbers."""

from typing import NamedTuple

import numpy as np

from mnistcore import Flatten, MaxPool2D


class Step(NamedTuple):
    """One layer at work: x went in, a is what it calculated, z what its activation made of that.

    number: the layer's place in the network, from 1. k: its place among the layers with weights, as in W1, b1, ...
    image_shape: the (H, W, C) in which x, where it is a row, is best looked at, or None.
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
    def title(self):
        """'5 · Dense, W3': how a list of layers names this one."""
        return f"{self.number} · {self.kind}" + (f", W{self.k}" if hasattr(self.layer, "W") else "")

    @property
    def is_last(self):
        return self.z_name == "y"

    @property
    def count(self):
        """How many there are to choose from: maps of an image, numbers of a row."""
        return self.z.shape[-1]


def follow(network, image):
    """Every layer of the network at work on one image, (784,) uint8: a list of Step."""
    x, x_name, k, image_shape, steps = network.as_input(image[None]), "x", 0, (28, 28, 1), []
    for number, (layer, output) in enumerate(zip(network.layers, network.run(x), strict=True), start=1):
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
    if isinstance(layer, MaxPool2D):
        return "pooled"
    return "flat" if isinstance(layer, Flatten) else f"z{k}"
