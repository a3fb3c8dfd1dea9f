"""Digits and networks by name, each loaded once in a process: how another process is told what to work on.

Work for another process, on this machine or elsewhere, names its digits and its network, so that no arrays travel with
it. Every process knows the data sets and the built-in networks. Any other network has a name that says what is in it,
such as the SHA-256 of its file. A process that does not know the name yet raises UnknownNetworkError; it is then sent
the network, once, by `introduced`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from ..errors import UnknownNetworkError
from ..network import Network
from .datasets import load_split
from .weights import SHIPPED, load_network

KEPT = 8  # networks


@lru_cache(maxsize=4)
def named_digits(source: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    """As `load_split`, but read-only."""
    x, t = load_split(source, split)
    x.flags.writeable = t.flags.writeable = False
    return x, t


def named_network(name: str) -> Network:
    """The built-in network of this name, or the one that was introduced by it. Raises UnknownNetworkError.

    >>> named_network("mlp").parameter_count
    45360
    """
    return _introduced.get(name) or _built_in(name)


def introduced(name: str, network: Network, function: Callable, *arguments: object) -> Any:
    """function(*arguments), in a process that knows this network by this name from now on."""
    _introduced.pop(name, None)
    _introduced[name] = network
    while len(_introduced) > KEPT:
        _introduced.pop(next(iter(_introduced)))
    return function(*arguments)


_introduced: dict[str, Network] = {}


@lru_cache
def _built_in(name):
    if not (SHIPPED / f"{name}.npz").is_file():
        raise UnknownNetworkError("This process does not know the network {name}. Introduce it first.", name=name)
    return load_network(name)
