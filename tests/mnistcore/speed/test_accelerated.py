"""The accelerated forward pass gives the textbook's probabilities, whatever the network, the batch and the images."""

import copy
import gc
import multiprocessing
import pickle
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager

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
    tanh,
)
from mnistcore.speed.accelerated import accelerate

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
    "tanh": mlp(tanh, tanh, softmax),
    "step, identity": mlp(step_function, identity_function, softmax),
    "sigmoid at the end": mlp(relu, relu, sigmoid),
    "identity at the end": mlp(sigmoid, sigmoid, identity_function),
    "custom activation": mlp(sigmoid, np.arctan, softmax),
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


SIZES = [0, 1, 2, 7, 31, 64, 125, 127, 128, 131, 251, 400]  # some of them prime


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_one_call_for_any_number_of_images(name):
    expected, accelerated = NETWORKS[name].predict_proba(images[:400]), accelerate(NETWORKS[name], 2)
    for size in (*SIZES, *SIZES[::-3]):  # and back
        y = accelerated.predict_proba(images[:size], batch_size=1000)
        assert y.shape == (size, 10)
        np.testing.assert_allclose(y, expected[:size], atol=1e-5)


@pytest.mark.parametrize(("name", "most", "calls"), [("mlp", 400, 12), ("cnn", 40, 3)])
def test_eight_threads_call_one_network_at_random(name, most, calls):
    before, expected = blas_now(), NETWORKS[name].predict_proba(images[:most])
    accelerated = accelerate(NETWORKS[name], 2)

    def visitor(seed):
        chosen = np.random.default_rng(seed)
        for _ in range(calls):
            some = chosen.choice(most, size=chosen.integers(most))
            y = accelerated.predict_proba(images[some], int(chosen.integers(1, 200)))
            np.testing.assert_allclose(y, expected[some], atol=1e-5)

    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(visitor, range(8)))  # raises what a visitor raised
    assert blas_now() == before


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda network: pickle.loads(pickle.dumps(network))])
def test_a_network_that_has_run_can_be_copied_and_pickled(copied):
    accelerated = accelerate(NETWORKS["mlp"], 3)
    expected = accelerated.predict_proba(images[:50])
    again = copied(accelerated)
    assert (type(again), again.threads) == (type(accelerated), 3)
    np.testing.assert_array_equal(again.predict_proba(images[:50]), expected)


@pytest.mark.parametrize(("name", "most", "megabytes"), [("mlp", 1000, 16), ("cnn", 100, 37)])
def test_memory_that_stays_with_a_network_is_bounded_and_ends_with_it(name, most, megabytes):
    networks = [accelerate(NETWORKS[name], 2)]
    networks[0].predict_proba(images[:1])  # makes the weights of its stages, which are not counted

    def call_at_many_sizes():
        for size in range(most, most - 10, -2):
            networks[0].predict_proba(images[:size], batch_size=1000)

    with traced_memory() as held:
        with ThreadPoolExecutor(4) as visitors:
            for visit in [visitors.submit(call_at_many_sizes) for _ in range(4)]:
                visit.result()
        assert megabytes * 1e5 < held() < megabytes * 1e6
        networks.clear()
        gc.collect()
        assert held() < 1e5


@contextmanager
def traced_memory():
    """Within the with block, a function that returns the bytes allocated since its start and not freed yet."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    try:
        yield lambda: tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def test_a_fork_of_a_process_that_has_used_threads_can_use_them():
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs a system that can fork a process")
    accelerated = accelerate(NETWORKS["mlp"], 2)
    expected = accelerated.predict_proba(images[:400], 1000)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as forked:
        y = forked.submit(accelerated.predict_proba, images[:400], 1000).result(60)
    np.testing.assert_array_equal(y, expected)
