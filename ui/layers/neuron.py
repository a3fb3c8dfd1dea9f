"""One neuron at work: its input, its weights, and the names that NumPy and the book give its values."""

from typing import NamedTuple

import numpy as np

from ui.figures.steps import Step
from ui.words import say


class Neuron(NamedTuple):
    """One neuron and one input: everything that determines its value.

    A pixel of a feature map is a neuron, too: its inputs are the patch of the image under the kernel. x and w are (n,);
    all_a and all_z, (m,), are the weighted sums and activations of all m neurons with this input. `shape` is the
    (H, W, C) in which to show x, or None; `place`, (row, column), is where the patch begins in the image.
    """

    step: Step
    index: int
    x: np.ndarray
    w: np.ndarray
    all_a: np.ndarray
    all_z: np.ndarray
    shape: tuple | None
    place: tuple | None

    @classmethod
    def of(cls, step, index):
        """Neuron `index` of a Dense layer."""
        return cls(step, index, step.x, step.layer.W[:, index], step.a, step.z, step.image_shape, None)

    @classmethod
    def at(cls, step, index, row, column):
        """The pixel in this row and column of feature map `index` of a Conv2D layer."""
        FH, FW, C, _ = step.layer.W.shape
        patch = step.x[row : row + FH, column : column + FW]  # (FH, FW, C)
        kernel = step.layer.W[..., index]  # (FH, FW, C)
        a, z = step.a[row, column], step.z[row, column]
        return cls(step, index, patch.ravel(), kernel.ravel(), a, z, (FH, FW, C), (row, column))

    @property
    def a(self):
        return float(self.all_a[self.index])

    @property
    def z(self):
        return float(self.all_z[self.index])

    @property
    def b(self):
        return float(self.step.layer.b[self.index])

    @property
    def activation(self):
        return self.step.layer.activation

    @property
    def products(self):
        return self.x * self.w

    @property
    def reads_maps(self):
        """Whether x comes from several maps."""
        return self.shape is not None and self.shape[2] > 1

    @property
    def x_name(self):
        return self.step.x_name if self.place is None else "patch"

    @property
    def w_name(self):
        return f"W{self.step.k}[{':' if self.place is None else '...'}, {self.index}]"

    @property
    def b_name(self):
        return f"b{self.step.k}[{self.index}]"

    @property
    def a_name(self):
        return f"a{self.step.k}{self._subscript}"

    @property
    def z_name(self):
        return f"{self.step.z_name}{self._subscript}"

    @property
    def _subscript(self):
        return f"[{', '.join(map(str, (*(self.place or ()), self.index)))}]"

    def input_names(self):
        """A function from i to the name of input x[i]: 'z1[7]', 'pixel (12, 8)', 'map 3 (5, 7)'."""
        if self.shape is None:
            return f"{self.x_name}[{{}}]".format
        down, right = self.place or (0, 0)
        where = "({row}, {column})"  # said once, as there may be many
        pattern = say("map {k} {place}", k="{k}", place=where) if self.reads_maps else say("pixel {place}", place=where)

        def name(i):
            row, column, k = map(int, np.unravel_index(i, self.shape))
            return pattern.format(row=row + down, column=column + right, k=k)

        return name
