"""Chapter 3's functions. tests/examples has whole programs."""

import sys

import numpy as np
import pytest
from PIL import ImageShow

from mnistcore import InputError, WeightsError, get_data, img_show, init_network, load_mnist, load_network, predict


def test_the_books_loop_with_our_functions(mnist_dir, book_weights):
    x, t = get_data()
    assert (x.shape, x.dtype, t.shape) == ((10_000, 784), np.float32, (10_000,))
    assert (x.min(), x.max()) == (0, 1)
    network = init_network(book_weights)
    accuracy_cnt = 0
    for i in range(len(x)):
        if np.argmax(predict(network, x[i])) == t[i]:
            accuracy_cnt += 1
    assert accuracy_cnt == 9352


def test_init_network_gives_the_books_dict():
    network = init_network()
    assert sorted(network) == ["W1", "W2", "W3", "b1", "b2", "b3"]
    assert [network[name].shape for name in ("W1", "W2", "W3")] == [(784, 50), (50, 100), (100, 10)]
    network["b3"][0] += 1  # readers may change it
    assert network["b3"][0] == init_network()["b3"][0] + 1


def test_init_network_refuses_a_pickle_that_runs_code(tmp_path):
    (tmp_path / "sample_weight.pkl").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(WeightsError):
        init_network(tmp_path / "sample_weight.pkl")


@pytest.fixture
def weights():
    rng = np.random.default_rng(0)
    sizes = (784, 50, 100, 10)
    W = {f"W{i + 1}": rng.normal(size=sizes[i : i + 2], scale=0.1).astype(np.float32) for i in range(3)}
    return W | {f"b{i + 1}": rng.normal(size=sizes[i + 1]).astype(np.float32) for i in range(3)}


def test_predict_takes_one_image_or_many(weights):
    x = np.random.default_rng(1).random((6, 784), np.float32)
    y = predict(weights, x)
    assert y.shape == (6, 10)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-5)
    assert predict(weights, x[0]).shape == (10,)
    np.testing.assert_allclose([predict(weights, image) for image in x], y, rtol=1e-4)


def test_predict_is_the_networks_forward_pass(weights, tmp_path):
    np.savez(tmp_path / "weights.npz", **weights)
    network = load_network(tmp_path / "weights.npz")
    x = np.random.default_rng(1).random((6, 784), np.float32)
    np.testing.assert_array_equal(predict(weights, x), network.forward(x))
    np.testing.assert_array_equal(predict(network, x), network.forward(x))


@pytest.fixture
def shown(monkeypatch):
    """The images that the system's image viewer gets."""
    images = []

    class Recorder(ImageShow.Viewer):
        def show(self, image, **options):
            images.append(np.asarray(image))
            return True

    monkeypatch.setattr(ImageShow, "_viewers", [Recorder()])
    monkeypatch.setenv("DISPLAY", ":0")
    return images


@pytest.mark.parametrize("shape", [(28, 28), (784,), (1, 28, 28)])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64])
def test_img_show(shown, shape, dtype):
    (x_train, _), _ = load_mnist(normalize=False, source="sample")
    pixels = x_train[0].reshape(shape)
    img_show(pixels.astype(dtype) / dtype(255) if np.issubdtype(dtype, np.floating) else pixels.astype(dtype))
    np.testing.assert_array_equal(shown, [x_train[0].reshape(28, 28)])


def test_img_show_shows_one_image(shown):
    with pytest.raises(InputError, match=r"\(2, 784\)"):
        img_show(np.zeros((2, 784)))
    assert shown == []


@pytest.fixture
def without_display(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)


def test_img_show_without_a_display_starts_no_viewer(shown, without_display, monkeypatch):
    with pytest.warns(UserWarning, match="no display"):
        img_show(np.zeros(784))
    assert shown == []
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    img_show(np.zeros(784))
    assert len(shown) == 1


def test_img_show_in_a_notebook_without_a_display(shown, without_display, monkeypatch):
    in_notebook = []
    monkeypatch.setitem(sys.modules, "IPython", object())
    monkeypatch.setattr(ImageShow, "ipython_display", in_notebook.append, raising=False)
    img_show(np.full(784, 7))
    np.testing.assert_array_equal(in_notebook, [np.full((28, 28), 7)])
    assert shown == []
