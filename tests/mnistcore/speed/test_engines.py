"""The engines: the textbook's probabilities from each that is installed, and a clear error from all others."""

import re
import sys

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from mnistcore import (
    Conv2D,
    Dense,
    Flatten,
    InputError,
    MaxPool2D,
    MnistCoreError,
    Network,
    identity_function,
    load_mnist,
    load_network,
    relu,
    sigmoid,
    softmax,
    step_function,
    tanh,
)
from mnistcore.errors import EngineMissingError
from mnistcore.speed.blas import limit_blas_threads
from mnistcore.speed.engines import ENGINES

BOTH_KINDS = [name for name in ENGINES if name != "scikit-learn"]  # run convolutions too


def weights(*shape):
    """W and b of a layer, small enough that activations do not saturate."""
    rng = np.random.default_rng(sum(shape))
    fan_in = np.prod(shape[:-1])
    return (
        rng.normal(scale=2 * fan_in**-0.5, size=shape).astype("f4"),
        rng.normal(scale=0.5, size=shape[-1]).astype("f4"),
    )


def odd():
    """A network in which all sizes differ: Flatten gets 4 rows, 3 columns and 5 channels."""
    layers = [
        Conv2D(*weights(2, 1, 1, 3), sigmoid),
        Conv2D(*weights(1, 8, 3, 5), identity_function),
        MaxPool2D(2),
        MaxPool2D(3),
        Flatten(),
        Dense(*weights(4 * 3 * 5, 11), relu),
        Dense(*weights(11, 6), step_function),
        Dense(*weights(6, 7), softmax),
    ]
    return Network(layers)


class Doubled(Dense):
    """A layer that differs from its parent class."""

    def pre_activation(self, x):
        return 2 * super().pre_activation(x)


def dense(*activations):
    """784-30-...-30-10 with these activations."""
    sizes = [784] + [30] * (len(activations) - 1) + [10]
    layers = zip(sizes, sizes[1:], activations, strict=False)
    return Network(Dense(*weights(inputs, outputs), activation) for inputs, outputs, activation in layers)


NETWORKS = {
    "mlp": lambda: load_network("mlp"),
    "cnn": lambda: load_network("cnn"),
    "odd": odd,
    "relu": lambda: dense(relu, relu, softmax),
    "tanh": lambda: dense(tanh, tanh, softmax),
    "one layer": lambda: dense(identity_function),
    "float64": lambda: dense(sigmoid, softmax).astype(np.float64),
}


@pytest.fixture(scope="module")
def images():
    """The first 50 test images of the sample, (50, 784) uint8, read-only as a cache keeps them."""
    _, (x_test, _) = load_mnist(normalize=False, source="sample")
    x_test.flags.writeable = False
    return x_test[:50]


def made(engine, network, threads=1):
    try:
        return ENGINES[engine](network, threads)
    except EngineMissingError as error:
        pytest.skip(str(error))


CASES = [(e, n) for e in ENGINES for n in NETWORKS if e in BOTH_KINDS or n not in ("cnn", "odd")]


@pytest.mark.parametrize("batch_size", [1, 7, 50, 1000])
@pytest.mark.parametrize(("engine", "network"), CASES)
def test_the_textbooks_probabilities(engine, network, batch_size, images):
    network = NETWORKS[network]()
    y = made(engine, network)(images, batch_size)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, network.predict_proba(images), rtol=0, atol=1e-5 * max(1, np.abs(y).max()))


@pytest.mark.parametrize("engine", ENGINES)
def test_two_threads_and_images_in_rows_give_the_same(engine, images):
    network = load_network("mlp")
    y = made(engine, network, threads=2)(images.reshape(-1, 28, 28), 25)
    np.testing.assert_allclose(y, network.predict_proba(images), rtol=0, atol=1e-5)


def test_the_odd_network_detects_a_wrong_order(images):
    """A wrong order of channels, rows and columns changes its probabilities."""
    network = odd()
    a = network.trace(images)[4].activation  # after Flatten, (50, 60)
    swapped = a.reshape(50, 12, 5).transpose(0, 2, 1).reshape(50, 60)
    for layer in network.layers[5:]:
        swapped = layer.forward(swapped)
    assert np.abs(swapped - network.predict_proba(images)).max() > 0.01


def threads_of_numpy():
    """The numbers of threads of NumPy's own BLAS. Other libraries bring theirs."""
    pools = threadpool_info()
    return {p["num_threads"] for p in pools if p["user_api"] == "blas" and "numpy" in p["filepath"].lower()}


@pytest.mark.skipif(not threads_of_numpy(), reason="needs a BLAS whose threads can be counted")
@pytest.mark.parametrize("engine", ["one by one", "NumPy"])
def test_numpy_uses_no_more_threads(engine, images):
    during = []

    def watching(a):
        during.append(threads_of_numpy())
        return a

    with limit_blas_threads(2):
        ENGINES[engine](dense(watching), 1)(images[:3], 3)
    assert during
    assert all(threads == {1} for threads in during)


@pytest.mark.parametrize(
    ("engine", "packages"),
    [
        ("ONNX Runtime", ["onnx", "onnxruntime"]),
        ("PyTorch", ["torch"]),
        ("scikit-learn", ["scikit-learn"]),
    ],
)
def test_a_missing_library_is_named(engine, packages, monkeypatch):
    for package in packages:
        monkeypatch.setitem(sys.modules, {"scikit-learn": "sklearn.neural_network"}.get(package, package), None)
    install = re.escape(f"{engine} is not installed. To install it: python -m pip install {' '.join(packages)}")
    with pytest.raises(EngineMissingError, match=install):
        ENGINES[engine](load_network("mlp"), 1)
    assert issubclass(EngineMissingError, MnistCoreError)


@pytest.mark.parametrize(
    ("engine", "network", "message"),
    [
        ("scikit-learn", lambda: load_network("cnn"), "scikit-learn cannot run Conv2D"),
        ("scikit-learn", lambda: dense(step_function, softmax), "scikit-learn cannot run Dense with step_function"),
        ("scikit-learn", lambda: dense(relu, sigmoid, softmax), "same activation in all hidden layers.*relu, logistic"),
        ("PyTorch", lambda: dense(np.tanh, softmax), "PyTorch cannot run Dense with tanh"),
        ("PyTorch", lambda: Network([Doubled(*weights(784, 10))]), "PyTorch cannot run Doubled"),
        ("ONNX Runtime", lambda: dense(np.tanh, softmax), "ONNX Runtime cannot run Dense with tanh"),
    ],
    ids=["convolution", "step function", "two activations", "tanh, PyTorch", "other layer", "tanh, ONNX Runtime"],
)
def test_a_network_that_an_engine_cannot_run(engine, network, message):
    made(engine, load_network("mlp"))  # skips where the library is missing
    with pytest.raises(InputError, match=message):
        ENGINES[engine](network(), 1)
