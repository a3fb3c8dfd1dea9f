"""The network as a picture."""

import re

import numpy as np

from mnistcore import load_network
from ui.figures import diagrams

IMAGE = np.random.default_rng(0).integers(0, 256, 784, np.uint8)


def test_every_output_has_its_name_and_shape_and_flattening_no_picture():
    stages = re.findall(r'<b>(\w+)</b>.*?<span class="shape">(.*?)</span>', diagrams.flow(load_network("cnn"), IMAGE))
    assert stages == [
        ("x", "(N, 28, 28, 1)"),
        ("z1", "(N, 26, 26, 32)"),
        ("z2", "(N, 24, 24, 64)"),
        ("pooled", "(N, 12, 12, 64)"),
        ("z3", "(N, 128)"),
        ("y", "(N, 10)"),
    ]


def test_every_step_says_what_it_does():
    steps = re.findall(r'<div class="step">(.*?)</div>(.*?)</div>', diagrams.flow(load_network("cnn"), IMAGE))
    words = [re.sub(r"<[^>]+>+", " ", first + rest).split() for first, rest in steps]
    assert " ".join(words[2]) == "max pooling 2 × 2"
    assert " ".join(words[3]) == "flatten × W3 + b3 relu 9,216 × 128 + 128 = 1,179,776"
