"""The errors of this package: each says what was expected, what was found and what to do."""


class MnistCoreError(Exception):
    """Every error that mnistcore raises on purpose."""


class DownloadError(MnistCoreError):
    """No mirror delivered a good file, or there is nowhere to keep it."""


class DatasetError(MnistCoreError):
    """The files of a data set are missing, damaged or not what they claim to be."""


class WeightsError(MnistCoreError):
    """A weight file is damaged, is not a chain of layers, or is not safe to read."""


class EmptyDrawingError(MnistCoreError):
    """There is no ink: a blank canvas is no digit."""


class ImageError(MnistCoreError):
    """A picture file cannot be read as a digit."""


class InputError(MnistCoreError, ValueError):
    """An array does not have the shape or the kind that a network takes."""


class EngineMissingError(MnistCoreError):
    """The library that an engine needs is not installed."""


class BusyError(MnistCoreError):
    """Another measurement is running in this process."""
