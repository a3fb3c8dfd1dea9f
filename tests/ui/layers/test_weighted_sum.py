"""A neuron's value, worked out."""

import numpy as np
import pytest

from mnistcore import Dense, Network, identity_function, relu, sigmoid, softmax
from ui.figures import steps
from ui.layers import curves, weighted_sum
from ui.layers.neuron import Neuron

SOFTMAX = "exp(a1[0] − max(a1)) / sum(exp(a1 − max(a1)))"


def neuron(activation, b):
    """The first neuron of a layer whose sums are its biases, as the image is black."""
    network = Network([Dense(np.ones((784, len(b))), np.array(b), activation)])
    return Neuron.of(steps.follow(network, np.zeros(784, np.uint8))[0], 0)


def worked_out(activation, b):
    return weighted_sum.step_by_step(neuron(activation, b))


def test_softmax_is_named_as_a_function_of_all_sums():
    sums = [1.0, 3.0]
    assert "a1[0] = sum(x * W1[:, 0]) + b1[0] = 1.0000, y[0] = softmax(a1)[0] = <b>" in weighted_sum.title(
        neuron(softmax, sums)
    )
    assert "softmax(a1)[0] = " in curves.through_activations(neuron(softmax, sums))
    assert "y[0] = relu(sum(x * W1[:, 0]) + b1[0]) = <b>" in weighted_sum.title(neuron(relu, sums))


@pytest.mark.parametrize(
    ("activation", "b", "spelt"),
    [
        (sigmoid, [-2.0], "1 / (1 + e<sup>2.0000</sup>)"),
        (relu, [-2.0], "max(0, −2.0000)"),
        (identity_function, [-2.0], "identity(−2.0000)"),
        (softmax, [1.0, 3.0], f"{SOFTMAX}<br>= e<sup>1.0000 − 3.0000</sup> / 1.1353"),
        (softmax, [-3.0, -1.0], f"{SOFTMAX}<br>= e<sup>−3.0000 + 1.0000</sup> / 1.1353"),
    ],
)
def test_the_activation_is_written_out_with_the_sum_put_in(activation, b, spelt):
    assert f"y[0] = {spelt} = <b>" in worked_out(activation, b)


def test_a_negative_bias_is_taken_away():
    assert "a1[0] = 0.0000 − 0.0000 − 2.0000 = −2.0000<br>" in worked_out(relu, [-2.0])
