"""The package's errors. Each message says what was expected, what was found and what to do.

A program that speaks another language finds an error's sentence and its values apart: `error.text`, `error.values`.
"""

import copy
from functools import partial


class Sentence(str):
    """English text that can be translated, too: a value of an error, the name of a step."""


class Lines(tuple):
    """Several errors in the values of an error, one a line."""

    def __str__(self) -> str:
        return "\n".join(map(str, self))


class MnistCoreError(Exception):
    """The base class of all errors that mnistcore raises on purpose: an English sentence with {names} for its values.

    >>> error = MnistCoreError("Expected {size:,} bytes, found {found}.", size=1234, found=7)
    >>> str(error), error.values
    ('Expected 1,234 bytes, found 7.', {'size': 1234, 'found': 7})
    """

    def __init__(self, text: str, /, **values: object) -> None:
        # An error among the values loses its traceback, which would keep all that its functions had in memory.
        # Copying alone does not do that: Dask teaches copies of errors to keep it.
        values = {
            name: copy.copy(value).with_traceback(None) if isinstance(value, MnistCoreError) else value
            for name, value in values.items()
        }
        super().__init__(text.format(**values) if values else text)
        self.text, self.values = text, values

    def __reduce__(self) -> tuple:
        return partial(type(self), self.text, **self.values), ()


class DownloadError(MnistCoreError):
    """No mirror delivered a valid file, or the cache cannot be written to."""


class DatasetError(MnistCoreError):
    """A data set is unknown, or a data file is missing, damaged or not what its name says."""


class WeightsError(MnistCoreError):
    """A weight file is missing, damaged, unsafe, or does not hold a network for 28x28 images and ten digits."""


class UnknownNetworkError(MnistCoreError):
    """A process was asked for a network by a name that it does not know."""


class EmptyDrawingError(MnistCoreError):
    """There is no ink in a drawing or a photo, so there is no digit to classify."""


class ImageError(MnistCoreError):
    """A picture file cannot be used as a digit."""


class InputError(MnistCoreError, ValueError):
    """An argument has the wrong shape, dtype or value."""


class EngineMissingError(MnistCoreError):
    """The library that an engine needs is not installed."""


class BusyError(MnistCoreError):
    """Another measurement is running in this process."""
