"""A neural network in NumPy that classifies handwritten digits, as built in chapter 3 of *Deep Learning from Scratch*.

It is written to be read. Start with `network.py`, the one loop, then `layers.py` and `activations.py`.
"""

from . import drawing
from .activations import identity_function, relu, sigmoid, softmax, step_function, tanh
from .book import get_data, img_show, init_network, predict
from .errors import (
    BusyError,
    DatasetError,
    DownloadError,
    EmptyDrawingError,
    EngineMissingError,
    ImageError,
    InputError,
    MnistCoreError,
    WeightsError,
)
from .evaluation import Evaluation, evaluate
from .files.datasets import find_mnist, load_mnist
from .files.known_files import find_book_weights
from .files.weights import load_network, load_weights, network_from_weights, save_network
from .layers import Conv2D, Dense, Flatten, MaxPool2D
from .network import LayerOutput, Network
from .preprocessing import standardize, whiten
from .speed.accelerated import accelerate
from .speed.timing import BatchTiming, time_batch_sizes

__version__ = "0.1.0"

__all__ = [
    "BatchTiming",
    "BusyError",
    "Conv2D",
    "DatasetError",
    "Dense",
    "DownloadError",
    "EmptyDrawingError",
    "EngineMissingError",
    "Evaluation",
    "Flatten",
    "ImageError",
    "InputError",
    "LayerOutput",
    "MaxPool2D",
    "MnistCoreError",
    "Network",
    "WeightsError",
    "__version__",
    "accelerate",
    "drawing",
    "evaluate",
    "find_book_weights",
    "find_mnist",
    "get_data",
    "identity_function",
    "img_show",
    "init_network",
    "load_mnist",
    "load_network",
    "load_weights",
    "network_from_weights",
    "predict",
    "relu",
    "save_network",
    "sigmoid",
    "softmax",
    "standardize",
    "step_function",
    "tanh",
    "time_batch_sizes",
    "whiten",
]
