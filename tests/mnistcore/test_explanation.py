"""What counts for and against a class, compared with naive loops and finite differences."""

import numpy as np
import pytest

from mnistcore import (
    Conv2D,
    Dense,
    Flatten,
    InputError,
    MaxPool2D,
    Network,
    explanation,
    identity_function,
    load_mnist,
    load_network,
    relu,
    sigmoid,
    softmax,
    step_function,
    tanh,
)
from tests.memory import at_most

random = np.random.default_rng(0)
(_, _), (x_test, t_test) = load_mnist(source="sample", normalize=False)


def dense(*sizes, activation=sigmoid, scale=1.0):
    """Dense layers in float64, with softmax at the end."""
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        W = random.normal(0, scale / np.sqrt(inputs), (inputs, outputs))
        layers.append(Dense(W, random.normal(size=outputs), softmax if outputs == 10 else activation))
    return Network(layers)


def convolutional(pool=2):
    """Two convolutions, pooling and two Dense layers in float64: small, and with pixels left over for pool=3."""
    side = 25 // pool
    return Network(
        [
            Conv2D(random.normal(0, 0.4, (3, 2, 1, 3)), random.normal(0, 0.1, 3)),
            Conv2D(random.normal(0, 0.3, (2, 3, 3, 4)), random.normal(0, 0.1, 4), sigmoid),
            MaxPool2D(pool),
            Flatten(),
            Dense(random.normal(0, 0.1, (side * side * 4, 12)), random.normal(size=12), relu),
            Dense(random.normal(0, 0.5, (12, 10)), random.normal(size=10), softmax),
        ]
    )


NETWORKS = {
    "no hidden layer": dense(784, 10),
    "sigmoid": dense(784, 12, 11, 10, scale=4),
    "tanh": dense(784, 12, 11, 10, activation=tanh),
    "relu": dense(784, 12, 11, 10, activation=relu),
    "identity": dense(784, 12, 10, activation=identity_function),
    "convolutional": convolutional(),
    "convolutional, pixels left over": convolutional(pool=3),
}
each_network = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)


def odds(network, images):
    """The oracle: the log-odds of probabilities, exact where these are not close to 0 or 1."""
    y = network.forward(network.as_input(images))
    return np.log(y / (1 - y))


def test_log_odds_are_those_of_softmax():
    a = random.normal(0, 3, (5, 10))
    y = softmax(a)
    np.testing.assert_allclose(explanation.log_odds(a), np.log(y / (1 - y)), atol=1e-9)


def test_log_odds_are_finite_where_probabilities_saturate():
    a = np.zeros((2, 10), np.float32)
    a[:, 3] = 200, -200
    assert explanation.log_odds(a).dtype == np.float32
    np.testing.assert_allclose(explanation.log_odds(a)[:, 3], [200 - np.log(9), -200 - np.log(9)], rtol=1e-6)


def test_log_odds_do_not_change_when_all_logits_rise_together():
    a = random.normal(0, 3, (5, 10))
    np.testing.assert_allclose(explanation.log_odds(a + 7), explanation.log_odds(a), atol=1e-9)


@each_network
def test_the_gradient_agrees_with_finite_differences(network):
    image = random.uniform(0.1, 0.9, 784)
    pixels, step = random.choice(784, 40, replace=False), 1e-5
    nudged = np.repeat(image[None], 40, axis=0)
    nudged[np.arange(40), pixels] += step
    up = odds(network, nudged)
    nudged[np.arange(40), pixels] -= 2 * step
    differences = (up - odds(network, nudged)) / (2 * step)  # (40, 10)
    gradients = explanation.gradient(network, image).reshape(10, 784)[:, pixels]
    assert np.abs(gradients).max() > 1e-2
    np.testing.assert_allclose(gradients, differences.T, atol=1e-6)


def test_without_hidden_layers_it_is_a_difference_of_weights_times_the_input():
    W, b = random.normal(0, 0.05, (784, 10)), random.normal(size=10)
    x = x_test[3] / 255
    y = softmax(x @ W + b)
    contributions = explanation.gradient_times_input(Network([Dense(W, b, softmax)]), x)
    for k in range(10):
        others = [j for j in range(10) if j != k]
        share = y[others] / y[others].sum()
        np.testing.assert_allclose(contributions[k].ravel(), x * (W[:, k] - W[:, others] @ share), atol=1e-12)


@pytest.mark.parametrize(("name", "patch"), [("sigmoid", 1), ("sigmoid", 3), ("sigmoid", 5), ("convolutional", 5)])
def test_occlusion_equals_a_loop_over_positions_and_classes(name, patch):
    network, image = NETWORKS[name], x_test[11].reshape(28, 28)
    falls = explanation.occlusion(network, image, patch)
    reach = patch // 2
    for i, j in [(0, 0), (27, 27), (14, 14), *random.integers(4, 24, (30, 2))]:
        covered = image.copy()
        covered[max(i - reach, 0) : i + reach + 1, max(j - reach, 0) : j + reach + 1] = 0
        fall = odds(network, image[None])[0] - odds(network, covered[None])[0]
        np.testing.assert_allclose(falls[:, i, j], fall, atol=1e-8)


@pytest.mark.parametrize("name", ["no hidden layer", "sigmoid", "relu", "identity"])
def test_both_methods_agree_for_small_inputs(name):
    """Where the network is nearly linear, removing ink has the effect that the gradient predicts."""
    network = NETWORKS[name]
    image = 1e-5 * random.uniform(0.5, 1, 784)
    linear = explanation.over_squares(explanation.gradient_times_input(network, image), 3)
    assert linear.any()
    np.testing.assert_allclose(explanation.occlusion(network, image, 3), linear, atol=1e-3 * np.abs(linear).max())


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_pixels_without_ink_contribute_nothing(name):
    network, image = load_network(name), x_test[5]
    black = image.reshape(28, 28) == 0
    products, falls = explanation.gradient_times_input(network, image), explanation.occlusion(network, image, 1)
    assert products.shape == falls.shape == (10, 28, 28)
    assert products.dtype == falls.dtype == np.float32
    assert not products[:, black].any() and not falls[:, black].any()
    assert falls[:, ~black].any(axis=1).all() and products[:, ~black].any(axis=1).all()
    around = ~explanation.over_squares(~black[None], 5)[0].astype(bool)
    assert around.any() and not explanation.occlusion(network, image, 5)[:, around].any()


def test_a_blank_image_has_no_contributions():
    for contributions in (explanation.occlusion, explanation.gradient_times_input):
        assert not contributions(load_network("mlp"), np.zeros(784, np.uint8)).any()


def test_the_ink_counts_for_the_label():
    """In more than 90% of the correctly predicted images, the sum over all pixels is positive."""
    network = load_network("mlp")
    right = np.flatnonzero(network.predict(x_test[:30]) == t_test[:30])
    sums = [explanation.occlusion(network, x_test[i], 5)[t_test[i]].sum() for i in right]
    assert np.mean(np.array(sums) > 0) > 0.9


def test_the_layout_and_dtype_of_the_image_do_not_matter():
    network, image = load_network("mlp"), x_test[0]
    layouts = (image.reshape(28, 28), image.reshape(1, 28, 28), image.tolist(), image / np.float32(255))
    for method in (explanation.occlusion, explanation.gradient_times_input):
        for same in layouts:
            np.testing.assert_allclose(method(network, same), method(network, image), atol=1e-4)


@pytest.mark.parametrize("batch_size", [1, 64, 1000])
def test_the_batch_size_does_not_matter(batch_size):
    network = load_network("mlp")
    falls = explanation.occlusion(network, x_test[2], 3, batch_size)
    np.testing.assert_allclose(falls, explanation.occlusion(network, x_test[2], 3), atol=1e-4)


@pytest.mark.parametrize("method", [explanation.occlusion, explanation.gradient_times_input])
@pytest.mark.parametrize("kernels", [(3, 3, 64), (11, 11, 100)])
def test_convolutions_take_little_memory(method, kernels):
    FH, FW, K = kernels
    side = (28 - 2 - FH + 1) // 2
    layers = [Conv2D(np.ones((3, 3, 1, 32), np.float32), np.zeros(32, np.float32))]
    layers += [Conv2D(np.ones((FH, FW, 32, K), np.float32), np.zeros(K, np.float32)), MaxPool2D(2), Flatten()]
    last = Dense(np.ones((side * side * K, 10), np.float32), np.zeros(10, np.float32), softmax)
    image = np.zeros((28, 28), np.float32)
    image[8:20, 14] = 1e-9  # a stroke that 80 squares cover
    with at_most(75 * 2**20):
        method(Network([*layers, last]), image, *([5] if method is explanation.occlusion else []))


def test_the_image_is_not_changed():
    image = x_test[0].copy()
    image.flags.writeable = False
    explanation.occlusion(load_network("mlp"), image)
    explanation.gradient_times_input(load_network("mlp"), image)


def test_sums_over_squares_stop_at_the_border():
    values = random.normal(size=(10, 28, 28))
    sums = explanation.over_squares(values, 3)
    np.testing.assert_array_equal(explanation.over_squares(values, 1), values)
    for i, j in [(0, 0), (27, 0), (13, 27), (5, 6)]:
        square = values[:, max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
        np.testing.assert_allclose(sums[:, i, j], square.sum(axis=(1, 2)), atol=1e-12)


@pytest.mark.parametrize("patch", [0, 2, -1, 57, 3.5])
def test_a_patch_has_an_odd_size(patch):
    with pytest.raises(InputError, match="1, 3, 5"):
        explanation.occlusion(load_network("mlp"), x_test[0], patch)


@pytest.mark.parametrize("image", [x_test[:2], np.zeros(783), np.zeros((28, 28), bool), 3])
@pytest.mark.parametrize("method", [explanation.occlusion, explanation.gradient_times_input, explanation.gradient])
def test_what_is_not_one_image_is_refused(method, image):
    with pytest.raises(InputError):
        method(load_network("mlp"), image)


def test_an_activation_without_a_known_derivative_is_named():
    with pytest.raises(InputError, match="step_function"):
        explanation.gradient(dense(784, 5, 10, activation=step_function), x_test[0])
