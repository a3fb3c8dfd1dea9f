"""Layers at work on one image, and what their numbers are called."""

import numpy as np
import pytest

from mnistcore import identity_function, load_network, sigmoid
from ui.figures import steps

IMAGE = np.random.default_rng(0).integers(0, 256, 784, np.uint8)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("mlp", ["x", "z1", "z2", "y"]),
        ("cnn", ["x", "z1", "z2", "pooled", "flat", "z3", "y"]),
    ],
)
def test_what_comes_out_of_one_layer_goes_into_the_next(name, names):
    network = load_network(name)
    way = steps.follow(network, IMAGE)
    assert [way[0].x_name, *(step.z_name for step in way)] == names
    assert [step.x_name for step in way[1:]] == [step.z_name for step in way[:-1]]
    for step, output in zip(way, network.trace(IMAGE[None]), strict=True):
        np.testing.assert_array_equal(step.a, output.pre_activation[0])
        np.testing.assert_array_equal(step.z, output.activation[0])
    for before, after in zip(way, way[1:], strict=False):
        np.testing.assert_array_equal(after.x, before.z)


def test_a_row_is_looked_at_in_the_shape_that_it_had():
    mlp, cnn = (steps.follow(load_network(name), IMAGE) for name in ("mlp", "cnn"))
    assert [step.image_shape for step in mlp] == [(28, 28, 1), None, None]
    assert [step.image_shape for step in cnn if step.kind == "Dense"] == [(12, 12, 64), None]


def test_titles_number_the_layers_like_their_weights():
    titles = [step.title for step in steps.follow(load_network("cnn"), IMAGE)]
    assert titles[1:5] == ["Layer 2 · Conv2D → z2", "MaxPool2D → pooled", "Flatten → flat", "Layer 3 · Dense → z3"]


def test_plain_names():
    assert [steps.plain_name(f) for f in (sigmoid, identity_function)] == ["sigmoid", "identity"]
