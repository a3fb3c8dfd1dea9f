"""The accelerated forward pass gives the textbook's probabilities, whatever the network, the batch and the images."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from mnistcore import (
    Conv2D,
    Dense,
    Flatten,
    InputError,
    MaxPool2D,
    Network,
    identity_function,
    load_mnist,
    load_network,
    relu,
    sigmoid,
    softmax,
    step_function,
)
from mnistcore.speed.accelerated import accelerate
from mnistcore.speed.blas import limit_blas_threads

random = np.random.default_rng(0)
images = load_mnist(source="sample", normalize=False)[1][0]


def weights(*shape):
    """W and b of a layer, small enough that activations do not saturate."""
    inputs = int(np.prod(shape[:-1]))
    W = random.normal(size=shape) / np.sqrt(inputs)
    return W.astype(np.float32), random.normal(size=shape[-1]).astype(np.float32) / 5


def mlp(*activations):
    sizes = (784, 30, 20, 10)
    return Network([Dense(*weights(*sizes[i : i + 2]), activation) for i, activation in enumerate(activations)])


def cnn(*layers):
    """These layers, then Flatten and a Dense layer with as many inputs as they leave."""
    features = Network([*layers, Flatten()]).forward(np.zeros((1, 28, 28, 1), np.float32)).size
    return Network([*layers, Flatten(), Dense(*weights(features, 10), softmax)])


class Doubled(Dense):
    """A layer that `accelerate` does not know."""

    def pre_activation(self, x):
        return 2 * super().pre_activation(x)


class Twice(MaxPool2D):
    """A layer without weights that differs from its parent class."""

    def pre_activation(self, x):
        return super().pre_activation(x) * 2


NETWORKS = {
    "mlp": load_network("mlp"),
    "cnn": load_network("cnn"),
    "sigmoid, relu": mlp(sigmoid, relu, softmax),
    "relu, sigmoid": mlp(relu, sigmoid, softmax),
    "step, identity": mlp(step_function, identity_function, softmax),
    "sigmoid at the end": mlp(relu, relu, sigmoid),
    "identity at the end": mlp(sigmoid, sigmoid, identity_function),
    "custom activation": mlp(sigmoid, np.tanh, softmax),
    "custom layer": Network([Dense(*weights(784, 30), sigmoid), Doubled(*weights(30, 10), softmax)]),
    "tiles without pooling": cnn(Conv2D(*weights(3, 3, 1, 8)), Conv2D(*weights(3, 3, 8, 4))),
    "tiles pooled by 4": cnn(Conv2D(*weights(3, 3, 1, 8), sigmoid), Conv2D(*weights(3, 3, 8, 4)), MaxPool2D(4)),
    "tiles, pooled by 3": cnn(Conv2D(*weights(3, 3, 1, 8)), Conv2D(*weights(3, 3, 8, 4)), MaxPool2D(3)),
    "windows, pixels left over": cnn(Conv2D(*weights(4, 4, 1, 3), sigmoid), MaxPool2D(2), Conv2D(*weights(2, 3, 3, 5))),
    "pooled twice": cnn(Conv2D(*weights(5, 5, 1, 3), identity_function), MaxPool2D(2), MaxPool2D(3)),
    "not monotone": cnn(Conv2D(*weights(3, 3, 1, 4), softmax), MaxPool2D(2)),
    "custom pooling": cnn(Conv2D(*weights(3, 3, 1, 4), sigmoid), Twice(2)),
    "too large for exp": Network([Dense(100 * weights(784, 10)[0], weights(10)[0] * 400, softmax)]),
}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("batch_size", [1, 2, 7, 40, 1000])
def test_every_network_gives_the_same_probabilities(name, batch_size):
    network, x = NETWORKS[name], images[:41]
    y = accelerate(network).predict_proba(x, batch_size)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, network.predict_proba(x), atol=1e-5)


@pytest.mark.parametrize("name", ["mlp", "cnn"])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_batches_blocks_and_threads_do_not_change_the_result(name, threads):
    network, x = NETWORKS[name], images[: 1100 if name == "mlp" else 60]
    expected, accelerated = network.predict_proba(x), accelerate(network, threads)
    for batch_size in (3, 33, 100, 260, 1100):
        np.testing.assert_allclose(accelerated.predict_proba(x, batch_size), expected, atol=1e-5)
    np.testing.assert_array_equal(accelerated.predict(x), network.predict(x))


LAYOUTS = {
    "(N, 784)": lambda x: x,
    "(N, 28, 28)": lambda x: x.reshape(-1, 28, 28),
    "(N, 1, 28, 28)": lambda x: x.reshape(-1, 1, 28, 28),
    "(N, 28, 28, 1)": lambda x: x.reshape(-1, 28, 28, 1),
    "column by column": np.asfortranarray,
    "strided view": lambda x: np.repeat(x, 2, axis=0)[::-2][::-1],
}
DTYPES = ["uint8", "int64", "float16", "float32", "float64"]


@pytest.mark.parametrize("name", ["mlp", "cnn"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_layout_and_dtype_of_images_is_accepted(name, layout, dtype):
    x = LAYOUTS[layout](images[:5]).astype(dtype)
    x = x / x.dtype.type(255) if x.dtype.kind == "f" else x
    network = NETWORKS[name]
    np.testing.assert_allclose(accelerate(network).predict_proba(x, 3), network.predict_proba(x), atol=1e-5)


@pytest.mark.parametrize("name", ["mlp", "cnn"])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-7), ("float16", 1e-2)])
def test_networks_of_other_dtypes(name, dtype, tolerance):
    layers = NETWORKS[name].layers
    network = Network(
        [type(z)(z.W.astype(dtype), z.b.astype(dtype), z.activation) if hasattr(z, "W") else z for z in layers]
    )
    y = accelerate(network).predict_proba(images[:30])
    np.testing.assert_allclose(y, network.predict_proba(images[:30]), atol=tolerance)
    np.testing.assert_allclose(y.sum(axis=1), 1, atol=1e-6)


def test_in_all_else_it_is_the_same_network():
    network, accelerated = NETWORKS["cnn"], accelerate(NETWORKS["cnn"])
    assert isinstance(accelerated, Network)
    assert accelerated.parameter_count == network.parameter_count
    for ours, theirs in zip(accelerated.trace(images[:2]), network.trace(images[:2]), strict=True):
        np.testing.assert_array_equal(ours.activation, theirs.activation)


def test_the_images_are_not_changed():
    x = images[:50].copy()
    accelerate(NETWORKS["cnn"]).predict_proba(x)
    np.testing.assert_array_equal(x, images[:50])


def test_no_images_give_no_probabilities():
    assert accelerate(NETWORKS["mlp"]).predict_proba(images[:0]).shape == (0, 10)


@pytest.mark.parametrize(("x", "batch_size"), [(images[0], 1), (images[:2, :100], 1), (images[:2] > 0, 1), (images, 0)])
def test_what_a_network_refuses_is_refused(x, batch_size):
    with pytest.raises(InputError) as theirs:
        NETWORKS["mlp"].predict_proba(x, batch_size)
    with pytest.raises(InputError) as ours:
        accelerate(NETWORKS["mlp"]).predict_proba(x, batch_size)
    assert str(ours.value) == str(theirs.value)


def blas_now():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_concurrent_passes_are_independent_and_blas_keeps_its_threads():
    network, before, results = NETWORKS["mlp"], blas_now(), []
    accelerated, expected = accelerate(network, 2), network.predict_proba(images[:600])

    def visitor():
        results.extend(accelerated.predict_proba(images[:600], 100) for _ in range(5))

    visitors = [threading.Thread(target=visitor) for _ in range(4)]
    for thread in visitors:
        thread.start()
    for thread in visitors:
        thread.join()
    assert len(results) == 20
    for y in results:
        np.testing.assert_allclose(y, expected, atol=1e-5)
    assert blas_now() == before


def test_blas_gets_its_threads_back_when_the_last_of_overlapping_blocks_ends():
    before = blas_now()
    with limit_blas_threads(None):
        assert blas_now() == before
    first, second = limit_blas_threads(1), limit_blas_threads(2)
    first.__enter__()
    assert set(blas_now()) == {1}
    second.__enter__()
    assert set(blas_now()) == {2}
    first.__exit__(None, None, None)
    assert set(blas_now()) == {2}
    second.__exit__(None, None, None)
    assert blas_now() == before


def test_blas_gets_the_outer_number_back_when_the_inner_block_ends():
    with limit_blas_threads(2):
        with limit_blas_threads(1):
            assert set(blas_now()) == {1}
        assert set(blas_now()) == {2}
