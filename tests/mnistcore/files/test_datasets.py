"""The data sets: shapes and dtypes for all options, known facts about MNIST, and missing or damaged files."""

import gzip
import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnistcore.errors import DatasetError, DownloadError
from mnistcore.files import datasets
from mnistcore.files.datasets import SAMPLE, download_mnist, find_mnist, load_mnist, load_split
from mnistcore.files.idx import write_idx
from mnistcore.files.known_files import KnownFile

ROOT = Path(__file__).parents[3]
OPTIONS = list(itertools.product([True, False], repeat=3))


def check_halves(halves, sizes, normalize, flatten, one_hot_label):
    for (x, t), N in zip(halves, sizes, strict=True):
        assert x.shape == ((N, 784) if flatten else (N, 1, 28, 28))
        assert x.dtype == (np.float32 if normalize else np.uint8)
        assert (x.min(), x.max()) == (0, 1 if normalize else 255)
        assert t.shape == ((N, 10) if one_hot_label else (N,))
        assert t.dtype == np.uint8
        assert x.flags.writeable and t.flags.writeable


@pytest.mark.parametrize("normalize, flatten, one_hot_label", OPTIONS)
def test_shapes_and_dtypes_of_the_sample(normalize, flatten, one_hot_label):
    halves = load_mnist(normalize, flatten, one_hot_label, source="sample")
    check_halves(halves, (1000, 4000), normalize, flatten, one_hot_label)


@pytest.mark.parametrize("normalize, flatten, one_hot_label", OPTIONS)
def test_shapes_and_dtypes_of_mnist(mnist_dir, normalize, flatten, one_hot_label):
    halves = load_mnist(normalize, flatten, one_hot_label, data_dir=mnist_dir)
    check_halves(halves, (60000, 10000), normalize, flatten, one_hot_label)


def test_the_options_change_the_form_but_not_the_digits():
    (x, t), _ = load_mnist(normalize=False, flatten=False, source="sample")
    (x_flat, t_one_hot), _ = load_mnist(normalize=True, flatten=True, one_hot_label=True, source="sample")
    np.testing.assert_array_equal(x.reshape(1000, 784) / np.float32(255), x_flat)
    np.testing.assert_array_equal(t_one_hot.argmax(axis=1), t)
    assert (t_one_hot.sum(axis=1) == 1).all()


@pytest.mark.parametrize("number, split", enumerate(["train", "test"]))
def test_one_split_alone_has_the_same_digits(number, split):
    x, t = load_split("sample", split)
    same_x, same_t = load_mnist(normalize=False, source="sample")[number]
    np.testing.assert_array_equal(x, same_x)
    np.testing.assert_array_equal(t, same_t)


def test_known_facts_of_mnist(mnist_dir):
    (x_train, t_train), (_, t_test) = load_mnist(data_dir=mnist_dir)
    assert t_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert t_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(t_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(t_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert x_train.mean(dtype=np.float64) == pytest.approx(0.1306604762738429, abs=1e-7)  # widely published
    assert x_train.std(dtype=np.float64) == pytest.approx(0.3081078038564622, abs=1e-7)


def test_the_sample_has_500_different_images_of_each_digit():
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=False, source="sample")
    assert np.bincount(np.concatenate([t_train, t_test])).tolist() == [500] * 10
    assert len({image.tobytes() for image in np.concatenate([x_train, x_test])}) == 5000


def test_the_sample_comes_from_the_training_half_of_mnist(mnist_dir):
    (x_train, t_train), (x_test, _) = load_mnist(normalize=False, data_dir=mnist_dir)
    label = {image.tobytes(): t for image, t in zip(x_train, t_train, strict=True)}
    test = {image.tobytes() for image in x_test}
    for x, t in load_mnist(normalize=False, source="sample"):
        assert all(label[image.tobytes()] == given for image, given in zip(x, t, strict=True))
        assert not any(image.tobytes() in test for image in x)


def test_the_sample_needs_no_network_and_no_folder(cache):
    load_mnist(source="sample", data_dir="/nowhere")
    assert not cache.exists()


def test_an_unknown_source_names_those_that_exist():
    with pytest.raises(DatasetError, match="'fashion'.*'mnist', 'sample'"):
        load_mnist(source="fashion")


@pytest.fixture
def fake_mnist(tmp_path, monkeypatch):
    """A folder with four small files that stand in for MNIST's. No mirror has them."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "fake"
    folder.mkdir()
    files = []
    for file, shape, high in zip(datasets.MNIST, [(7, 28, 28), (7,), (3, 28, 28), (3,)], [256, 10] * 2, strict=True):
        write_idx(folder / file.name, rng.integers(0, high, shape, np.uint8))
        raw = (folder / file.name).read_bytes()
        urls = ("http://127.0.0.1:1/a", "http://127.0.0.1:1/b")  # no server listens there
        files.append(KnownFile(file.name, len(raw), hashlib.sha256(raw).hexdigest(), urls, file.without_network))
    monkeypatch.setattr(datasets, "MNIST", files)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return folder


def test_mnist_is_found_in_any_place(fake_mnist, cache, monkeypatch):
    assert find_mnist() is None
    assert find_mnist(fake_mnist) == [fake_mnist / file.name for file in datasets.MNIST]
    assert load_mnist(data_dir=fake_mnist)[0][0].shape == (7, 784)
    monkeypatch.setenv("MNISTCORE_DATA", str(fake_mnist))
    assert len(find_mnist()) == 4
    download_mnist()  # has nothing to do
    assert load_mnist()[1][0].shape == (3, 784)
    assert not cache.exists()


def test_the_files_may_be_compressed_and_in_different_places(fake_mnist, cache, tmp_path):
    images = fake_mnist / "train-images-idx3-ubyte"
    cache.mkdir(parents=True)
    (cache / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(images.read_bytes()))
    images.unlink()
    (x_train, _), _ = load_mnist(data_dir=fake_mnist)
    assert x_train.shape == (7, 784)


def test_without_files_and_network_the_error_says_what_to_do(fake_mnist, cache):
    for attempt in load_mnist, download_mnist:
        with pytest.raises(DownloadError) as raised:
            attempt()
        assert "http://127.0.0.1:1/a" in str(raised.value) and "http://127.0.0.1:1/b" in str(raised.value)
        assert 'source="sample"' in str(raised.value) and "MNISTCORE_DATA" in str(raised.value)


def test_a_damaged_file_is_never_used(fake_mnist, cache):
    path = fake_mnist / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")  # still a valid IDX file
    with (
        pytest.warns(UserWarning, match="is not train-images-idx3-ubyte: expected its SHA-256"),
        pytest.raises(DownloadError),
    ):
        load_mnist(data_dir=fake_mnist)


def test_importing_reads_nothing_writes_nothing_and_loads_no_downloader():
    code = "import sys, mnistcore.files.datasets; sys.exit('requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"HOME": "/nowhere"}).returncode == 0


def test_the_sample_takes_less_than_a_megabyte():
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_000_000
