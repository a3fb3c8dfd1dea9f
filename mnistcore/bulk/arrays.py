"""Large arrays in files, read part by part: IDX and .npy, and both in packed form, .gz and .npz.

A plain file is mapped into memory, so any part of it can be read at once. A packed one can only be read from its
beginning, so it is unpacked again for each pass, a block at a time. Neither is ever in memory as a whole.
"""

import gzip
import math
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from ..errors import DatasetError
from ..files import idx

NPY, ZIP, GZIP = b"\x93NUMPY", b"PK\x03\x04", idx.GZIP_MAGIC  # how such files begin
HEADER_READERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
DAMAGE = (OSError, EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True, eq=False)
class ArrayFile:
    """An array in a file: its shape and dtype, and the array itself, mapped, unless the file is packed."""

    path: Path
    shape: tuple[int, ...]
    dtype: np.dtype
    mapped: np.ndarray | None

    def blocks(self, start: int, stop: int, size: int) -> Iterator[np.ndarray]:
        """Elements start to stop along the first axis, `size` of them at a time. Raises DatasetError for damage."""
        with _readable(self.path):
            yield from self._unpacked(start, stop, size) if self.mapped is None else self._slices(start, stop, size)

    def _slices(self, start, stop, size):
        for begin in range(start, stop, size):
            yield self.mapped[begin : min(begin + size, stop)]

    def _unpacked(self, start, stop, size):
        row = self.dtype.itemsize * math.prod(self.shape[1:])  # bytes of one element along the first axis
        with _unpack(self.path) as file:
            _header(file)
            _skip(file, start * row, size * row)
            for begin in range(start, stop, size):
                rows = min(size, stop - begin)
                yield np.frombuffer(_exactly(file, rows * row), self.dtype).reshape(rows, *self.shape[1:])
            if stop == self.shape[0]:
                file.read(1)  # the end of a packed file holds its checksum


def open_array(path: str | PathLike) -> ArrayFile:
    """Read the header of the array in a file. Raises DatasetError where there is none."""
    path = Path(path)
    with _readable(path):
        if _begins(path).startswith((GZIP, ZIP)):
            with _unpack(path) as file:
                shape, dtype = _header(file)
            return ArrayFile(path, shape, dtype, mapped=None)
        array = np.asarray(_map(path))  # views of np.memmap are slower to make
        return ArrayFile(path, array.shape, array.dtype, array)


@contextmanager
def _readable(path):
    """Raise a DatasetError that names the file, for whatever its readers raise."""
    try:
        yield
    except DAMAGE as error:
        raise DatasetError("Cannot read {path}: {reason}.", path=path, reason=str(error)) from error


def _map(path):
    is_npy = _begins(path).startswith(NPY)
    return np.load(path, mmap_mode="r", allow_pickle=False) if is_npy else idx.read_idx(path, mmap=True)


def _begins(path):
    with path.open("rb") as file:
        return file.read(len(NPY))


@contextmanager
def _unpack(path):
    """The bytes of an IDX or .npy file inside a .gz, or of the only array in an .npz."""
    with ExitStack() as stack:
        if _begins(path).startswith(ZIP):
            archive = stack.enter_context(zipfile.ZipFile(path))
            names = archive.namelist()
            if len(names) != 1:
                raise ValueError(f"expected one array in the .npz, found {len(names)}")
            yield stack.enter_context(archive.open(names[0]))
        else:
            yield stack.enter_context(gzip.open(path))


def _header(file):
    """Read the header of an IDX or .npy file: the shape and the dtype of what follows."""
    beginning = file.read(len(NPY))
    if beginning == NPY:
        version = tuple(file.read(2))
        if version not in HEADER_READERS:
            raise ValueError(f"unknown version {version} of .npy")
        shape, fortran_order, dtype = HEADER_READERS[version](file)
        if fortran_order and len(shape) > 1:
            raise ValueError("expected C order, found Fortran order")
        return shape, dtype
    beginning += file.read(4 + 4 * beginning[3] - len(beginning)) if len(beginning) > 3 else b""
    return idx.read_header(beginning, "the packed file")[0], np.dtype(np.uint8)


def _skip(file, count, step):
    while count > 0:
        count -= len(_exactly(file, min(count, step)))


def _exactly(file, count):
    data = file.read(count)
    if len(data) < count:
        raise EOFError("it ends too early")
    return data
