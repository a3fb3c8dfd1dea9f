"""A neuron's value, worked out, and its weighted sum as it grows."""

import numpy as np
import pytest

from mnistcore import Dense, Network, identity_function, load_mnist, load_network, relu, sigmoid, softmax
from ui.figures import steps
from ui.layers import adding, curves, weighted_sum
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
    assert "softmax(a1)[0] = {z}" in curves.stage(neuron(softmax, sums), 5)[0]
    assert "y[0] = relu(sum(x * W1[:, 0]) + b1[0]) = <b>" in weighted_sum.title(neuron(relu, sums))


@pytest.mark.parametrize(
    ("activation", "b", "spelt"),
    [
        (sigmoid, [-2.0], "1 / (1 + e<sup>{minus_a}</sup>)"),
        (relu, [-2.0], "max(0, {a})"),
        (identity_function, [-2.0], "identity({a})"),
        (softmax, [1.0, 3.0], f"{SOFTMAX}<br>= e<sup>{{a}} − 3.0000</sup> / 1.1353"),
        (softmax, [-3.0, -1.0], f"{SOFTMAX}<br>= e<sup>{{a}} + 1.0000</sup> / 1.1353"),
    ],
)
def test_the_activation_is_written_out_for_the_player_to_put_the_sum_in(activation, b, spelt):
    assert f"y[0] = {spelt} = <b>{{z}}</b>" in worked_out(activation, b)


def test_a_negative_bias_is_taken_away():
    assert "a1[0] = {up} − {fall} − 2.0000 = {a}" in worked_out(relu, [-2.0])


def test_the_other_activation_functions_stand_below():
    shown = curves.others(neuron(sigmoid, [2.0]))
    assert "relu(2.0000) = 2.0000" in shown and "step(2.0000) = 1.0000" in shown
    assert "sigmoid(" not in shown


NEURONS = [("mlp", 1, 17, 28), ("mlp", 2, 99, 5), ("mlp", 3, 4, 10), ("cnn", 5, 3, 64), ("cnn", 6, 7, 7)]


@pytest.mark.parametrize(("name", "layer", "index", "parts"), NEURONS)
def test_the_running_sum_ends_in_the_networks_own_numbers(name, layer, index, parts):
    image = load_mnist(normalize=False, source="sample")[1][0][0]
    step = steps.follow(load_network(name), image)[layer - 1]
    play = adding.play(Neuron.of(step, index))
    series, products = play.series, step.x.astype(np.float64) * step.layer.W[:, index]
    assert play.tiles == parts == len(play.parts) and play.last == play.step == parts + 2
    assert all(len(values) == parts + 3 for values in series.values())
    assert series["sum"][0] == 0
    np.testing.assert_allclose(np.cumsum(series["added"][: parts + 1]), series["sum"][: parts + 1], atol=1e-9)
    np.testing.assert_allclose(series["up"] + series["down"], series["sum"], atol=1e-9)
    np.testing.assert_allclose(series["sum"][-1], products.sum(), atol=1e-4)  # float32 products
    assert (series["ups"][-1], series["downs"][-1]) == ((products > 0).sum(), (products < 0).sum())
    np.testing.assert_allclose(series["sum"][-1] + series["b"][-1], step.a[index], atol=1e-4)
    assert (series["a"][-1], series["z"][-1]) == (step.a[index], step.z[index])
    known = {name: int(np.isfinite(values).sum()) for name, values in series.items()}
    assert (known["b"], known["a"], known["z"]) == (2, 2, 1)


def test_the_products_are_added_in_the_order_of_their_picture():
    image = load_mnist(normalize=False, source="sample")[1][0][0]
    first, last = (steps.follow(load_network(name), image)[layer] for name, layer in (("mlp", 0), ("cnn", 4)))
    row = Neuron.of(first, 0)
    np.testing.assert_array_equal(adding.parts(row)[11], row.products[11 * 28 : 12 * 28])
    of_map = Neuron.of(last, 0)
    np.testing.assert_array_equal(adding.parts(of_map)[23], of_map.products[23::64])
