"""Files known by their checksum: where they are found, and that no other file is used in their place."""

import gzip
import hashlib
import os
import warnings

import pytest

from mnistcore.errors import DatasetError
from mnistcore.files.known_files import (
    BOOK_WEIGHTS,
    KnownFile,
    find_book_weights,
    find_file,
    read_known,
    search_places,
)
from tests.memory import at_most

RAW = bytes(range(256)) * 300
COMPRESSED = gzip.compress(RAW)
DIGITS = KnownFile("digits", len(RAW), hashlib.sha256(RAW).hexdigest(), ())


def sparse(path):
    with path.open("wb") as file:
        file.truncate(3_000_000_000)


def test_the_search_order_is_data_dir_then_the_environment_then_the_cache(cache, tmp_path, monkeypatch):
    places = [tmp_path / "mine", tmp_path / "first", tmp_path / "second", cache]
    monkeypatch.setenv("MNISTCORE_DATA", os.pathsep.join(map(str, places[1:3])))
    assert list(search_places(places[0])) == places
    assert find_file("digits", places[0]) is None
    for place in reversed(places):
        place.mkdir(parents=True)
        (place / "digits.gz").write_bytes(COMPRESSED)
        assert find_file("digits", places[0]) == place / "digits.gz"


def test_the_books_weights_are_found_where_they_are_not_compressed(cache, tmp_path, monkeypatch):
    """load_weights could not read them compressed."""
    monkeypatch.setenv("MNISTCORE_DATA", str(tmp_path))
    (tmp_path / "sample_weight.pkl.gz").touch()
    assert find_book_weights() is None
    cache.mkdir(parents=True)
    (cache / "sample_weight.pkl").touch()
    assert find_book_weights() == cache / "sample_weight.pkl"


@pytest.mark.parametrize("name", ["digits", "digits.gz"])
@pytest.mark.parametrize("content", [RAW, COMPRESSED], ids=["plain", "gzipped"])
def test_a_good_copy_is_read_however_it_is_compressed(cache, tmp_path, name, content):
    assert read_known(DIGITS, tmp_path) is None
    (tmp_path / name).write_bytes(content)
    assert read_known(DIGITS, tmp_path) == RAW


BAD = {  # how to make the file: part of the error message
    "one bit": (lambda path: path.write_bytes(bytes([RAW[0] ^ 1]) + RAW[1:]), "expected its SHA-256 to begin with"),
    "too short": (lambda path: path.write_bytes(RAW[1:]), "expected 76,800 bytes, found 76,799"),
    "sparse": (sparse, "expected 76,800 bytes, found 3,000,000,000"),
    "a bomb": (lambda path: path.write_bytes(gzip.compress(bytes(50_000_000))), "expected 76,800 bytes, found more"),
    "a damaged gzip": (lambda path: path.write_bytes(COMPRESSED[:-9]), "damaged gzip file"),
}


@pytest.mark.parametrize("make, message", BAD.values(), ids=BAD)
def test_a_damaged_copy_is_named_with_a_remedy(cache, tmp_path, make, message):
    make(tmp_path / "digits")
    with at_most(2_000_000), pytest.raises(DatasetError) as raised:
        read_known(DIGITS, tmp_path)
    assert str(tmp_path / "digits") in str(raised.value) and message in str(raised.value)
    assert str(raised.value).endswith("Replace or delete this file.")


def test_after_a_damaged_copy_the_next_one_is_read_with_a_warning(cache, tmp_path):
    (tmp_path / "digits").write_bytes(b"damaged")
    (tmp_path / "digits.gz").write_bytes(COMPRESSED)
    with pytest.warns(UserWarning, match=r"expected 76,800 bytes, found 7\. Using .*digits\.gz instead\."):
        assert read_known(DIGITS, tmp_path) == RAW
    assert (tmp_path / "digits").read_bytes() == b"damaged"


def test_after_a_good_copy_no_other_is_read(cache, tmp_path):
    (tmp_path / "digits").write_bytes(RAW)
    (tmp_path / "digits.gz").write_bytes(b"damaged")
    with warnings.catch_warnings(action="error"):
        assert read_known(DIGITS, tmp_path) == RAW


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink("/nowhere", path)])
def test_what_is_not_a_file_is_not_found_and_not_opened(cache, tmp_path, make):
    make(tmp_path / "digits")
    assert read_known(DIGITS, tmp_path) is None
    with pytest.raises(DatasetError, match=r"Cannot read .*digits: "):
        DIGITS.read(tmp_path / "digits")


def test_a_file_that_cannot_be_read_is_named(cache, tmp_path, monkeypatch):
    (tmp_path / "digits").write_bytes(RAW)

    def refuse(path, *_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(DatasetError, match=r"Cannot read .*digits: Permission denied\. Replace or delete"):
        read_known(DIGITS, tmp_path)


def test_the_books_weights_are_known_by_their_checksum(book_weights):
    assert BOOK_WEIGHTS.read(book_weights) == book_weights.read_bytes()
