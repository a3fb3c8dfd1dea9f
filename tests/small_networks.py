"""Small networks with random weights, quick enough for the slow way to compute something."""

import numpy as np

from mnistcore import Conv2D, Dense, Flatten, MaxPool2D, Network, accelerate, relu, sigmoid, softmax


def dense(rng, inputs, outputs, activation):
    W = rng.normal(0, 0.2, (inputs, outputs)).astype(np.float32)
    return Dense(W, rng.normal(0, 0.2, outputs).astype(np.float32), activation)


def mlp(rng):
    return accelerate(Network([dense(rng, 784, 6, sigmoid), dense(rng, 6, 5, sigmoid), dense(rng, 5, 10, softmax)]))


def cnn(rng):
    kernels = [rng.normal(0, 0.3, (3, 3, *maps)).astype(np.float32) for maps in ((1, 3), (3, 4))]
    convolutions = [Conv2D(W, np.full(W.shape[-1], 0.1, np.float32), relu) for W in kernels]
    behind = [dense(rng, 576, 7, relu), dense(rng, 7, 10, softmax)]
    return accelerate(Network([*convolutions, MaxPool2D(2), Flatten(), *behind]))
