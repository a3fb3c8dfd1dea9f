"""What a network from a file may cost: about three times as much as the built-in CNN, whatever the file's layers are.

Without limits, a file of a few kilobytes could occupy a server for minutes, or fill its memory. Networks that are built
in code have no limits.
"""

from collections.abc import Mapping

import numpy as np

from ..errors import Sentence, WeightsError

SIDE = 28
PARAMETERS = 3_600_000  # weights and biases; the CNN has 1,199,882
MULTIPLICATIONS = 36_000_000  # for one image; the CNN: 11,992,448
CONVOLUTION_VALUES = 700_000  # elements of all windows and feature maps, for one image; the CNN: 230,468
DENSE_INPUTS = 30_000  # of all Dense layers; the CNN: 9,344
NEURONS = 5_000  # in all Dense layers; the CNN: 138, which leaves no room for wide networks without convolutions


def check(weights: Mapping[str, np.ndarray]) -> None:
    """Raise WeightsError if a network with these weights costs too much. weights: a chain, W1, b1 to Wn, bn."""
    matrices = [array for array in weights.values() if array.ndim == 2]
    kernels = [array for array in weights.values() if array.ndim == 4]
    multiplications, values = sum(W.size for W in matrices), 0
    height = width = SIDE
    for W in kernels:
        FH, FW, C, K = W.shape
        height, width = height - FH + 1, width - FW + 1
        multiplications += height * width * W.size
        values += height * width * (FH * FW * C + K)  # the rows of im2col, and the feature maps
    for found, most, what in (
        (sum(array.size for array in weights.values()), PARAMETERS, Sentence("weights and biases")),
        (multiplications, MULTIPLICATIONS, Sentence("multiplications for one image")),
        (values, CONVOLUTION_VALUES, Sentence("values in the windows and feature maps of its convolutions")),
        (sum(W.shape[0] for W in matrices), DENSE_INPUTS, Sentence("inputs of Dense layers")),
        (sum(W.shape[1] for W in matrices), NEURONS, Sentence("neurons in Dense layers")),
    ):
        if found > most:
            raise WeightsError(
                "Expected at most {most:,} {what}, found {found:,}. Use fewer or smaller layers.",
                most=most,
                what=what,
                found=found,
            )
