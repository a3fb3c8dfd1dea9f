"""The IDX format: known bytes, writing and reading again, and damaged files."""

import gzip

import numpy as np
import pytest

from mnistcore.errors import DatasetError
from mnistcore.files.idx import read_idx, write_idx

# 2 images of 2x3 pixels, written out by hand
CONTENT = bytes.fromhex("00000803 00000002 00000002 00000003 000102 030405 fa fb fc fd fe ff")
IMAGES = np.array([[[0, 1, 2], [3, 4, 5]], [[250, 251, 252], [253, 254, 255]]], np.uint8)


@pytest.mark.parametrize("content", [CONTENT, gzip.compress(CONTENT)], ids=["plain", "gzipped"])
@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_a_file_is_read_by_its_content_whatever_its_name(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    images = read_idx(tmp_path / name)
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(images, IMAGES)


def test_the_format_is_written_byte_by_byte(tmp_path):
    write_idx(tmp_path / "images", IMAGES)
    assert (tmp_path / "images").read_bytes() == CONTENT


@pytest.mark.parametrize("shape", [(5,), (0, 28, 28), (3, 1), (2, 3, 4, 5), (1,) * 64])
@pytest.mark.parametrize("name", ["array", "array.gz"])
def test_written_arrays_are_read_again(tmp_path, shape, name):
    array = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    write_idx(tmp_path / name, array)
    read = read_idx(tmp_path / name)
    assert read.shape == shape and read.flags.writeable
    np.testing.assert_array_equal(read, array)


def test_a_compressed_file_depends_on_the_values_only(tmp_path):
    write_idx(tmp_path / "a.gz", IMAGES)
    write_idx(tmp_path / "b.gz", IMAGES[:, ::-1][:, ::-1])  # the same values, laid out differently in memory
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert (tmp_path / "a.gz").read_bytes()[4:8] == bytes(4)  # no timestamp


def test_a_file_can_be_memory_mapped(tmp_path):
    write_idx(tmp_path / "images", IMAGES)
    images = read_idx(tmp_path / "images", mmap=True)
    assert isinstance(images, np.memmap) and not images.flags.writeable
    np.testing.assert_array_equal(images, IMAGES)


def test_a_compressed_file_cannot_be_memory_mapped(tmp_path):
    write_idx(tmp_path / "images.gz", IMAGES)
    with pytest.raises(DatasetError, match="Decompress it first"):
        read_idx(tmp_path / "images.gz", mmap=True)


DAMAGED = {
    "empty": (b"", "not an IDX file"),
    "a web page": (b"<!DOCTYPE html>", "found 3c 21 44 4f"),
    "floats": (CONTENT.replace(b"\x08", b"\x0d", 1), "found 00 00 0d 03"),
    "no dimension": (bytes([0, 0, 8, 0, 1]), "not an IDX file"),
    "more dimensions than NumPy has": (bytes([0, 0, 8, 65]) + bytes([0, 0, 0, 1]) * 65 + b"x", "not an IDX file"),
    "half a header": (CONTENT[:9], "is truncated"),
    "one value too few": (CONTENT[:-1], "announces 12 values, but it holds 11"),
    "one value too many": (CONTENT + b"x", "announces 12 values, but it holds 13"),
    "axes too large for memory": (bytes([0, 0, 8, 4]) + bytes(4) + b"\xff" * 12, "too big"),
    "an absurd size": (bytes([0, 0, 8, 3]) + b"\xff" * 12, "announces 79,228,162,458,924,105,385,300,197,375 values"),
}


@pytest.mark.parametrize("mmap", [False, True], ids=["read", "mmap"])
@pytest.mark.parametrize("content, message", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused(tmp_path, content, message, mmap):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        read_idx(tmp_path / "file", mmap=mmap)


COMPRESSED = gzip.compress(CONTENT, mtime=0)  # the same in each process, since it is in the ids of tests


@pytest.mark.parametrize(
    "compressed", [COMPRESSED[:-9], COMPRESSED[:2], b"\x1f\x8bnot gzip", COMPRESSED[:-8] + bytes(8)]
)
def test_a_damaged_gzip_is_refused(tmp_path, compressed):
    (tmp_path / "file").write_bytes(compressed)
    with pytest.raises(DatasetError, match="Cannot read"):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize("mmap", [False, True], ids=["read", "mmap"])
def test_a_missing_file_is_named(tmp_path, mmap):
    with pytest.raises(DatasetError, match="absent"):
        read_idx(tmp_path / "absent", mmap=mmap)


@pytest.mark.parametrize("array", [IMAGES.astype(float), np.uint8(3)])
def test_only_bytes_are_written(tmp_path, array):
    with pytest.raises(DatasetError, match="Expected an array of uint8"):
        write_idx(tmp_path / "file", array)
