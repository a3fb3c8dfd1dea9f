"""The forward pass: the book's small network, an oracle, and properties of every batch."""

import math
from dataclasses import replace

import numpy as np
import pytest

from mnistcore import (
    Dense,
    InputError,
    MnistCoreError,
    Network,
    accelerate,
    identity_function,
    load_mnist,
    load_network,
    network_from_weights,
    sigmoid,
    softmax,
)
from mnistcore.network import probability_of_a_digit


@pytest.fixture(scope="module")
def network():
    """784-50-100-10 with random weights."""
    rng = np.random.default_rng(0)
    sizes = (784, 50, 100, 10)
    weights = {}
    for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        weights[f"W{i}"] = rng.normal(scale=inputs**-0.5, size=(inputs, outputs))
        weights[f"b{i}"] = rng.normal(size=outputs)
    return network_from_weights(weights)


@pytest.fixture(scope="module")
def images():
    """The first 300 test images of the sample, (300, 784) uint8."""
    _, (x_test, _) = load_mnist(normalize=False, source="sample")
    return x_test[:300]


@pytest.fixture
def small():
    """The network of section 3.4: 2-3-2-2."""
    return Network(
        [
            Dense(np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([0.1, 0.2, 0.3]), sigmoid),
            Dense(np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), np.array([0.1, 0.2]), sigmoid),
            Dense(np.array([[0.1, 0.3], [0.2, 0.4]]), np.array([0.1, 0.2]), identity_function),
        ]
    )


def test_the_small_network_gives_the_books_numbers(small):
    A1, Z1, A2, Z2, _, Y = [
        values for output in small.run(np.array([1.0, 0.5])) for values in (output.pre_activation, output.activation)
    ]
    np.testing.assert_allclose(A1, [0.3, 0.7, 1.1], atol=5e-9)
    np.testing.assert_allclose(Z1, [0.57444252, 0.66818777, 0.75026011], atol=5e-9)
    np.testing.assert_allclose(A2, [0.51615984, 1.21402696], atol=5e-9)
    np.testing.assert_allclose(Z2, [0.62624937, 0.7710107], atol=5e-9)
    np.testing.assert_allclose(Y, [0.31682708, 0.69627909], atol=5e-9)
    np.testing.assert_array_equal(small.forward(np.array([1.0, 0.5])), Y)


def test_forward_is_the_sums_written_out(network, images):
    x = (images[0] / 255).tolist()
    for layer in network.layers:
        a = [b + sum(x[i] * w for i, w in enumerate(column)) for b, column in zip(layer.b, layer.W.T, strict=True)]
        x = [1 / (1 + math.exp(-value)) for value in a]
    y = [math.exp(value) / sum(map(math.exp, a)) for value in a]
    np.testing.assert_allclose(network.predict_proba(images[:1])[0], y, rtol=1e-4)


def test_trace_has_every_layer_and_ends_in_the_prediction(network, images):
    trace = network.trace(images)
    assert [output.name for output in trace] == ["Dense 1", "Dense 2", "Dense 3"]
    assert [output.pre_activation.shape for output in trace] == [(300, 50), (300, 100), (300, 10)]
    for layer, output in zip(network.layers, trace, strict=True):
        np.testing.assert_array_equal(output.activation, layer.activation(output.pre_activation))
    np.testing.assert_array_equal(trace[-1].activation, network.predict_proba(images, batch_size=300))


@pytest.mark.parametrize("batch_size", [1, 7, 100, 299, 300, 10_000])
def test_the_batch_size_changes_nothing(network, images, batch_size):
    y = network.predict_proba(images, batch_size)
    assert y.shape == (300, 10)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(y, network.predict_proba(images), rtol=1e-4, atol=1e-7)
    np.testing.assert_array_equal(network.predict(images, batch_size), network.predict(images))


@pytest.mark.parametrize(
    "layout",
    [
        lambda images: images.reshape(-1, 28, 28),
        lambda images: images.reshape(-1, 1, 28, 28),
        lambda images: images.reshape(-1, 28, 28, 1),
        lambda images: images.astype(np.int64),
        lambda images: images / np.float32(255),
        lambda images: images / 255.0,
        lambda images: np.asfortranarray(images),
        lambda images: images.tolist(),
    ],
    ids=["28x28", "1x28x28", "28x28x1", "int64", "float32", "float64", "column by column", "list"],
)
def test_the_layout_changes_nothing(network, images, layout):
    expected = network.predict_proba(images)
    np.testing.assert_allclose(network.predict_proba(layout(images)), expected, rtol=1e-4, atol=1e-7)


def test_no_images_are_no_predictions(network):
    assert network.predict_proba(np.empty((0, 784), np.uint8)).shape == (0, 10)
    assert network.predict(np.empty((0, 28, 28))).shape == (0,)


def test_images_are_not_changed(network, images):
    before = images.copy()
    network.predict_proba(images)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("shape", [(784,), (28, 28), (3, 783), (3, 28, 27), (3, 28, 28, 3), ()])
def test_other_shapes_are_refused(network, shape):
    with pytest.raises(InputError, match="Expected images of shape"):
        network.predict_proba(np.zeros(shape))
    with pytest.raises(InputError, match="Expected images of shape"):
        network.trace(np.zeros(shape))


@pytest.mark.parametrize("dtype", [bool, complex, object, "U1"])
def test_other_dtypes_are_refused(network, dtype):
    with pytest.raises(InputError, match="dtype"):
        network.predict(np.zeros((1, 784)).astype(dtype))


def test_a_batch_holds_at_least_one_image(network, images):
    with pytest.raises(InputError, match="batch size of at least 1"):
        network.predict_proba(images, batch_size=0)
    assert issubclass(InputError, MnistCoreError)


def test_parameter_count(network):
    assert network.parameter_count == 784 * 50 + 50 + 50 * 100 + 100 + 100 * 10 + 10 == 45_360


def test_the_properties_of_a_network(network):
    assert network.input_shape == (784,)
    assert network.dtype == np.float32
    assert [layer.activation for layer in network.layers] == [sigmoid, sigmoid, softmax]


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_softmax_of_the_logits_gives_the_probabilities(name, images):
    network, expected = load_network(name), load_network(name).predict_proba(images[:7])
    for batch_size in (1, 3, 100):
        logits = network.logits(images[:7], batch_size)
        assert logits.dtype == np.float32
        np.testing.assert_allclose(softmax(logits), expected, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(logits, network.trace(images[:7])[-1].pre_activation, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["mlp", "cnn"])
@pytest.mark.parametrize("version", [lambda network: network, accelerate, lambda network: network.astype(np.float64)])
def test_the_digit_probability_is_what_softmax_leaves_beside_an_eleventh_logit_of_zero(name, version, images):
    network = version(replace(load_network(name), digit_threshold=0.5))
    eleven = np.pad(network.logits(images[:20]), ((0, 0), (0, 1)))
    p = network.digit_probability(images[:20], batch_size=7)
    assert (p.shape, p.dtype) == ((20,), np.float32)
    np.testing.assert_allclose(p, 1 - softmax(eleven)[:, 10], atol=1e-5)


def test_large_logits_are_a_digit_and_small_ones_are_not():
    W, x = np.zeros((784, 10), np.float32), np.zeros((1, 784), np.float32)
    for bias, p in ((1e4, 1), (-1e4, 0), (-np.log(10), 0.5)):
        last = Dense(W, np.full(10, bias, np.float32), softmax)
        assert Network([last], digit_threshold=0.5).digit_probability(x)[0] == pytest.approx(p)


@pytest.mark.parametrize("shape", [(10,), (1, 10), (20, 10), (0, 10), (2, 3, 10)])
def test_the_probability_of_a_digit_is_the_share_of_the_ten_among_eleven(shape):
    a = np.random.default_rng(0).normal(0, 3, shape).astype(np.float32)
    eleven = np.append(a, np.zeros((*shape[:-1], 1), np.float32), axis=-1)
    p = probability_of_a_digit(a)
    assert (p.shape, p.dtype) == (shape[:-1], np.float32)
    np.testing.assert_allclose(p, softmax(eleven)[..., :10].sum(axis=-1), atol=1e-6)


def test_networks_that_were_not_trained_to_know_digits_say_so(network, images):
    assert network.digit_probability(images) is None
    assert accelerate(network).digit_probability(images) is None
