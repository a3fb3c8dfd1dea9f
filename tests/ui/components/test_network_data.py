"""What the network view is told, unpacked as in the browser, and compared with what the network computes."""

from itertools import count

import numpy as np
import pytest

from mnistcore import (
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Network,
    identity_function,
    load_mnist,
    load_network,
    relu,
    softmax,
)
from mnistcore.connections import contributions, passed_on_by_pooling
from tests.ui.components.network_bytes import read, unpacked
from ui.components import network_data
from ui.models import BUILT_IN

x_test = load_mnist(normalize=False, source="sample")[1][0]
serial = count()
WORDS = {"label": "das Netz, 神経回路"}


def chain(activation, *sizes):
    """A network of Dense layers with negative sums and, after the identity, negative activations."""
    random = np.random.default_rng(len(sizes))
    layers = [
        Dense(random.normal(size=(n, m)) / np.sqrt(n), random.normal(size=m), activation)
        for n, m in zip(sizes, sizes[1:], strict=False)
    ]
    last = layers.pop()
    return Network([*layers, Dense(last.W, last.b, softmax)])


def little_cnn(*kernels, pool=2):
    random, C, layers, side = np.random.default_rng(1), 1, [], 28
    for size, K in kernels:
        layers.append(Conv2D(random.normal(size=(size, size, C, K)), random.normal(size=K)))
        C, side = K, side - size + 1
    n = (side // pool) ** 2 * C
    last = Dense(random.normal(size=(n, 10)) / n, np.zeros(10), softmax)
    return Network([*layers, MaxPool2D(pool), Flatten(), last])


NETWORKS = {name: load_network(name) for name in BUILT_IN} | {
    "one layer": chain(relu, 784, 10),
    "two layers, relu": chain(relu, 784, 7, 10),
    "two layers, identity": chain(identity_function, 784, 7, 10),
    "four layers, relu": chain(relu, 784, 30, 1, 20, 10),
    "four layers, identity": chain(identity_function, 784, 30, 1, 20, 10),
    "a convolution": little_cnn((5, 3)),
    "three convolutions, odd pooling": little_cnn((3, 2), (1, 5), (7, 4), pool=3),
}


@pytest.fixture(params=NETWORKS)
def network(request):
    return NETWORKS[request.param]


def told(network, image=x_test[0]):
    """What the view is told about a network and an image: its header, its arrays, and the answer, read."""
    key, image = f"network {next(serial)}", image.reshape(28, 28)  # what is packed is kept by its key
    header, arrays = unpacked(network_data.network_bytes(key, network, WORDS))
    return header, arrays, read(network_data.values(key, network, image, network.trace(image[None])), header)


def test_the_header_names_each_layer_with_weights_and_says_in_which_layer_of_the_network_it_ends(network):
    header, *_ = told(network)
    stages = header["stages"]
    assert header["words"] == WORDS
    assert [stage["sum"] for stage in stages[1:]] == [f"a{k}" for k in range(1, len(stages))]
    assert stages[-1]["name"] == "y" and stages[-1]["count"] == 10 and stages[-1]["layer"] == len(network.layers)
    for stage in stages[1:]:
        layer = network.layers[stage["layer"] - 1]
        assert isinstance(layer, Dense | Conv2D | MaxPool2D)
        assert (stage["name"] == "pooled") == isinstance(layer, MaxPool2D)
        z = network.trace(x_test[:1])[stage["layer"] - 1].activation[0]
        assert (stage["count"], stage["kind"]) == (z.shape[-1], "maps" if z.ndim == 3 else "neurons")


def test_the_weights_are_those_of_the_network(network):
    header, arrays, _ = told(network)
    sent = [
        network.layers[i]
        for i in range(len(network.layers))
        if isinstance(network.layers[i], Dense) and not isinstance(network.layers[i - 1], Flatten) or i == 0
    ]
    assert len(arrays) == 2 * len(sent)
    for layer, W, b in zip(sent, arrays[::2], arrays[1::2], strict=True):
        np.testing.assert_array_equal(W.ravel(), layer.W.astype(np.float32).ravel())
        np.testing.assert_array_equal(b, layer.b.astype(np.float32))


def test_the_answer_has_what_the_network_computes(network):
    header, _, (_, image, values) = told(network)
    np.testing.assert_array_equal(image, x_test[0].reshape(28, 28))
    outputs = network.trace(x_test[:1])
    for stage, sent in zip(header["stages"][1:], values, strict=True):
        output = outputs[stage["layer"] - 1]
        a, z = output.pre_activation[0], output.activation[0]
        if stage["kind"] == "neurons":
            np.testing.assert_array_equal(sent.a, a.astype(np.float32))
            np.testing.assert_array_equal(sent.z, z.astype(np.float32))
        else:
            np.testing.assert_array_equal(sent.largest, z.max(axis=(0, 1)).astype(np.float32))
            tile = z if len(z) <= 16 else MaxPool2D(2).forward(z[None])[0]
            maps = tile.transpose(2, 0, 1) / z.max()
            np.testing.assert_allclose(sent.shades / header["shades"], maps, atol=0.5001 / header["shades"])


def test_contributions_that_the_browser_cannot_compute_are_those_of_mnistcore(network):
    header, _, (*_, values) = told(network)
    outputs, x = network.trace(x_test[:1]), network.as_input(x_test[:1])[0]
    first = 0
    for stage, sent in zip(header["stages"][1:], values, strict=True):
        last = stage["layer"] - 1
        z = outputs[last].activation[0]
        if not stage["weights"]:
            while not isinstance(network.layers[first], Dense | Conv2D):
                first += 1
            before, counted = outputs[first].activation[0], None
            if stage["kind"] == "maps":
                counted = before > 0 if first == last else passed_on_by_pooling(before, network.layers[last].size)
            expected = contributions(network.layers[first], x, counted)
            is_sent = sent.products != 0
            error = np.abs(sent.products - expected)[is_sent]
            scale = np.broadcast_to(np.abs(expected).max(axis=0), expected.shape)
            assert (error <= 0.51 / header["strengths"] * scale[is_sent]).all()
            assert (is_sent | (np.abs(expected) < scale) | (scale == 0)).all()  # the largest are sent
            assert is_sent[expected != 0].mean() > 0.05 and not is_sent[expected == 0].any()
        first, x = last + 1, z


def test_the_four_largest_contributions_of_each_sign_are_sent_since_the_view_names_them():
    network = NETWORKS["cnn"]
    header, _, (*_, values) = told(network)
    z1, _, pooled, *_ = (output.activation[0] for output in network.trace(x_test[:1]))
    passed = passed_on_by_pooling(network.trace(x_test[:1])[1].activation[0], 2)
    for sent, expected in (
        (values[1].products, contributions(network.layers[1], z1, passed)),
        (values[2].products, contributions(network.layers[4], pooled)),
    ):
        smallest = np.abs(expected).max(axis=0) / header["strengths"]  # what is less is 0
        for sign in (1, -1):
            terms = np.sort(sign * expected, axis=0)[-4:]
            sizes = np.sort(sign * sent, axis=0)[-4:]
            np.testing.assert_array_less(np.abs(sizes - terms)[terms > 0], (0 * terms + 1.01 * smallest)[terms > 0])


def test_the_browser_can_add_up_all_neurons_from_what_it_has_been_sent():
    header, arrays, (*_, values) = told(NETWORKS["four layers, identity"])
    z = x_test[0].astype(np.float32) / 255
    assert min(sent.z.min() for sent in values) < 0
    for W, b, sent in zip(arrays[::2], arrays[1::2], values, strict=True):
        np.testing.assert_allclose(z @ W + b, sent.a, rtol=1e-4, atol=1e-4)
        z = sent.z


@pytest.mark.parametrize(("name", "half"), [("mlp", True), ("four layers, relu", False)])
def test_weights_travel_in_half_precision_only_where_that_is_exact(name, half):
    header, *_ = told(NETWORKS[name])
    assert header["half"] == half


def test_a_weight_that_float16_cannot_hold_travels_in_single_precision():
    rounded = chain(relu, 784, 3, 10).astype(np.float16).astype(np.float32)
    assert told(rounded)[0]["half"]
    for value in (1e-9, 1e5, 0.1):
        W = rounded.layers[0].W.copy()
        W[400, 1] = value
        header, arrays, _ = told(Network([Dense(W, rounded.layers[0].b, relu), rounded.layers[1]]))
        assert not header["half"] and arrays[0][400, 1] == np.float32(value)


def test_a_network_and_an_answer_know_each_other_by_the_key():
    network = NETWORKS["one layer"]
    image = x_test[0].reshape(28, 28)
    headers = [unpacked(network_data.network_bytes(key, network, WORDS))[0] for key in ("one", "other")]
    answers = [network_data.values(key, network, image, network.trace(image[None])) for key in ("one", "other")]
    numbers = [read(answer, headers[0])[0] for answer in answers]
    assert numbers == [header["id"] for header in headers] and numbers[0] != numbers[1]


@pytest.mark.parametrize("pixels", [np.zeros(784, np.uint8), np.full(784, 255, np.uint8)])
def test_a_blank_or_a_white_image_has_an_answer_too(network, pixels):
    _, _, (_, image, values) = told(network, pixels)
    assert (image.ravel() == pixels).all()
    y = network.predict_proba(pixels[None])[0]
    np.testing.assert_allclose(values[-1].z, y, rtol=1e-5, atol=1e-6)


def test_every_shipped_network_can_be_drawn_and_its_answers_are_small():
    for name in BUILT_IN:
        network = NETWORKS[name]
        assert network_data.can_be_drawn(network)
        for image in x_test[:20]:
            answer = network_data.values(name, network, image.reshape(28, 28), network.trace(image[None]))
            assert len(answer) <= (12_500 if "cnn" in name else 3_000), name


@pytest.mark.parametrize(
    ("network", "can"),
    [
        (chain(relu, 784, 512, 10), True),
        (chain(relu, 784, 513, 10), False),  # neurons
        (chain(relu, 784, 400, 400, 10), True),  # 477,600 weights
        (chain(relu, 784, 420, 420, 10), False),  # 509,880
        (little_cnn((3, 600)), False),
    ],
)
def test_a_network_with_too_many_neurons_or_weights_is_not_drawn_and_has_no_values(network, can):
    assert network_data.can_be_drawn(network) == can
    outputs = network.trace(x_test[:1])
    assert (network_data.values("key", network, x_test[0].reshape(28, 28), outputs) is not None) == can


def test_captions_say_which_layer_a_stage_is_and_how_many_units_it_has():
    def captions(name):
        header, _ = unpacked(network_data.network_bytes(name, NETWORKS[name], WORDS))
        return [tuple(stage["caption"]) for stage in header["stages"]]

    image, output = ("Input x", "28 × 28"), ("Output y", "10 neurons")
    assert captions("one layer") == [image, output]
    assert captions("cnn")[1:4] == [
        ("Hidden layer 1 · z1", "32 maps, 26 × 26"),
        ("Hidden layer 2 · pooled", "64 maps, 12 × 12"),
        ("Hidden layer 3 · z3", "128 neurons"),
    ]
    assert ("Hidden layer 2 · z2", "1 neuron") in captions("four layers, relu")
