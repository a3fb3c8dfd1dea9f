"""The network as a picture."""

import re

import numpy as np

from mnistcore import load_network
from ui.figures import diagrams

IMAGE = np.random.default_rng(0).integers(0, 256, 784, np.uint8)


def test_every_output_has_its_name_and_shape_and_flattening_no_picture():
    stages = re.findall(r'<b>(\w+)</b><span class="shape">(.*?)</span>', diagrams.flow(load_network("cnn"), IMAGE))
    assert stages == [
        ("x", "(N, 28, 28, 1)"),
        ("z1", "(N, 26, 26, 32)"),
        ("z2", "(N, 24, 24, 64)"),
        ("pooled", "(N, 12, 12, 64)"),
        ("z3", "(N, 128)"),
        ("y", "(N, 10)"),
    ]


def test_every_step_says_what_it_does():
    links = diagrams.flow(load_network("cnn"), IMAGE).split('<div class="step">')[1:]
    words = [" ".join(re.sub(r"<[^>]+>", " ", link.split('<div class="link')[0]).split()) for link in links]
    assert words[2] == "max pooling 2 × 2"
    assert words[3] == "flatten Layer 3 × W3 + b3 relu 9,216 × 128 + 128 = 1,179,776"


def test_the_pictures_are_arranged_as_on_the_page_of_the_layers():
    """50 neurons in rows of ten, so that row and column are the digits of an index; 32 maps in rows of eight."""
    for name, size in (("mlp", (10, 5)), ("cnn", (8 * 26, 4 * 26))):
        html = diagrams.flow(load_network(name), IMAGE)
        (picture,) = re.findall(r'width="(\d+)" height="(\d+)" alt="The values of z1"', html)
        assert tuple(map(int, picture)) == size
