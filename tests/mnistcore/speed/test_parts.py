"""Parts of long computations, joined, are the whole; digits and networks are found by name."""

import numpy as np
import pytest

from mnistcore import Dense, Network, explanation, load_network, softmax
from mnistcore.errors import UnknownNetworkError
from mnistcore.files import named
from mnistcore.speed import parts


@pytest.fixture(scope="module")
def images():
    return named.named_digits("sample", "train")[0]


@pytest.mark.parametrize("name", ["mlp", "cnn"])
def test_probabilities_in_parts(name, images):
    y = [parts.probabilities(name, "sample", "train", start, start + 30) for start in range(0, 90, 30)]
    np.testing.assert_allclose(np.concatenate(y), load_network(name).predict_proba(images[:90]), atol=1e-5)


@pytest.mark.parametrize(("patch", "rows"), [(1, 28), (3, 5), (5, 1)])
def test_occlusion_in_parts(patch, rows, images):
    falls = [
        parts.occlusion("mlp", images[3].tobytes(), patch, start, min(start + rows, 28)) for start in range(0, 28, rows)
    ]
    whole = explanation.occlusion(load_network("mlp"), images[3], patch)
    np.testing.assert_allclose(np.concatenate(falls, axis=1), whole, atol=1e-4)


def test_named_digits_are_shared_and_read_only(images):
    again, labels = named.named_digits("sample", "train")
    assert again is images and len(labels) == len(images)
    with pytest.raises(ValueError, match="read-only"):
        images[0, 0] = 1


def test_a_network_is_unknown_until_it_is_introduced():
    network = Network([Dense(np.zeros((784, 10), np.float32), np.zeros(10, np.float32), softmax)])
    with pytest.raises(UnknownNetworkError) as caught:
        named.named_network("a hash")
    assert caught.value.values == {"name": "a hash"}
    y = named.introduced("a hash", network, parts.probabilities, "a hash", "sample", "test", 0, 5)
    np.testing.assert_allclose(y, np.full((5, 10), 0.1))
    assert named.named_network("a hash") is network


def test_only_the_latest_networks_are_kept():
    network = load_network("mlp")
    for number in range(named.KEPT + 1):
        assert named.introduced(f"network {number}", network, abs, -1) == 1
    assert named.named_network("network 1") is network
    with pytest.raises(UnknownNetworkError):
        named.named_network("network 0")
