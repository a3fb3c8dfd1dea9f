"""Other ways to get from a network's outputs to an answer: (network, amount) -> network."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ..network import Network
from .changes import with_layers
from .images import SIDE, shifted


def temperature(network: Network, T: float) -> Network:
    """The network with its logits divided by T: softmax(a / T). Above 1 it is less sure, below 1 more so.

    The order of the ten probabilities, and so every prediction, stays the same.
    """
    last = network.layers[-1]
    T = last.W.dtype.type(T)
    return with_layers(network, {len(network.layers) - 1: replace(last, W=last.W / T, b=last.b / T)})


def average_shifts(network: Network, reach: int) -> Network:
    """The network that answers with the mean of its probabilities for the image shifted by up to `reach` pixels.

    These are (2 reach + 1)² shifts, among them none.
    """
    return Averaged(network.layers, network.digit_threshold, network.predict_proba, reach) if reach else network


@dataclass(frozen=True, eq=False)
class Averaged(Network):
    """A Network whose `predict_proba` is the mean of what `single` returns for all shifts of an image."""

    single: Callable = Network.predict_proba
    reach: int = 0

    def predict_proba(self, images: ArrayLike, batch_size: int = 100) -> np.ndarray:
        """The mean class probabilities, (N, 10) float32. Arguments and errors: as for `Network.predict_proba`."""
        x = self.checked(images, batch_size).reshape(-1, SIDE, SIDE)
        places = range(-self.reach, self.reach + 1)
        moves = [(down, right) for down in places for right in places]
        y = np.zeros((len(x), self.layers[-1].b.size), np.float32)
        for move in moves:
            y += self.single(shifted(x, *move), batch_size)
        return y / np.float32(len(moves))
