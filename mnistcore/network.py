"""A network is an ordered list of layers, and one loop runs it.

Predicting takes the last value of that loop, the activation viewer keeps every value of it, timing times it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .activations import identity_function
from .errors import InputError


class LayerOutput(NamedTuple):
    """What one layer made of its input."""

    name: str
    pre_activation: np.ndarray
    activation: np.ndarray


@dataclass(frozen=True, eq=False)
class Network:
    """An ordered list of layers.

    >>> network = Network([Dense(W1, b1, sigmoid), Dense(W2, b2, softmax)])
    >>> y = network.forward(x)  # (N, inputs of the first layer) -> (N, outputs of the last)
    """

    layers: tuple

    def __post_init__(self):
        object.__setattr__(self, "layers", tuple(self.layers))

    def run(self, x) -> Iterator[LayerOutput]:
        """The one loop: feed x to the first layer, what comes out to the second, and so on."""
        for number, layer in enumerate(self.layers, start=1):
            a = layer.pre_activation(x)
            x = layer.activation(a)
            yield LayerOutput(f"{type(layer).__name__} {number}", a, x)

    def forward(self, x):
        """The last layer's activation for x, of the shape that the first layer takes."""
        for output in self.run(x):
            x = output.activation
        return x

    def trace(self, images) -> list[LayerOutput]:
        """Every layer's name, weighted sums and activations for images as `predict_proba` takes them."""
        return list(self.run(self.as_input(images)))

    def predict_proba(self, images, batch_size=100):
        """Class probabilities, (N, 10) float32, `batch_size` images at a time.

        images: (N, 784), (N, 28, 28) or (N, 1, 28, 28); whole numbers 0..255 or floats 0..1.
        Raises InputError for any other shape or kind, or a batch size below 1.
        """
        images = self.checked(images, batch_size)
        y = np.empty((len(images), self.layers[-1].b.size), np.float32)
        for start in range(0, len(images), batch_size):
            batch = images[start : start + batch_size]
            y[start : start + batch_size] = self.forward(self.as_input(batch))
        return y

    def predict(self, images, batch_size=100):
        """The most probable class of each image, (N,): 0 to 9."""
        return self.predict_proba(images, batch_size).argmax(axis=1)

    def logits(self, images, batch_size=100):
        """The last layer's weighted sums, before its activation: (N, 10) float32. images and errors: as above."""
        *hidden, last = self.layers
        last = replace(last, activation=identity_function)
        return replace(self, layers=[*hidden, last]).predict_proba(images, batch_size)

    def as_input(self, images):
        """Images as the first layer takes them: floats 0..1, (N, 784) for Dense, (N, 28, 28, 1) for Conv2D."""
        images = self.checked(images)
        x = images.reshape(len(images), *self.input_shape).astype(self.dtype, copy=False)
        return x if images.dtype.kind == "f" else x / self.dtype.type(255)

    def astype(self, dtype):
        """The same network with weights of another dtype, in which everything is calculated: np.float64, np.float16."""
        layers = [
            replace(layer, W=layer.W.astype(dtype), b=layer.b.astype(dtype)) if hasattr(layer, "W") else layer
            for layer in self.layers
        ]
        return replace(self, layers=layers)

    @property
    def input_shape(self):
        """The shape of one image as the first layer takes it: (784,) for Dense, (28, 28, 1) for Conv2D."""
        W = self.layers[0].W
        return W.shape[:1] if W.ndim == 2 else (28, 28, W.shape[2])

    @property
    def dtype(self):
        """The dtype of the weights, in which everything is calculated."""
        return self.layers[0].W.dtype

    @property
    def parameter_count(self):
        """How many numbers training found: all weights and biases."""
        return sum(layer.W.size + layer.b.size for layer in self.layers if hasattr(layer, "W"))

    def checked(self, images, batch_size=1):
        """The images as an array, if they and the batch size are such as `predict_proba` takes; else InputError."""
        if batch_size < 1:
            raise InputError(f"A batch holds at least 1 image, got batch_size={batch_size}.")
        images = images if isinstance(images, np.ndarray) else np.asarray(images)
        pixels = int(np.prod(self.input_shape))
        if images.ndim < 2 or images.shape[1:] not in ((pixels,), (28, 28), (1, 28, 28), (28, 28, 1)):
            raise InputError(
                f"Expected images of shape (N, {pixels}), (N, 28, 28) or (N, 1, 28, 28), got {images.shape}."
                + (" One image is a batch of one: images[None]." if images.shape in ((pixels,), (28, 28)) else "")
            )
        if images.dtype.kind not in "uif":
            raise InputError(f"Expected images of whole numbers 0..255 or floats 0..1, got dtype {images.dtype}.")
        return images
