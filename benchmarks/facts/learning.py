"""Whether preprocessing helps learning: one epoch of plain gradient descent on differently prepared pixels."""

import numpy as np

from mnistcore import Dense, Network, relu, sigmoid, softmax
from mnistcore.explanation import activation_derivative
from mnistcore.network import batches

from .subjects import percent, section

SIZES = 784, 50, 100, 10
BATCH_SIZE = 100
RATE, RATES = 0.1, (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)
GAIN = {relu: 2, sigmoid: 1}  # He's and Xavier's: the variance of a weight is this, divided by the inputs
FLOOR, RIDGE = 0.01, 0.1  # added to a deviation and to a variance, so that pixels that are always black stay finite


def raw(x):
    """A function that takes images (N, 784), 0..1, back to 0..255."""
    return lambda images: 255 * images


def scaled(x):
    """A function that leaves images in 0..1 as they are."""
    return lambda images: images


def standardised(x):
    """A function that subtracts the mean of all pixels of x and divides by their deviation."""
    mean, deviation = x.mean(dtype=np.float64), x.std(dtype=np.float64)
    return lambda images: ((images - mean) / deviation).astype(np.float32)


def standardised_by_pixel(x):
    """A function that does the same with a mean and a deviation for each pixel."""
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    return lambda images: (images - mean) / (deviation + FLOOR)


def whitened(x):
    """A function that makes the pixels of x uncorrelated and changes the images as little as possible (ZCA)."""
    mean = x.mean(axis=0)
    variances, V = np.linalg.eigh(np.cov(x.T.astype(np.float64)))
    Z = ((V / np.sqrt(variances + RIDGE)) @ V.T).astype(np.float32)  # (784, 784)
    return lambda images: (images - mean) @ Z


PREPARATIONS = {
    "0..255": raw,
    "/ 255": scaled,
    "minus the mean, over the deviation": standardised,
    "the same for each pixel": standardised_by_pixel,
    "whitened (ZCA)": whitened,
}


def trained(x, t, activation, rate, seed=0):
    """The Network after one epoch of gradient descent on x (N, 784) float32 and labels t (N,)."""
    rng = np.random.default_rng(seed)
    weights = [
        [rng.normal(0, np.sqrt(GAIN[activation] / n), (n, m)).astype(np.float32), np.zeros(m, np.float32)]
        for n, m in zip(SIZES, SIZES[1:], strict=False)
    ]
    layers = [Dense(W, b, activation) for W, b in weights[:-1]] + [Dense(*weights[-1], softmax)]
    network, order, targets = Network(layers), rng.permutation(len(x)), np.eye(SIZES[-1], dtype=np.float32)
    for batch in batches(len(x), BATCH_SIZE):
        step(network, x[order[batch]], targets[t[order[batch]]], rate)
    return network


def step(network, x, t, rate):
    """One update of the weights, in place: x (N, 784), t (N, 10) one-hot. The chain rule, from the last layer back."""
    zs = [x, *(output.activation for output in network.run(x))]
    d = (zs[-1] - t) / len(x)  # (N, 10): of the mean cross-entropy, with respect to the last weighted sums
    for layer, x, activation in reversed(list(zip(network.layers, zs, [None, *activations(network)], strict=False))):
        dW, db = x.T @ d, d.sum(axis=0)  # (inputs, N) @ (N, outputs) -> (inputs, outputs)
        d = d @ layer.W.T * activation_derivative(activation, x) if activation else None
        np.subtract(layer.W, rate * dW, out=layer.W)
        np.subtract(layer.b, rate * db, out=layer.b)


def activations(network):
    return [layer.activation for layer in network.layers]


def learned(x, t, x_test, t_test, activation):
    """Accuracy on the test images after one epoch, for each rate: {rate: accuracy}."""
    with np.errstate(over="ignore", invalid="ignore"):  # where the rate is too high
        networks = {rate: trained(x, t, activation, rate) for rate in RATES}
        return {rate: float((n.forward(x_test).argmax(axis=1) == t_test).mean()) for rate, n in networks.items()}


def sections(networks, digits):
    x, x_test = (images.reshape(len(images), -1) for images in (digits.x_train, digits.x))
    rows = []
    for name, fit in PREPARATIONS.items():
        prepare, cells = fit(x), []
        prepared = prepare(x), digits.t_train, prepare(x_test), digits.t
        for activation in (relu, sigmoid):
            found = learned(*prepared, activation)
            best = max(found, key=found.get)
            cells += [percent(found[RATE]), f"{percent(found[best])} ({best})"]
        rows.append([name, *cells])
    heads = [f"{name}, {rate}" for name in ("relu", "sigmoid") for rate in (f"rate {RATE}", "best rate")]
    yield section(
        "Preparing the input",
        f"Accuracy in % of 784-50-100-10 after one epoch of plain gradient descent on {len(x):,} training digits, "
        f"{BATCH_SIZE} at a time (seed 0), with He's first weights for relu and Xavier's for sigmoid. In brackets the "
        f"best of the rates {', '.join(map(str, RATES))} for these test images.",
        (["", *heads], rows),
    )
