"""The page that follows a digit through the layers, run headless on the built-in sample."""

import base64
import itertools
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnistcore import drawing, load_mnist, load_network
from tests.pages.apps import answer, equations, page, put_ink, run, seed_own_file, told
from ui.figures.numbers import number

PAGE = page("layer_activations")


def html(at):
    return " ".join(element.proto.body for element in at.get("html"))


def text(at):
    return " ".join(element.value for kind in (at.markdown, at.caption, at.header) for element in kind)


def pointed_at(at):
    """What is sent to the pictures that answer to the pointer."""
    return [data for data in told(at) if "pictures" in data]


def played(at):
    """What is sent to the player, its series as arrays."""
    (data,) = [data for data in told(at) if "series" in data]
    series = {name: np.frombuffer(base64.b64decode(v["bytes"]), v["type"]) for name, v in data["series"].items()}
    return data | {"series": series}


def place(at):
    """The row and column at which the kernel or the window stands."""
    data = played(at)
    return divmod(data["step"], data["columns"])


@pytest.fixture(scope="module")
def test_images():
    return load_mnist(normalize=False, source="sample")[1][0]


def test_it_opens_on_the_first_test_digit_with_every_shape(test_images):
    at = run(PAGE)
    assert at.number_input(key="digit").value == 0
    assert [shapes for _, shapes, *_ in equations(at)] == [
        "(1, 784) @ (784, 50) + (50,) → (1, 50)",
        "(1, 50) @ (50, 100) + (100,) → (1, 100)",
        "(1, 100) @ (100, 10) + (10,) → (1, 10)",
    ]
    guess = load_network("mlp").predict(test_images[:1])[0]
    assert f"Prediction: **{guess}**" in text(at)


@pytest.mark.parametrize(("layer", "index"), [(1, 17), (2, 99), (3, 4)])
def test_the_sum_is_worked_out_with_the_networks_own_numbers(test_images, layer, index):
    at = run(PAGE, layer=str(layer), neuron=str(index), digit="7")
    network = load_network("mlp")
    outputs = network.trace(test_images[7:8])
    x = network.as_input(test_images[7:8]) if layer == 1 else outputs[layer - 2].activation
    products = x[0].astype(np.float64) * network.layers[layer - 1].W[:, index]
    a, z = outputs[layer - 1].pre_activation[0, index], outputs[layer - 1].activation[0, index]
    last = {name: number(values[-1]) for name, values in played(at)["series"].items()}
    expected = (products[products > 0].sum(), products[products < 0].sum(), products.sum(), a, z)
    assert [last[name] for name in ("up", "down", "sum", "a", "z")] == [number(value) for value in expected]
    assert f"<b>{number(z)}</b>" in html(at)


def test_the_network_view_has_the_networks_own_numbers(test_images):
    image, values = answer(run(PAGE, digit="3"))
    np.testing.assert_array_equal(image, test_images[3].reshape(28, 28))
    for sent, output in zip(values, load_network("mlp").trace(test_images[3:4]), strict=True):
        np.testing.assert_array_equal(sent.a, output.pre_activation[0])
        np.testing.assert_array_equal(sent.z, output.activation[0])


def test_the_largest_products_of_each_sign_come_first(test_images):
    shown = html(run(PAGE, layer="2", neuron="3"))
    network = load_network("mlp")
    z1 = network.trace(test_images[:1])[0].activation[0]
    assert re.findall(r"<span>z1\[(\d+)\] ", shown) == [str(i) for i in ends(z1 * network.layers[1].W[:, 3])]


def ends(values):
    """The indices of the five largest values, then of the five smallest, as far as they are positive and negative."""
    order = np.argsort(-values, kind="stable")
    return [i for i in order[:5] if values[i] > 0] + [i for i in order[::-1][:5] if values[i] < 0]


def test_softmax_is_worked_through_on_the_last_layer_only(test_images):
    y = load_network("mlp").predict_proba(test_images[:1])[0]
    shown = html(run(PAGE, layer="3", neuron="5"))
    rows = re.findall(r"<tr.*?</tr>", shown.split("<tbody>")[1].split("</tbody>")[0])
    assert len(rows) == 10
    for row, value in zip(rows, y, strict=True):
        assert row.endswith(f"<td>{number(value)}</td></tr>")
    assert "<tbody>" not in html(run(PAGE, layer="2"))


@pytest.mark.parametrize(("name", "layer"), [("mlp", "3"), ("cnn", "6"), ("mlp-plain", "3"), ("mlp", "2")])
def test_the_last_layer_of_networks_that_know_digits_says_how_probable_a_digit_is(test_images, name, layer):
    network = load_network(name)
    shown = html(run(PAGE, network=name, layer=layer, digit="5"))
    asked = network.digit_threshold is not None and int(layer) == len(network.layers)
    assert ("Is it a digit at all?" in shown) == asked
    if asked:
        p = network.digit_probability(test_images[5:6])[0]
        assert float(re.search(r"sigmoid\([^()]+\) = <b>([\d.]+)</b></p>", shown)[1]) == pytest.approx(p, abs=1e-4)


def test_next_previous_and_the_split():
    at = run(PAGE)
    buttons = {button.label: button for button in at.button}
    buttons["Previous"].click().run()
    assert at.number_input(key="digit").value == 3999
    {button.label: button for button in at.button}["Next"].click().run()
    assert at.number_input(key="digit").value == 0
    at = run(PAGE, split="train", digit="999")
    assert "Train digit 999" in text(at)
    {button.label: button for button in at.button}["Random"].click().run()
    assert not at.exception and at.number_input(key="digit").value in range(1000)


def test_options_begin_with_a_capital_and_keep_their_names_in_the_address():
    at = run(PAGE, split="train")
    controls = {key: at.segmented_control(key=key) for key in ("data", "input", "split")}
    assert [control.options for control in controls.values()] == [
        ["Sample", "MNIST"],
        ["Digit", "Drawing"],
        ["Test", "Train"],
    ]
    assert controls["split"].value == "train"


def test_a_smaller_layer_never_keeps_a_neuron_that_it_has_not():
    at = run(PAGE, layer="2", neuron="99")
    at.selectbox(key="layer").select(3).run()
    assert not at.exception
    assert at.number_input(key="neuron").value in range(10)


@pytest.mark.parametrize(
    "query",
    [
        {"digit": "inf", "neuron": "1e400", "layer": "9"},
        {"digit": "4000", "neuron": "-1", "layer": "two", "split": "valid", "input": "photo"},
        {"digit": "", "neuron": "", "layer": "", "split": "", "input": ""},
        {"digit": "³", "neuron": "nan"},
    ],
)
def test_what_makes_no_sense_in_the_address_is_ignored(query):
    at = run(PAGE, **query)
    assert (at.number_input(key="digit").value, at.number_input(key="neuron").value) == (0, 0)


def test_the_kept_drawing_goes_through_the_network():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 130:150] = 255
    at = AppTest.from_file(PAGE, default_timeout=30)
    put_ink(at, ink)
    at.run()
    assert not at.exception
    assert "Your drawing" in text(at)
    guess = load_network("mlp").predict(drawing.normalize_drawing(ink)[None])[0]
    assert f"Prediction: **{guess}**" in text(at)


def test_without_a_drawing_it_says_so_and_shows_a_digit():
    at = run(PAGE, input="drawing")
    assert "There is no drawing in this tab yet" in at.info[0].value
    assert "Test digit 0" in text(at)


@pytest.mark.parametrize(
    ("sizes", "activation"),
    [((784, 10), "relu"), ((784, 16, 10), "identity_function"), ((784, 130, 7, 23, 12, 10), "relu")],
)
def test_a_learners_own_chain_of_any_length(sizes, activation):
    random = np.random.default_rng(0)
    weights = {}
    for k, (inputs, outputs) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        weights[f"W{k}"] = random.normal(size=(inputs, outputs)) / np.sqrt(inputs)
        weights[f"b{k}"] = random.normal(size=outputs)
    at = AppTest.from_file(PAGE, default_timeout=30)
    seed_own_file(at, **weights)
    at.query_params.update(network="own file", activation=activation, layer=str(len(sizes) - 1), neuron="9")
    at.run()
    assert not at.exception and not at.error
    assert f"y[9] = softmax(a{len(sizes) - 1})[9] = " in html(at)
    at.selectbox(key="layer").select(1).run()
    assert not at.exception
    assert equations(at)[0][1] == f"(1, {sizes[0]}) @ ({sizes[0]}, {sizes[1]}) + ({sizes[1]},) → (1, {sizes[1]})"


@pytest.fixture(scope="module")
def cnn():
    return load_network("cnn")


@pytest.fixture(scope="module")
def outputs(cnn, test_images):
    return cnn.trace(test_images[:1])


def run_cnn(**query):
    return run(PAGE, network="cnn", **query)


def named(at, label):
    return next(button for button in at.button if button.label == label)


def test_every_layer_of_the_cnn_is_there_with_its_shapes(cnn, outputs):
    at = run_cnn()
    for shape in ("W1 (3, 3, 1, 32)", "W2 (3, 3, 32, 64)"):
        assert shape in text(at)
    assert [shapes for _, shapes, *_ in equations(at)] == [
        "(1, 28, 28, 1) ∗ (3, 3, 1, 32) + (32,) → (1, 26, 26, 32)",
        "(1, 26, 26, 32) ∗ (3, 3, 32, 64) + (64,) → (1, 24, 24, 64)",
        "(1, 9216) @ (9216, 128) + (128,) → (1, 128)",
        "(1, 128) @ (128, 10) + (10,) → (1, 10)",
    ]
    assert "12 × 12 × 64 = 9,216" in text(at)
    assert at.selectbox(key="layer").options[2:4] == ["MaxPool2D → pooled", "Flatten → flat"]
    assert len(pointed_at(at)) == 2 + 2 + 1  # sums and activations, pooled maps
    assert f"Prediction: **{outputs[-1].activation[0].argmax()}**" in text(at)


@pytest.mark.parametrize(("layer", "index", "row", "column"), [(1, 5, 20, 13), (2, 7, 10, 5), (2, 63, 23, 0)])
def test_a_pixel_is_worked_out_with_the_networks_own_numbers(cnn, outputs, test_images, layer, index, row, column):
    at = run_cnn(layer=str(layer), neuron=str(index), row=str(row), column=str(column))
    x = cnn.as_input(test_images[:1]) if layer == 1 else outputs[layer - 2].activation
    patch = x[0, row : row + 3, column : column + 3]
    products = patch.astype(np.float64) * cnn.layers[layer - 1].W[..., index]
    assert place(at) == (row, column)
    data = played(at)
    here = {name: values[min(data["step"], len(values) - 1)] for name, values in data["series"].items()}
    expected = {
        "up": products[products > 0].sum(),
        "down": products[products < 0].sum(),
        "sum": products.sum(),
        "a": outputs[layer - 1].pre_activation[0, row, column, index],
        "z": outputs[layer - 1].activation[0, row, column, index],
    }
    for name, value in expected.items():
        assert here[name] == pytest.approx(value, abs=1e-5)
    assert f"z{layer}[{{row}}, {{column}}, {index}] = relu(" in data["pictured"]


def test_the_kernel_starts_at_the_largest_sum_and_returns_there(outputs):
    at = run_cnn(layer="2", neuron="3")
    a = outputs[1].pre_activation[0, ..., 3]
    best = np.unravel_index(a.argmax(), a.shape)
    assert place(at) == best
    at = run_cnn(layer="2", neuron="3", row="4", column="9")
    before = played(at)
    assert place(at) == (4, 9)
    named(at, "Go to the maximum").click().run()
    assert place(at) == best
    assert played(at)["id"] != before["id"]  # or the player would stay


def test_the_same_place_is_kept_from_map_to_map_and_left_where_a_layer_is_smaller(outputs):
    at = run_cnn(layer="1", row="20", column="5")
    at.number_input(key="neuron").set_value(8).run()
    assert place(at) == (20, 5)
    at.selectbox(key="layer").select(3).run()
    assert not at.exception
    a = outputs[2].pre_activation[0, ..., 8]
    assert place(at) == np.unravel_index(a.argmax(), a.shape)


def test_pooling_keeps_the_number_that_won(outputs):
    row, column, k = 6, 2, 25
    square = outputs[1].activation[0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2, k]
    data = played(run_cnn(layer="3", neuron=str(k), row=str(row), column=str(column)))
    assert data["series"]["z"][data["step"]] == square.max()
    assert f"= z2[{{won_row}}, {{won_column}}, {k}] = <b>{{z}}</b>" in data["sums"]


def test_flattening_names_the_place_that_a_number_came_from(outputs):
    flat = outputs[3].activation[0]
    at = run_cnn(layer="4", neuron="4321")
    assert "flat[4321] = pooled[5, 7, 33]" in html(at)
    assert "(5 × 12 + 7) × 64 + 33 = <b>4321</b>" in html(at)
    named(at, "Go to the maximum").click().run()
    assert at.number_input(key="neuron").value == flat.argmax()
    assert f"<b>{number(flat.max())}</b>" in html(at)


def test_the_first_dense_layer_names_map_row_and_column(cnn, outputs):
    shown = html(run_cnn(layer="5", neuron="17"))
    products = outputs[3].activation[0].astype(np.float64) * cnn.layers[4].W[:, 17]
    places = [np.unravel_index(i, (12, 12, 64)) for i in ends(products)]
    assert re.findall(r"<span>map (\d+) (\(\d+, \d+\)) ", shown) == [(str(k), f"({r}, {c})") for r, c, k in places]
    assert number(outputs[4].pre_activation[0, 17]) in shown


def test_the_colour_scale_changes_every_mosaic():
    sources = {}
    for scale in ("map", "layer", "overall"):
        sources[scale] = [data["pictures"][0]["src"] for data in pointed_at(run_cnn(scale=scale))[:5]]
    for one, other in itertools.combinations(sources.values(), 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 4  # one layer has the overall maximum


@pytest.mark.parametrize(
    "query",
    [
        {"row": "26", "column": "-1", "scale": "page", "neuron": "32"},
        {"row": "", "column": "nan", "scale": "", "layer": "7"},
    ],
)
def test_what_makes_no_sense_in_the_address_of_the_cnn_is_ignored(query):
    at = run_cnn(**query)
    assert (at.selectbox(key="layer").value, at.number_input(key="neuron").value) == (1, 0)
    assert all(i in range(26) for i in place(at))
    assert at.segmented_control(key="scale").value == "layer"


@pytest.mark.parametrize(
    "kernels", [((5, 5, 1, 6),), ((7, 4, 1, 3), (1, 1, 3, 11)), ((27, 27, 1, 4),), ((9, 9, 1, 1),)]
)
def test_a_learners_own_kernels_of_any_size_and_number(kernels):
    random = np.random.default_rng(0)
    height = 28 - sum(FH - 1 for FH, *_ in kernels)
    width = 28 - sum(FW - 1 for _, FW, *_ in kernels)
    shapes = [*kernels, ((height // 2) * (width // 2) * kernels[-1][3], 10)]
    weights = {}
    for k, shape in enumerate(shapes, start=1):
        weights[f"W{k}"] = random.normal(size=shape) / np.sqrt(np.prod(shape[:-1]))
        weights[f"b{k}"] = random.normal(size=shape[-1])
    at = AppTest.from_file(PAGE, default_timeout=30)
    seed_own_file(at, **weights)
    at.query_params.update(network="own file", row="1", column="1")
    at.run()
    for layer in range(1, len(kernels) + 4):
        at.selectbox(key="layer").select(layer).run()
        assert not at.exception and not at.error
        at.number_input(key="neuron").set_value(int(at.number_input(key="neuron").max)).run()
        assert not at.exception and not at.error
