"""The answer beside the canvas."""

from types import SimpleNamespace

import numpy as np
import pytest

from mnistcore import Dense, Network, softmax
from ui.drawing import answer

INK = np.zeros((280, 280), np.uint8)
INK[40:240, 130:150] = 255


def model(bias, digit_threshold):
    """A network that gives every digit the logit `bias`, whatever it sees."""
    layer = Dense(np.zeros((784, 10), np.float32), np.full(10, bias, np.float32), softmax)
    return SimpleNamespace(network=Network([layer], digit_threshold), name="a network")


@pytest.mark.parametrize(
    ("bias", "digit_threshold", "doubted"),
    [(-9, 0.2, True), (9, 0.2, False), (-9, None, False)],
    ids=["below the threshold", "above it", "a network that cannot tell"],
)
def test_what_may_be_no_digit_is_said_to(bias, digit_threshold, doubted):
    assert (answer.DOUBT in answer.to_ink(INK, model(bias, digit_threshold), None)) == doubted
