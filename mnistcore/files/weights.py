"""Loads and saves the weights of a network.

A weight file holds a chain of matrices and biases, W1 b1 to Wn bn, as the book names them, and perhaps the network's
`digit_threshold` and the name of its `hidden_activation`. There are two formats: NumPy's .npz, and the book's pickled
dict. A file can come from anyone, so everything in it is checked before use.
"""

import math
import reprlib
from collections.abc import Callable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from ..activations import identity_function, relu, sigmoid, softmax, step_function, tanh
from ..errors import Sentence, WeightsError
from ..layers import Conv2D, Dense, Flatten, MaxPool2D
from ..network import Network
from . import limits, npz, safe_pickle

SHIPPED = Path(__file__).parents[1] / "data"
LARGEST_FILE = 16  # MB: room for all the weights and biases that `limits` allows, in float32
REMEDY = Sentence("Save them with np.savez(path, W1=W1, b1=b1, W2=W2, b2=b2, ...), from 784 inputs to 10 outputs.")
SIDE, CLASSES = 28, 10
MARK, ACTIVATION = "digit_threshold", "hidden_activation"
ACTIVATIONS = {f.__name__: f for f in (sigmoid, tanh, relu, identity_function, step_function)}

Source = str | PathLike | BinaryIO


class WeightFile(NamedTuple):
    """What is in a weight file: a dict W1, b1, W2, b2, ... of float32 arrays, and what else it records, or None."""

    weights: dict[str, np.ndarray]
    digit_threshold: float | None
    hidden_activation: Callable | None


def load_network(source: Source, hidden_activation: Callable | None = None) -> Network:
    """The Network with the weights in `source`.

    source: the name of built-in weights ("mlp", "cnn", "mlp-plain", "mlp-relu", "mlp-tanh", "cnn-plain",
    "cnn-article"), the path of an .npz or of a pickled dict of arrays such as the book's sample_weight.pkl, or such a
    file opened in binary mode. The format is recognised from the content, not the name.
    hidden_activation: the activation of all layers but the last, which has softmax. None: the one that the file
    records, or else sigmoid. A network with convolutions has relu throughout.

    Raises WeightsError where there is no such file, it is not a chain of layers from 784 to 10, or the network costs
    more than `limits` allows.

    >>> load_network("mlp").parameter_count
    45360
    """
    weights, digit_threshold, recorded = load_file(source)
    network = network_from_weights(weights, hidden_activation or recorded or sigmoid)
    return replace(network, digit_threshold=digit_threshold)


def load_weights(source: Source) -> dict[str, np.ndarray]:
    """The weights in `source` as a dict W1, b1, W2, b2, ... of float32 arrays. source and errors: as `load_network`."""
    return load_file(source).weights


def load_file(source: Source) -> WeightFile:
    """All that is in `source`. source and errors: as `load_network`."""
    data = _read(source)
    try:
        arrays = _arrays(data)
        digit_threshold = _checked_threshold(arrays.pop(MARK)) if MARK in arrays else None
        activation = _checked_activation(arrays.pop(ACTIVATION)) if ACTIVATION in arrays else None
        weights = checked_chain(arrays)
        limits.check(weights)
    except WeightsError as error:
        name = getattr(source, "name", Sentence("the file") if hasattr(source, "read") else source)
        raise WeightsError(
            "Cannot use {name} as weights. {problem} {remedy}", name=name, problem=error, remedy=REMEDY
        ) from error
    return WeightFile(weights, digit_threshold, activation)


def _checked_threshold(array):
    array = np.asarray(array)
    if array.shape != () or array.dtype.kind != "f" or not 0 < array < 1:
        raise WeightsError(
            "Expected {name} to be one number between 0 and 1, found {found}.", name=MARK, found=reprlib.repr(array)
        )
    return float(array)


def _checked_activation(name):
    name = np.asarray(name)
    if name.shape != () or str(name) not in ACTIVATIONS:
        raise WeightsError(
            "Expected {name} to be one of {known}, found {found}.",
            name=ACTIVATION,
            known=", ".join(ACTIVATIONS),
            found=reprlib.repr(name),
        )
    return ACTIVATIONS[str(name)]


def save_network(network: Network, path: str | PathLike) -> None:
    """Write the network's weights to `path` as .npz, for `load_network`: W1, b1, ... and digit_threshold, in float32.

    The name of the activation is saved if all hidden layers share one of ACTIVATIONS other than sigmoid.
    Raises WeightsError for a network whose layers `load_network` would not restore.
    """
    layers = [layer for layer in network.layers if hasattr(layer, "W")]
    weights = {f"{letter}{i}": getattr(layer, letter) for i, layer in enumerate(layers, 1) for letter in "Wb"}
    weights = checked_chain(weights)
    limits.check(weights)
    if _kinds(network) != _kinds(chain(weights)):
        found = ", ".join(type(layer).__name__ for layer in network.layers)
        raise WeightsError(
            "Expected Dense layers, perhaps after Conv2D, MaxPool2D(2) and Flatten, found {found}.", found=found
        )
    mark = {} if network.digit_threshold is None else {MARK: np.float32(network.digit_threshold)}
    with Path(path).open("wb") as file:
        np.savez(file, allow_pickle=False, **weights, **mark, **_recorded_activation(network))


def _recorded_activation(network):
    hidden = {layer.activation for layer in network.layers[:-1] if hasattr(layer, "W")}
    convolves = any(isinstance(layer, Conv2D) for layer in network.layers)  # then load_network takes relu
    name = next((name for name, function in ACTIVATIONS.items() if hidden == {function}), sigmoid.__name__)
    return {} if convolves or name == sigmoid.__name__ else {ACTIVATION: np.array(name)}


def _kinds(network):
    return [type(layer) if hasattr(layer, "W") else layer for layer in network.layers]


def network_from_weights(weights: dict[str, np.ndarray], hidden_activation: Callable = sigmoid) -> Network:
    """The Network with the weights in a dict W1, b1 to Wn, bn: `checked_chain`, then `chain`.

    The arrays become float32 and read-only. Raises WeightsError.
    """
    weights = checked_chain(weights)
    for array in weights.values():
        array.flags.writeable = False
    return chain(weights, hidden_activation)


def chain(weights: dict[str, np.ndarray], hidden_activation: Callable = sigmoid) -> Network:
    """The Network with weights W1, b1 to Wn, bn as they are: nothing is checked or copied.

    Matrices become Dense layers with the hidden activation, the last of them with softmax. Kernels, which come first,
    become Conv2D layers, followed by one MaxPool2D and Flatten; then every hidden activation is relu.
    """
    count = len(weights) // 2
    pairs = [(weights[f"W{i}"], weights[f"b{i}"]) for i in range(1, count + 1)]
    convolutions = [Conv2D(W, b, relu) for W, b in pairs if W.ndim == 4]
    bridge = [MaxPool2D(2), Flatten()] if convolutions else []
    hidden = relu if convolutions else hidden_activation
    *hidden_pairs, last = pairs[len(convolutions) :]
    return Network([*convolutions, *bridge, *(Dense(*pair, hidden) for pair in hidden_pairs), Dense(*last, softmax)])


def checked_chain(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same weights as a new dict of float32 arrays, in order: W1, b1, W2, b2, ...

    Raises WeightsError unless the names are W1..Wn and b1..bn, the arrays finite floats, and the shapes a chain from
    an image to ten digits: W1 (784, h1), b1 (h1,), W2 (h1, h2), b2 (h2,), ... to 10. Kernels may come before the
    matrices: W1 (FH, FW, 1, K1), W2 (FH, FW, K1, K2), ...; the first matrix then has a row for each value left after
    pooling.
    """
    image: tuple[int, ...] = (SIDE, SIDE, 1)
    checked: dict[str, np.ndarray] = {}
    for i in range(1, _layer_count(weights) + 1):
        W, b = _floats(f"W{i}", weights[f"W{i}"]), _floats(f"b{i}", weights[f"b{i}"])
        image = _after_kernels(i, W, image) if W.ndim == 4 else _after_matrix(i, W, image)
        if b.shape != image[-1:]:
            raise WeightsError(
                "Expected b{i} of shape {expected}, one value per column of W{i}, found {found}.",
                i=i,
                expected=image[-1:],
                found=b.shape,
            )
        checked |= {f"W{i}": W, f"b{i}": b}
    if image != (CLASSES,):
        raise WeightsError(
            "Expected W{i} to have {outputs} outputs, one per digit, found {found}.",
            i=i,
            outputs=CLASSES,
            found=image[-1],
        )
    return checked


def _after_kernels(i, W, image):
    """The output shape of a convolution for an image (H, W, C)."""
    FH, FW, C, K = W.shape
    if len(image) != 3 or image[2] != C or not (0 < FH <= image[0] and 0 < FW <= image[1]) or K == 0:
        if len(image) != 3:
            raise WeightsError(
                "Expected W{i} of shape ({inputs}, outputs), found {found}.", i=i, inputs=image[0], found=W.shape
            )
        raise WeightsError(
            "Expected W{i} of shape (FH, FW, {C}, K), FH and FW up to {most}, found {found}.",
            i=i,
            C=image[2],
            most=image[0],
            found=W.shape,
        )
    return image[0] - FH + 1, image[1] - FW + 1, K


def _after_matrix(i, W, image):
    """The output shape of a Dense layer. Its input is a row of values, or feature maps that are pooled first."""
    inputs, row = math.prod(image), Sentence("pixel of an image")
    if len(image) == 3 and i > 1:
        inputs, row = (image[0] // 2) * (image[1] // 2) * image[2], Sentence("value of the pooled feature maps")
    elif i > 1:
        row = Sentence("output of the layer before")
    if W.ndim != 2 or len(W) != inputs or W.size == 0:
        raise WeightsError(
            "Expected W{i} of shape ({inputs}, outputs), one row for each {row}, found {found}.",
            i=i,
            inputs=inputs,
            row=row,
            found=W.shape,
        )
    return W.shape[1:]


def _layer_count(weights):
    count = max(len(weights) // 2, 1)
    expected = {f"{letter}{i}" for i in range(1, count + 1) for letter in "Wb"}
    if set(weights) != expected:
        found = reprlib.repr(sorted(map(str, weights)))
        missing = ", ".join(sorted(expected - set(weights))[:5])
        if not missing:
            raise WeightsError(
                "Expected arrays named W1 to W{count} and b1 to b{count}, found {found}.", count=count, found=found
            )
        raise WeightsError(
            "Expected arrays named W1 to W{count} and b1 to b{count}, found {found}. Missing: {missing}.",
            count=count,
            found=found,
            missing=missing,
        )
    return count


def _floats(name, array):
    array = np.asarray(array)
    if array.dtype.kind != "f":
        raise WeightsError(
            "Expected {name} to hold floats, found {dtype}. Try {name}.astype(np.float32).",
            name=name,
            dtype=array.dtype,
        )
    with np.errstate(over="ignore"):  # a float64 beyond float32 becomes infinite and is rejected below
        array = np.array(array, np.float32, order="C")
    if not np.isfinite(array).all():
        raise WeightsError(
            "Expected finite values in {name}, found NaN or infinity. Did the training diverge?", name=name
        )
    return array


def _read(source):
    """The bytes of a built-in file, a path or an open file, LARGEST_FILE at most."""
    most = LARGEST_FILE * 2**20
    if hasattr(source, "read"):
        data = source.read(most + 1)
    else:
        shipped = {path.stem: path for path in SHIPPED.glob("*.npz")}
        try:
            with Path(shipped.get(str(source), source)).open("rb") as file:
                data = file.read(most + 1)
        except (OSError, ValueError) as error:
            names = ", ".join(sorted(shipped))
            raise WeightsError(
                "Cannot read {source} ({reason}). Built-in weights are: {names}.",
                source=source,
                reason=str(error),
                names=names,
            ) from None
    if len(data) > most:
        raise WeightsError(
            "Expected a file of at most {most} MB, found more. Save the weights as float32.", most=LARGEST_FILE
        )
    return data


def _arrays(data):
    """The arrays in the bytes of an .npz or a pickle, told apart by their first bytes."""
    if data.startswith(b"PK"):
        return npz.loads(data, limits.PARAMETERS)
    if data.startswith((b"\x80", b"(", b"}")):  # protocol 2 and up; a dict in protocol 0; in protocol 1
        return safe_pickle.loads(data, limits.PARAMETERS)
    if not data:
        raise WeightsError("Expected an .npz file or a pickled dict of arrays, found nothing.")
    if data.startswith(b"\x93NUMPY"):
        raise WeightsError("Expected an .npz file or a pickled dict of arrays, found a single array (.npy).")
    raise WeightsError("Expected an .npz file or a pickled dict of arrays, found something else.")
