"""The IDX file format, read and written: how MNIST is kept on disk.

A header of big-endian numbers, then the values, last axis fastest:

    bytes 0-3   0, 0, 8 (unsigned bytes), number of dimensions
    4 each      the length of every dimension
    the rest    one byte a value

A file may be packed with gzip; its first two bytes tell, whatever its name says.
Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
"""

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from ..errors import DatasetError

UBYTE = 8  # the format's code for unsigned bytes, the only kind that MNIST uses
GZIP_MAGIC = b"\x1f\x8b"
MOST_AXES = 64  # of a NumPy array


def read_idx(path, mmap=False):
    """The array in an IDX file: uint8, of the shape that its header tells.

    With mmap=True a file that is not packed stays on disk and is read where it is looked at (a read-only
    np.memmap), so it may be larger than memory.
    Raises DatasetError where the file is missing, damaged or not IDX.
    """
    try:
        if mmap:
            return _memory_mapped(path)
        with open_unpacked(path) as file:
            return decode_idx(file.read(), path)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DatasetError(f"{path} cannot be read: {error}.") from error


def decode_idx(content, origin):
    """The array in the bytes of an IDX file, unpacked, as `read_idx` returns it. Errors name `origin`."""
    shape, start = _read_header(content, origin)
    _check_size(shape, len(content) - start, origin)
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()  # bytes are read-only, a copy is not


def write_idx(path, array):
    """Write an array of uint8 as IDX, packed where the name ends in .gz (without a time stamp, so repeatably).

    Raises DatasetError for any other array.
    """
    array = np.asarray(array)
    if array.dtype != np.uint8 or array.ndim == 0:
        raise DatasetError(f"Expected an array of uint8 with at least one axis, got {array.shape} {array.dtype}.")
    content = header(array.shape) + array.tobytes()
    path = Path(path)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def header(shape):
    """The bytes in front of the values of an array of this shape."""
    return bytes([0, 0, UBYTE, len(shape)]) + np.array(shape, ">u4").tobytes()


def open_unpacked(path):
    """Open a file to read its bytes, unpacked if it is packed."""
    with Path(path).open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
    return gzip.open(path) if packed else Path(path).open("rb")


def _memory_mapped(path):
    with Path(path).open("rb") as file:
        beginning = file.read(4 + 4 * MOST_AXES)
    if beginning.startswith(GZIP_MAGIC):
        raise DatasetError(f"{path} is packed with gzip and cannot be read in place: unpack it first (gunzip).")
    shape, start = _read_header(beginning, path)
    _check_size(shape, Path(path).stat().st_size - start, path)
    return np.memmap(path, np.uint8, "r", start, shape)


def _read_header(content, origin):
    """The shape that a header tells, and where the values start."""
    if len(content) < 4 or content[:3] != bytes([0, 0, UBYTE]) or not 1 <= content[3] <= MOST_AXES:
        raise DatasetError(
            f"{origin} is not an IDX file of unsigned bytes: expected it to begin with 00 00 08 and the number of "
            f"dimensions, found {content[:4].hex(' ') or 'nothing'}."
        )
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise DatasetError(f"{origin} ends within its header: it is cut short.")
    return tuple(map(int, np.frombuffer(content[4:start], ">u4"))), start


def _check_size(shape, found, origin):
    expected = math.prod(shape)
    if found != expected:
        raise DatasetError(f"{origin} is damaged: its header promises {expected:,} values, it holds {found:,}.")
