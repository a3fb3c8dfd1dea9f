"""The package's errors. Each message says what was expected, what was found and what to do."""


class MnistCoreError(Exception):
    """The base class of all errors that mnistcore raises on purpose."""


class DownloadError(MnistCoreError):
    """No mirror delivered a valid file, or the cache cannot be written to."""


class DatasetError(MnistCoreError):
    """A data set is unknown, or a data file is missing, damaged or not what its name says."""


class WeightsError(MnistCoreError):
    """A weight file is missing, damaged, unsafe, or does not hold a network for 28x28 images and ten digits."""


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
