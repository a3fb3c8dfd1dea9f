"""The convolutional network: layer by layer against naive loops, and as a whole."""

import numpy as np
import pytest

from mnistcore import (
    Conv2D,
    Flatten,
    InputError,
    MaxPool2D,
    Network,
    WeightsError,
    identity_function,
    load_mnist,
    load_network,
    network_from_weights,
    relu,
    save_network,
)
from tests.memory import at_most

random = np.random.default_rng(0)
(_, _), (x_test, t_test) = load_mnist(source="sample", normalize=False)


def convolved(x, W, b):
    """The oracle: one product at a time."""
    N, H, width, _ = x.shape
    FH, FW, C, K = W.shape
    a = np.zeros((N, H - FH + 1, width - FW + 1, K))
    for n, i, j, k in np.ndindex(a.shape):
        a[n, i, j, k] = b[k] + sum(x[n, i + fi, j + fj, c] * W[fi, fj, c, k] for fi, fj, c in np.ndindex(FH, FW, C))
    return a


@pytest.mark.parametrize(
    ("image", "kernel"),
    [((5, 6, 1), (3, 3, 1, 4)), ((4, 4, 3), (1, 1, 3, 2)), ((6, 5, 2), (2, 4, 2, 3)), ((3, 3, 2), (3, 3, 2, 1))],
)
def test_a_convolution_is_the_sum_of_all_products(image, kernel):
    x, W, b = random.normal(size=(2, *image)), random.normal(size=kernel), random.normal(size=kernel[-1])
    np.testing.assert_allclose(Conv2D(W, b).pre_activation(x), convolved(x, W, b), atol=1e-12)
    np.testing.assert_allclose(Conv2D(W, b).forward(x), relu(convolved(x, W, b)), atol=1e-12)


def test_a_convolution_keeps_its_dtype():
    layer = Conv2D(np.ones((3, 3, 1, 2), np.float32), np.zeros(2, np.float32), identity_function)
    assert layer.forward(np.ones((1, 5, 5, 1), np.float32)).dtype == np.float32


@pytest.mark.parametrize(("size", "height", "width"), [(2, 6, 8), (2, 5, 7), (3, 9, 6), (1, 4, 4)])
def test_pooling_keeps_the_largest_of_every_square(size, height, width):
    x = random.normal(size=(2, height, width, 3))
    z = MaxPool2D(size).forward(x)
    assert z.shape == (2, height // size, width // size, 3)
    for n, i, j, c in np.ndindex(z.shape):
        assert z[n, i, j, c] == x[n, i * size : (i + 1) * size, j * size : (j + 1) * size, c].max()


def test_flattening_goes_row_by_row_with_the_channels_last():
    x = random.normal(size=(2, 3, 4, 5))
    z = Flatten().forward(x)
    assert z.shape == (2, 60)
    assert z[1, (2 * 4 + 3) * 5 + 4] == x[1, 2, 3, 4]


def some_weights(seed=0):
    """Weights with the shapes of Keras's mnist_cnn, small enough that nothing saturates."""
    rng = np.random.default_rng(seed)
    shapes = [(3, 3, 1, 32), (3, 3, 32, 64), (9216, 128), (128, 10)]
    weights = {}
    for i, shape in enumerate(shapes, 1):
        weights[f"W{i}"] = rng.normal(0, np.prod(shape[:-1]) ** -0.5, shape).astype(np.float32)
        weights[f"b{i}"] = rng.normal(0, 0.1, shape[-1]).astype(np.float32)
    return weights


def test_the_shapes_of_the_weights_determine_the_layers():
    network = network_from_weights(some_weights())
    names = [output.name for output in network.trace(x_test[:2])]
    assert names == ["Conv2D 1", "Conv2D 2", "MaxPool2D 3", "Flatten 4", "Dense 5", "Dense 6"]
    assert network.parameter_count == 1_199_882
    assert network.input_shape == (28, 28, 1)


def test_the_output_shapes_of_all_layers():
    shapes = [output.activation.shape for output in network_from_weights(some_weights()).trace(x_test[:3])]
    assert shapes == [(3, 26, 26, 32), (3, 24, 24, 64), (3, 12, 12, 64), (3, 9216), (3, 128), (3, 10)]


def test_any_layout_and_any_batch_size_give_the_same_probabilities():
    network = network_from_weights(some_weights())
    y = network.predict_proba(x_test[:30])
    for images in (x_test[:30].reshape(-1, 28, 28), x_test[:30].reshape(-1, 1, 28, 28), x_test[:30] / np.float32(255)):
        for batch_size in (1, 7, 30):
            np.testing.assert_allclose(network.predict_proba(images, batch_size), y, atol=1e-5)


def test_memory_does_not_grow_with_the_number_of_images():
    network = network_from_weights(some_weights())
    images = np.zeros((1000, 784), np.uint8)
    with at_most(300e6):
        network.predict_proba(images)


def test_a_memory_mapped_file_is_read_piece_by_piece(tmp_path):
    from mnistcore.files.idx import read_idx, write_idx

    path = tmp_path / "images-idx3-ubyte"
    write_idx(path, np.tile(x_test[:500].reshape(-1, 28, 28), (120, 1, 1)))  # 60,000 images, 47 MB
    mapped, network = read_idx(path, mmap=True), load_network("mlp")
    with at_most(30e6):
        predictions = network.predict(mapped, batch_size=1000)
    np.testing.assert_array_equal(predictions[:500], network.predict(x_test[:500]))


def test_it_is_saved_and_loaded_again(tmp_path):
    network = network_from_weights(some_weights())
    save_network(network, tmp_path / "own.npz")
    again = load_network(tmp_path / "own.npz")
    np.testing.assert_array_equal(again.predict_proba(x_test[:5]), network.predict_proba(x_test[:5]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W1": np.zeros((3, 3, 3, 32))}, r"W1 of shape \(FH, FW, 1, K\)"),
        ({"W2": np.zeros((3, 3, 16, 64))}, r"W2 of shape \(FH, FW, 32, K\)"),
        ({"W1": np.zeros((29, 3, 1, 32))}, "up to 28"),
        ({"W3": np.zeros((36864, 128))}, r"W3 of shape \(9216, outputs\).*pooled"),
        ({"b2": np.zeros(63)}, r"b2 of shape \(64,\)"),
        ({"W4": np.zeros((3, 3, 128, 10))}, r"W4 of shape \(128, outputs\)"),
        ({"W1": np.zeros((3, 3, 1, 0)), "b1": np.zeros(0)}, "W1"),
    ],
)
def test_layers_that_do_not_fit_together_are_refused(change, message):
    with pytest.raises(WeightsError, match=message):
        network_from_weights(some_weights() | change)


def test_kernels_alone_are_refused():
    with pytest.raises(WeightsError, match="10 outputs"):
        network_from_weights({"W1": np.zeros((3, 3, 1, 10)), "b1": np.zeros(10)})


def test_a_single_image_gets_a_helpful_error():
    with pytest.raises(InputError, match="images\\[None\\]"):
        network_from_weights(some_weights()).predict(x_test[0])


def test_keras_on_pytorch_gives_the_same_probabilities(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras", reason="needs Keras on PyTorch: pip install -r training/requirements.txt")
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.Conv2D(64, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.25),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    weights = some_weights()
    model.set_weights(list(weights.values()))
    x = x_test[:20].reshape(-1, 28, 28, 1) / np.float32(255)
    y = network_from_weights(weights).predict_proba(x_test[:20])
    np.testing.assert_allclose(y, model.predict(x, verbose=0), atol=1e-5)


@pytest.mark.parametrize("pooling", [MaxPool2D(3), MaxPool2D(1), Flatten()])
def test_layers_that_a_file_cannot_restore_are_not_saved(tmp_path, pooling):
    """A file holds weights alone: these would come back as MaxPool2D(2)."""
    *convolutions, _, flatten, hidden, last = network_from_weights(some_weights()).layers
    with pytest.raises(WeightsError, match=r"MaxPool2D\(2\)"):
        save_network(Network([*convolutions, pooling, flatten, hidden, last]), tmp_path / "own.npz")
    assert not list(tmp_path.iterdir())
