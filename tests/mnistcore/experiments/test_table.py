"""What holds for every experiment in the table."""

import numpy as np
import pytest

from mnistcore import load_mnist, load_network
from mnistcore.experiments import measuring, neurons
from mnistcore.experiments.table import EXPERIMENTS, IMAGE, NETWORK

ALL = [pytest.param(experiment, id=name) for name, experiment in EXPERIMENTS.items()]
ON_IMAGES = [e for e in ALL if e.values[0].kind == IMAGE]
ON_NETWORKS = [e for e in ALL if e.values[0].kind == NETWORK]
_, (images, labels) = load_mnist(source="sample", normalize=False)
FEW, THEIRS = images[:60], labels[:60]


@pytest.fixture(scope="module")
def network():
    return load_network("mlp-plain")


@pytest.fixture(scope="module")
def needs(network):
    return neurons.needs_of(network, FEW, THEIRS)


def amounts(experiment, network, variant=None):
    """The first, the last and the default amount."""
    offered = experiment.offered(network, variant)
    return dict.fromkeys([offered[0], offered[-1], experiment.default])


@pytest.mark.parametrize("experiment", ALL)
def test_the_default_and_the_neutral_amount_are_offered(experiment, network):
    for variant in experiment.variants_for(network) or [None]:
        offered = experiment.offered(network, variant)
        assert experiment.default in offered
        assert experiment.neutral is None or experiment.neutral in offered
        assert len(set(offered)) == len(offered) > 1


@pytest.mark.parametrize("experiment", ON_IMAGES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_changed_images_are_images(experiment, network, dtype):
    x = FEW.reshape(-1, 28, 28).astype(dtype) / 255
    kept = x.copy()
    for amount in amounts(experiment, network):
        changed = experiment.change(x, amount)
        assert (changed.shape, changed.dtype) == (x.shape, dtype)
        assert not np.shares_memory(changed, x)
        np.testing.assert_array_equal(experiment.change(x, amount), changed)
        np.testing.assert_array_equal(x, kept)


@pytest.mark.parametrize("experiment", ON_NETWORKS)
def test_changed_networks_are_networks_and_the_given_one_stays(experiment, network, needs):
    before = network.predict_proba(FEW)
    for variant in experiment.variants_for(network) or [None]:
        for amount in amounts(experiment, network, variant):
            changed = measuring.changed_network(network, experiment, amount, variant, needs)
            y = changed.predict_proba(FEW)
            assert (y.shape, y.dtype) == ((60, 10), np.float32)
            np.testing.assert_allclose(y.sum(axis=1), 1, atol=1e-5)
            np.testing.assert_array_equal(network.predict_proba(FEW), before)


@pytest.mark.parametrize("experiment", [e for e in ON_IMAGES + ON_NETWORKS if e.values[0].neutral is not None])
def test_the_neutral_amount_changes_nothing(experiment, network, needs):
    before = measuring.answers(network, FEW)
    for variant in experiment.variants_for(network) or [None]:
        after = measuring.run(network, FEW, experiment, experiment.neutral, variant, needs)
        np.testing.assert_array_equal(after.predictions, before.predictions)
        np.testing.assert_allclose(after.confidence, before.confidence, atol=1e-5)


@pytest.mark.parametrize("experiment", [e for e in ON_IMAGES if e.values[0].affine])
def test_what_is_called_affine_can_be_done_by_the_first_layer(experiment, network):
    for amount in amounts(experiment, network):
        changed = measuring.changed_images(FEW, experiment, amount)
        expected = measuring.answers(network, changed)
        found = measuring.run(network, FEW, experiment, amount)
        np.testing.assert_allclose(found.confidence, expected.confidence, atol=1e-4)


@pytest.mark.parametrize("experiment", [e for e in ON_IMAGES if not e.values[0].affine])
def test_what_is_not_affine_could_not_be_done_so(experiment, network):
    x = FEW.reshape(-1, 28, 28).astype(np.float64) / 255
    middle = experiment.change((x[:30] + x[30:]) / 2, experiment.default)
    apart = experiment.change(x, experiment.default)
    assert np.abs(middle - (apart[:30] + apart[30:]) / 2).max() > 1e-3 or experiment.in_turn


@pytest.mark.parametrize("experiment", ON_IMAGES)
def test_parts_add_up_to_the_whole(experiment, network):
    whole = measuring.run(network, FEW, experiment, experiment.default)
    parts = [measuring.run(network, FEW[i : i + 25], experiment, experiment.default, first=i) for i in (0, 25, 50)]
    np.testing.assert_array_equal(np.concatenate([part.predictions for part in parts]), whole.predictions)
