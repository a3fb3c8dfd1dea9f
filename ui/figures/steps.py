"""One layer after the other at work on one image, with the names the book would give the numbers."""

from typing import NamedTuple

import numpy as np

from mnistcore import Dense, Flatten, MaxPool2D


class Step(NamedTuple):
    """One layer at work: x went in, a is what it calculated, z what its activation made of that.

    number: the layer's place in the network, from 1. k: its place among the layers with weights, as in W1, b1, ...
    image_shape: the (H, W, C) in which the row that goes into a Dense layer is best looked at, or None.
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
    x, x_name, k, steps = network.as_input(image[None]), "x", 0, []
    for number, (layer, output) in enumerate(zip(network.layers, network.trace(image[None]), strict=True), start=1):
        k += hasattr(layer, "W")
        z_name = "y" if layer is network.layers[-1] else _name_of_output(layer, k)
        shape = None
        if isinstance(layer, Dense):
            shape = (28, 28, 1) if number == 1 else _shape_before(steps[-1])
        a, z = output.pre_activation, output.activation
        steps.append(Step(number, layer, k, x[0], a[0], z[0], x_name, z_name, shape))
        x, x_name = z, z_name
    return steps


def _name_of_output(layer, k):
    if isinstance(layer, MaxPool2D):
        return "pooled"
    return "flat" if isinstance(layer, Flatten) else f"z{k}"


def _shape_before(step):
    return step.x.shape if isinstance(step.layer, Flatten) else None
