"""Reads and writes IDX, the file format of MNIST.

A header of big-endian integers, then the values, last axis fastest:

    bytes 0-3   0, 0, 8 (unsigned bytes), number of dimensions
    4 each      the length of each dimension
    the rest    one byte per value

A file may be compressed with gzip, which its first two bytes show, whatever its name.
Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
"""

import gzip
import math
import zlib
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from ..errors import DatasetError, Sentence

UBYTE = 8  # the format's code for unsigned bytes, the only type that MNIST uses
GZIP_MAGIC = b"\x1f\x8b"
MOST_AXES = 64  # of a NumPy array


def read_idx(path: str | PathLike, mmap: bool = False) -> np.ndarray:
    """The array in an IDX file: uint8, of the shape given in its header.

    With mmap=True an uncompressed file stays on disk, and only the parts that are used are read (a read-only
    np.memmap), so it may be larger than memory.
    Raises DatasetError where the file is missing, damaged or not IDX.
    """
    try:
        if mmap:
            return _memory_mapped(path)
        with open_unpacked(path) as file:
            return decode_idx(file.read(), path)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DatasetError("Cannot read {path}: {reason}.", path=path, reason=str(error)) from error


def decode_idx(content: bytes, origin: object) -> np.ndarray:
    """The array in the bytes of an uncompressed IDX file: uint8. Raises DatasetError, which names `origin`."""
    shape, start = read_header(content, origin)
    _check_size(shape, len(content) - start, origin)
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()  # bytes are read-only, a copy is not


def write_idx(path: str | PathLike, array: ArrayLike) -> None:
    """Write an array of uint8 as IDX; compressed if the name ends in .gz (without a time stamp, so reproducibly).

    Raises DatasetError for any other array.
    """
    content, path = encode_idx(array), Path(path)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def encode_idx(array: ArrayLike) -> bytes:
    """The bytes of an uncompressed IDX file with an array of uint8. Raises DatasetError for any other array."""
    array = np.asarray(array)
    if array.dtype != np.uint8 or array.ndim == 0:
        raise DatasetError(
            "Expected an array of uint8 with at least one axis, found {shape} {dtype}.",
            shape=array.shape,
            dtype=array.dtype,
        )
    return header(array.shape) + array.tobytes()


def header(shape: Sequence[int]) -> bytes:
    """The bytes before the values of an array of this shape.

    >>> header((60000, 28, 28)).hex(" ", 4)
    '00000803 0000ea60 0000001c 0000001c'
    """
    return bytes([0, 0, UBYTE, len(shape)]) + np.array(shape, ">u4").tobytes()


def open_unpacked(path: str | PathLike) -> BinaryIO | gzip.GzipFile:
    """Open a file to read its bytes, decompressed if it is compressed. Raises OSError."""
    with Path(path).open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
    return gzip.open(path) if packed else Path(path).open("rb")


def _memory_mapped(path):
    with Path(path).open("rb") as file:
        beginning = file.read(4 + 4 * MOST_AXES)
    if beginning.startswith(GZIP_MAGIC):
        raise DatasetError(
            "{path} is compressed with gzip and cannot be memory-mapped. Decompress it first (gunzip).", path=path
        )
    shape, start = read_header(beginning, path)
    _check_size(shape, Path(path).stat().st_size - start, path)
    return np.memmap(path, np.uint8, "r", start, shape)


def read_header(content: bytes, origin: object) -> tuple[tuple[int, ...], int]:
    """The shape in the header that `content` begins with, and where the values start. Raises DatasetError."""
    if len(content) < 4 or content[:3] != bytes([0, 0, UBYTE]) or not 1 <= content[3] <= MOST_AXES:
        raise DatasetError(
            "{origin} is not an IDX file of unsigned bytes: expected it to begin with 00 00 08 and the number of "
            "dimensions, found {found}.",
            origin=origin,
            found=content[:4].hex(" ") or Sentence("nothing"),
        )
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise DatasetError("{origin} is truncated: it ends within its header.", origin=origin)
    return tuple(map(int, np.frombuffer(content[4:start], ">u4"))), start


def _check_size(shape, found, origin):
    expected = math.prod(shape)
    if found != expected:
        raise DatasetError(
            "{origin} is damaged: its header announces {expected:,} values, but it holds {found:,}.",
            origin=origin,
            expected=expected,
            found=found,
        )
