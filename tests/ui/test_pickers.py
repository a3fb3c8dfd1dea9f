"""Files that are missing or damaged: the sidebar says so, offers a download, and the page goes on without them."""

import gzip

import pytest

from mnistcore.files.datasets import MNIST
from tests.pages.apps import APP, page, run
from ui import resources

NAME = "sample_weight.pkl"


@pytest.fixture
def folder(cache, tmp_path, monkeypatch):
    """The only folder with data, still empty."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("MNISTCORE_DATA", str(folder))
    resources.digits.clear()
    return folder


@pytest.fixture
def requests(monkeypatch):
    """The URLs that were asked for. No mirror delivers."""
    urls = []

    def refuse(url, *_):
        urls.append(url)
        raise ConnectionError("refused")

    monkeypatch.setattr("mnistcore.files.http_get.get", refuse)
    return urls


def buttons(at):
    return [button.label for button in at.sidebar.button]


def message(at):
    """The only error on the page, as a visitor reads it."""
    (error,) = at.error
    return error.value.replace(":red[]", "").replace("\\", "")


def captions(at):
    return " ".join(caption.value for caption in at.sidebar.caption)


def accuracy(at):
    return next(metric.value for metric in at.metric if metric.label == "Accuracy")


def test_a_damaged_file_of_mnist_is_named_and_the_sample_shown(folder, requests):
    for file in MNIST:
        (folder / file.name).write_bytes(b"damaged")
    at = run(APP, data="mnist")
    assert str(folder / MNIST[0].name) in message(at)
    assert "expected 47,040,016 bytes, found 7. Replace or delete this file." in message(at)
    assert "Showing the built-in sample" in captions(at)
    assert buttons(at) == ["Download MNIST (11 MB)"]
    assert "4,000" in [metric.value for metric in at.metric]
    assert requests == []


def test_only_the_button_downloads(folder, requests):
    at = run(APP, data="mnist", network="book")
    assert buttons(at) == ["Download MNIST (11 MB)", "Download the weights (0.2 MB)"]
    at.sidebar.button[0].click().run()
    assert "ConnectionError: refused" in message(at)
    assert requests == list(MNIST[0].urls)
    at.run()
    assert requests == list(MNIST[0].urls)


def sparse(path):
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


DAMAGED = {
    "short": (lambda path: path.write_bytes(b"damaged"), "expected 181,853 bytes, found 7"),
    "sparse": (sparse, "expected 181,853 bytes, found 3,000,000,000"),
    "changed": (lambda path: path.write_bytes(bytes(181_853)), "SHA-256"),
}


@pytest.mark.parametrize("damage, problem", DAMAGED.values(), ids=DAMAGED)
def test_damaged_weights_of_the_book_are_named_and_our_mlp_shown(folder, damage, problem):
    damage(folder / NAME)
    at = run(APP, network="book")
    assert str(folder / NAME) in message(at) and problem in message(at)
    assert "Replace or delete this file." in message(at)
    assert "Showing our MLP instead." in captions(at)
    assert buttons(at) == ["Download the weights (0.2 MB)"]
    assert accuracy(at) == accuracy(run(APP))


def test_a_page_that_compares_all_networks_leaves_damaged_weights_out(folder):
    sparse(folder / NAME)
    assert not run(page("draw_and_predict")).error


def test_the_books_weights_may_be_compressed(folder, book_weights):
    (folder / f"{NAME}.gz").write_bytes(gzip.compress(book_weights.read_bytes()))
    at = run(APP, network="book")
    assert not at.error
    assert accuracy(at) != accuracy(run(APP))


def test_a_download_takes_the_place_of_damaged_weights(folder, book_weights, monkeypatch):
    (folder / NAME).write_bytes(b"damaged")
    monkeypatch.setattr("mnistcore.files.http_get.get", lambda *_: book_weights.read_bytes())
    at = run(APP, network="book")
    with pytest.warns(UserWarning, match="expected 181,853 bytes, found 7. Using"):
        at.sidebar.button[0].click().run()
        at.run()
    assert not at.error and not at.exception
    assert accuracy(at) != accuracy(run(APP))
