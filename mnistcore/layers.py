"""The layers of a network. Each is a frozen dataclass: its weights, and the equation that it stands for.

`pre_activation(x)` is what a layer calculates from its input (the book's a), `activation` the function that this is
put through, and `forward(x)` both in turn (the book's z).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .activations import identity_function


class Layer:
    """What all layers share: z = activation(pre_activation(x))."""

    activation = staticmethod(identity_function)

    def forward(self, x):
        return self.activation(self.pre_activation(x))


@dataclass(frozen=True, eq=False)
class Dense(Layer):
    """Fully connected: a = x W + b, z = activation(a) (section 3.4).

    W is (inputs, outputs), b is (outputs,); x is (inputs,) or (N, inputs), a and z (outputs,) or (N, outputs).
    """

    W: np.ndarray
    b: np.ndarray
    activation: Callable = identity_function

    def pre_activation(self, x):
        return x @ self.W + self.b  # (N, inputs) @ (inputs, outputs) + (outputs,) -> (N, outputs)
