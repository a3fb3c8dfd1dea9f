"""A neuron's value, worked out."""

import numpy as np
import pytest

from mnistcore import Dense, Network, identity_function, relu, sigmoid, softmax
from ui.figures import steps
from ui.layers import weighted_sum
from ui.layers.neuron import Neuron


def worked_out(activation, b):
    """The first neuron of a layer whose sums are its biases, as the image is black."""
    network = Network([Dense(np.ones((784, len(b))), np.array(b), activation)])
    return weighted_sum.step_by_step(Neuron.of(steps.follow(network, np.zeros(784, np.uint8))[0], 0))


@pytest.mark.parametrize(
    ("activation", "b", "spelt"),
    [
        (sigmoid, [-2.0], "1 / (1 + e<sup>2.0000</sup>)"),
        (relu, [-2.0], "max(0, −2.0000)"),
        (identity_function, [-2.0], "identity(−2.0000)"),
        (softmax, [1.0, 3.0], "e<sup>1.0000 − 3.0000</sup> / 1.1353"),
        (softmax, [-3.0, -1.0], "e<sup>−3.0000 + 1.0000</sup> / 1.1353"),
    ],
)
def test_the_activation_is_written_out_with_the_sum_put_in(activation, b, spelt):
    assert f"y[0] = {spelt} = <b>" in worked_out(activation, b)


def test_a_negative_bias_is_taken_away():
    assert "a1[0] = 0.0000 − 0.0000 − 2.0000 = −2.0000<br>" in worked_out(relu, [-2.0])
