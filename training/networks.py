"""The two networks, built with Keras, and how their weights are saved for mnistcore.

Their outputs are the logits: the loss contains softmax, which `mnistcore` adds as the last activation.
"""

import numpy as np
from keras import Input, Sequential, layers
from keras.layers import Dense, Dropout, Flatten, ReLU
from torch.nn import functional


class Conv2D(layers.Conv2D):
    """Keras's layer, but PyTorch adds the bias within the convolution, which is twice as fast on a CPU."""

    def call(self, x):
        W = self.kernel.value.permute(3, 2, 0, 1)  # (3, 3, C_in, C_out) -> (C_out, C_in, 3, 3)
        a = functional.conv2d(x.permute(0, 3, 1, 2), W, self.bias.value)  # (N, C_out, H, W)
        return self.activation(a.permute(0, 2, 3, 1))


class MaxPooling2D(layers.MaxPooling2D):
    """Keras's layer, but channels-last in memory throughout."""

    def call(self, x):
        return functional.max_pool2d(x.permute(0, 3, 1, 2), self.pool_size).permute(0, 2, 3, 1)


def mlp(activation="sigmoid"):
    """784-50-100-10, with sigmoid the network of *Deep Learning from Scratch*, chapter 3: 45,360 parameters."""
    return Sequential(
        [
            Input((784,)),
            Dense(50, activation=activation),
            Dense(100, activation=activation),
            Dense(10),
        ]
    )


def cnn():
    """The convolutional network of Keras's `mnist_cnn` example: 1,199,882 parameters."""
    return Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(32, 3, activation="relu"),
            Conv2D(64, 3),
            MaxPooling2D(2),
            ReLU(),  # gives the same result as relu before pooling, with a quarter of the work
            Dropout(0.25),
            Flatten(),
            Dense(128, activation="relu"),
            Dropout(0.5),
            Dense(10),
        ]
    )


NETWORKS = {"mlp": mlp, "cnn": cnn}


def save_weights(path, weights, dtype=np.float32, digit_threshold=None, activation=None):
    """Save W1, b1, W2, b2 ... in the order of Keras's `get_weights()`, atomically.

    digit_threshold: the least probability of being a digit that is accepted, for a network trained with `none_loss`.
    activation: the name of the hidden layers' activation, for dense networks with another one than sigmoid.
    """
    names = [f"{kind}{layer}" for layer in range(1, len(weights) // 2 + 1) for kind in "Wb"]
    arrays = {name: np.asarray(w, dtype) for name, w in zip(names, weights, strict=True)}
    if digit_threshold is not None:
        arrays["digit_threshold"] = np.float32(digit_threshold)
    if activation is not None:
        arrays["hidden_activation"] = np.array(activation)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)
    unfinished.replace(path)
