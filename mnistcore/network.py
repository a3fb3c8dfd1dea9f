"""A network is an ordered list of layers, run by one loop.

Prediction takes the last output of that loop, the activation viewer keeps all of them, and timing times it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .activations import sigmoid
from .errors import InputError


class LayerOutput(NamedTuple):
    """What one layer computed: its name, such as "Dense 1", its pre-activation (a) and its activation (z), (N, ...)."""

    name: str
    pre_activation: np.ndarray
    activation: np.ndarray


@dataclass(frozen=True, eq=False)
class Network:
    """An ordered list of layers.

    digit_threshold: set for a network that was trained to tell digits from anything else. The share of digits with a
    smaller `digit_probability` is 1%.

    >>> from mnistcore import Dense, sigmoid, softmax
    >>> hidden = Dense(np.ones((784, 50)), np.zeros(50), sigmoid)
    >>> network = Network([hidden, Dense(np.ones((50, 10)), np.zeros(10), softmax)])
    >>> network.forward(np.zeros((3, 784))).shape
    (3, 10)
    """

    layers: Sequence
    digit_threshold: float | None = None

    def __post_init__(self):
        object.__setattr__(self, "layers", tuple(self.layers))

    def run(self, x: np.ndarray) -> Iterator[LayerOutput]:
        """The one loop: feed x to the first layer, its output to the second, and so on."""
        for number, layer in enumerate(self.layers, start=1):
            a = layer.pre_activation(x)
            x = layer.activation(a)
            yield LayerOutput(f"{type(layer).__name__} {number}", a, x)

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The last layer's activation. x has the shape that the first layer takes."""
        for output in self.run(x):
            x = output.activation
        return x

    def trace(self, images: ArrayLike) -> list[LayerOutput]:
        """Every layer's name, pre-activation and activation. images: as for `predict_proba`."""
        return list(self.run(self.as_input(images)))

    def predict_proba(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray:
        """Class probabilities, (N, 10) float32, computed `batch_size` images at a time.

        images: (N, 784), (N, 28, 28), (N, 1, 28, 28) or (N, 28, 28, 1); integers 0..255 or floats 0..1.
        Raises InputError for any other shape or dtype, or a batch size below 1.
        """
        images = self.checked(images, batch_size)
        y = np.empty((len(images), self.layers[-1].b.size), np.float32)
        for batch in batches(len(images), batch_size):
            y[batch] = self.forward(self.as_input(images[batch]))
        return y

    def predict(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray:
        """The most probable class of each image, (N,), 0 to 9. Arguments and errors: as for `predict_proba`."""
        return self.predict_proba(images, batch_size).argmax(axis=1)

    def logits(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray:
        """The last layer's weighted sums, (N, 10), in the network's dtype. Arguments: as for `predict_proba`."""
        images = self.checked(images, batch_size)
        *hidden, last = self.layers
        body = replace(self, layers=hidden)
        a = np.empty((len(images), last.b.size), self.dtype)
        for batch in batches(len(images), batch_size):
            a[batch] = last.pre_activation(body.forward(self.as_input(images[batch])))
        return a

    def digit_probability(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray | None:
        """The probability that each image is a digit at all, (N,) float32, or None without a `digit_threshold`.

        It is `probability_of_a_digit` of the logits. Arguments: as for `predict_proba`.
        """
        if self.digit_threshold is None:
            return None
        return probability_of_a_digit(self.logits(images, batch_size).astype(np.float32))

    def as_input(self, images: ArrayLike) -> np.ndarray:
        """Images as the first layer takes them: floats 0..1, (N, 784) for Dense, (N, 28, 28, 1) for Conv2D."""
        images = self.checked(images)
        x = images.reshape(len(images), *self.input_shape).astype(self.dtype, copy=False)
        return x if images.dtype.kind == "f" else x / self.dtype.type(255)

    def astype(self, dtype: DTypeLike) -> "Network":
        """The same network computing in another dtype, such as np.float64 or np.float16."""
        layers = [
            replace(layer, W=layer.W.astype(dtype), b=layer.b.astype(dtype)) if hasattr(layer, "W") else layer
            for layer in self.layers
        ]
        return replace(self, layers=layers)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one image as the first layer takes it: (784,) for Dense, (28, 28, 1) for Conv2D."""
        W = self.layers[0].W
        return W.shape[:1] if W.ndim == 2 else (28, 28, W.shape[2])

    @property
    def dtype(self) -> np.dtype:
        """The dtype of the weights, and so of every computation."""
        return self.layers[0].W.dtype

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases."""
        return sum(layer.W.size + layer.b.size for layer in self.layers if hasattr(layer, "W"))

    def checked(self, images: ArrayLike, batch_size: int = 1) -> np.ndarray:
        """The images as an array. Raises InputError unless `predict_proba` can take them and the batch size."""
        if batch_size < 1:
            raise InputError("Expected a batch size of at least 1, found {batch_size}.", batch_size=batch_size)
        images = images if isinstance(images, np.ndarray) else np.asarray(images)
        pixels = math.prod(self.input_shape)
        if images.ndim < 2 or images.shape[1:] not in ((pixels,), (28, 28), (1, 28, 28), (28, 28, 1)):
            expected = {"pixels": pixels, "found": images.shape}
            if images.shape in ((pixels,), (28, 28)):
                raise InputError(
                    "Expected images of shape (N, {pixels}), (N, 28, 28) or (N, 1, 28, 28), found {found}. "
                    "To pass a single image, use images[None].",
                    **expected,
                )
            raise InputError(
                "Expected images of shape (N, {pixels}), (N, 28, 28) or (N, 1, 28, 28), found {found}.", **expected
            )
        if images.dtype.kind not in "uif":
            raise InputError(
                "Expected images as integers 0..255 or floats 0..1, found dtype {dtype}.", dtype=images.dtype
            )
        return images


def probability_of_a_digit(a: np.ndarray) -> np.ndarray:
    """sigmoid(log(sum(exp(a)))), along the last axis: how probable it is that an image is a digit at all.

    a: logits, floats of shape (..., 10). Beside them, an eleventh that is always 0 stands for "none of these": softmax
    of all eleven leaves this for the ten. It means something for networks whose loss contained it: those of the recipe
    `everyone` in training/, with a `digit_threshold`.

    Sources: Liu, Wang, Owens, Li, "Energy-based Out-of-distribution Detection" (2020), for log(sum(exp(a))); Du, Wang,
    Cai, Li, "VOS: Learning What You Don't Know by Virtual Outlier Synthesis" (2022), for its logistic loss.

    >>> probability_of_a_digit(np.zeros((1, 10)))  # eleven equal shares, ten of them for digits
    array([0.90909091])
    """
    return sigmoid(np.logaddexp.reduce(a, axis=-1))  # (..., 10) -> (...)


def batches(N: int, batch_size: int) -> list[slice]:
    """The slices that cut N images into batches.

    >>> batches(5, 2)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    return [slice(start, min(start + batch_size, N)) for start in range(0, N, batch_size)]
