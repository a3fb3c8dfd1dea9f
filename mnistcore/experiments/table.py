"""All experiments: the page shows this table, and adding one is a function and a line here.

What is changed is the image, (images, amount) -> images, or the network, (network, amount) -> network. The last three
have their own form: how a drawing becomes an image, when no answer is given, and which of two networks is right.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..errors import Sentence
from ..network import Network
from . import images, ink, neurons, outputs, pairs, refusal, weights
from .changes import hidden_dense, hidden_layers

IMAGE, NETWORK, INK, NONE, PAIR = "image", "network", "ink", "none", "pair"


class Experiment(NamedTuple):
    """One experiment.

    name: in addresses; question: what it answers; axis: what its amounts are, with their unit; change: the function.
    amounts: what the control offers; the curve is measured at each. A function of (network, variant) where they depend
    on these. neutral: the amount that changes nothing, if any; unit: an amount in words; section: of *Deep Learning
    from Scratch*. variants: a second argument of `change`, or a function of the network; affine: whether every pixel is
    a weighted sum of the original's, plus a constant, so that a Dense layer can do it, too; in_turn: whether the change
    depends on an image's place among all; by_needs: whether it depends on how much the network needs each neuron;
    many_passes: whether an image takes many forward passes; curve: what is plotted.
    """

    name: str
    title: Sentence
    question: Sentence
    axis: Sentence
    kind: str
    change: Callable
    amounts: Iterable | Callable[[Network, str | None], Iterable]
    default: Any
    neutral: Any
    section: str
    unit: str = "{n}"
    variants: Iterable[str] | Callable[[Network], Iterable[str]] = ()
    affine: bool = False
    in_turn: bool = False
    by_needs: bool = False
    many_passes: bool = False
    curve: str = "accuracy"

    def offered(self, network: Network, variant: str | None = None) -> list:
        """The amounts for this network and this variant."""
        return list(self.amounts(network, variant) if callable(self.amounts) else self.amounts)

    def variants_for(self, network: Network) -> list[str]:
        """The variants for this network; none if there is only one way to do it."""
        return list(self.variants(network) if callable(self.variants) else self.variants)


def all_or_one(network: Network) -> list[str]:
    """All hidden layers, or, if there are no more than two, one of them."""
    count = len(hidden_layers(network))
    return [weights.ALL_LAYERS, *(str(k) for k in range(1, count + 1) if 1 < count <= 2)]


def layer_numbers(network: Network) -> list[str]:
    """The numbers of the hidden layers, from 1."""
    return [str(k) for k in range(1, len(hidden_layers(network)) + 1)]


def dense_numbers(network: Network) -> list[str]:
    """The numbers of the hidden Dense layers, as in W1."""
    return [str(k) for k, i in enumerate(hidden_layers(network), 1) if i in hidden_dense(network)]


def units(network: Network, variant: str | None) -> range:
    """The numbers of the neurons or maps in the layer with this number, from 0."""
    return range(network.layers[hidden_layers(network)[int(variant or 1) - 1]].b.size)


def some_neurons(network: Network, variant: str | None) -> list[int]:
    """How many of the hidden neurons in Dense layers to switch off."""
    total = sum(network.layers[i].b.size for i in hidden_dense(network))
    return [n for n in (0, 1, 2, 5, 10, 25, 50, 75, 100, 125, 150) if n < total] + [total]


ORDERS = neurons.LEAST, neurons.MOST, neurons.RANDOM
EXPERIMENTS = {
    experiment.name: experiment
    for experiment in (
        Experiment(
            "shift", Sentence("Shifted"), Sentence("How far may a digit be shifted?"),
            Sentence("Shift in pixels"),
            IMAGE, images.shift, range(9), 2, 0, "3.6.1", Sentence("{n} px"), in_turn=True,
        ),
        Experiment(
            "rotate", Sentence("Rotated"), Sentence("How far may a digit be rotated?"),
            Sentence("Rotation in degrees"),
            IMAGE, images.rotate, range(-90, 91, 10), 30, 0, "3.6.1", Sentence("{n}°"), affine=True,
        ),
        Experiment(
            "thicken", Sentence("Thicker or thinner"), Sentence("Does the width of the pen matter?"),
            Sentence("Pixels added on each side of a stroke"),
            IMAGE, images.thicken, range(-2, 4), 1, 0, "3.6.1", Sentence("{n} px"),
        ),
        Experiment(
            "blur", Sentence("Blurred"), Sentence("How sharp must an image be?"),
            Sentence("Blur: σ in pixels"),
            IMAGE, images.blur, (0, 0.5, 1, 1.5, 2, 2.5, 3, 4), 2, 0, "3.6.1", Sentence("σ = {n} px"), affine=True,
        ),
        Experiment(
            "noise", Sentence("Noise"), Sentence("How much noise can the network bear?"),
            Sentence("Noise: σ, where white is 1"),
            IMAGE, images.noise, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8), 0.4, 0, "3.6.1", Sentence("σ = {n}"),
            in_turn=True,
        ),
        Experiment(
            "invert", Sentence("Inverted"), Sentence("Does the ink have to be white on black?"),
            Sentence("How far inverted, from 0 to 1"),
            IMAGE, images.invert, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1), 1, 0, "3.6.1", affine=True,
        ),
        Experiment(
            "threshold", Sentence("Black and white"), Sentence("Does the network need shades of grey?"),
            Sentence("Lowest grey value that becomes white, of 255"),
            IMAGE, images.black_and_white, (1, 32, 64, 96, 128, 160, 192, 224, 255), 128, None, "3.6.2",
            Sentence("white from {n} of 255"),
        ),
        Experiment(
            "multiply", Sentence("Forgotten / 255"), Sentence("What if the pixels are not divided by 255?"),
            Sentence("Factor of the pixels"),
            IMAGE, images.multiply, (1, 2, 5, 10, 20, 50, 100, 255), 255, 1, "3.6.2", Sentence("pixels × {n}"),
            affine=True,
        ),
        Experiment(
            "shuffle", Sentence("Shuffled pixels"), Sentence("Does a network see which pixels are neighbours?"),
            Sentence("Shuffled pixels, of 784"),
            IMAGE, images.shuffle, (0, 25, 50, 100, 200, 300, 400, 600, 784), 100, 0, "3.6.1",
            Sentence("{n} of 784 pixels"), affine=True,
        ),
        Experiment(
            "activation", Sentence("Another activation function"),
            Sentence("What if the weights stay and the activation function changes?"),
            Sentence("Activation function"),
            NETWORK, weights.other_activation, tuple(weights.ACTIVATIONS), "relu", None, "3.2", variants=all_or_one,
        ),
        Experiment(
            "neuron", Sentence("One neuron off"), Sentence("Which neuron is needed most?"),
            Sentence("No. of the neuron or map that is off"),
            NETWORK, neurons.switch_off_one, units, 0, None, "3.4", Sentence("no. {n}"), variants=layer_numbers,
        ),
        Experiment(
            "neuron-mean", Sentence("One neuron at its mean"),
            Sentence("Which neuron is needed for more than its mean?"),
            Sentence("No. of the neuron at its mean"),
            NETWORK, neurons.hold_one_at_mean, units, 0, None, "3.4", Sentence("no. {n}"), variants=dense_numbers,
            by_needs=True,
        ),
        Experiment(
            "neurons", Sentence("Many neurons off"), Sentence("How many neurons can a network do without?"),
            Sentence("Neurons switched off"),
            NETWORK, neurons.switch_off, some_neurons, 25, 0, "3.4", variants=ORDERS, by_needs=True,
        ),
        Experiment(
            "neurons-mean", Sentence("Many neurons at their mean"),
            Sentence("How many neurons can be replaced by their mean?"),
            Sentence("Neurons at their mean"),
            NETWORK, neurons.hold_at_mean, some_neurons, 25, 0, "3.4", variants=ORDERS, by_needs=True,
        ),
        Experiment(
            "bits", Sentence("Rounded weights"), Sentence("How many bits does a weight need?"),
            Sentence("Bits per weight"),
            NETWORK, weights.round_weights, (1, 2, 3, 4, 5, 6, 8, 32), 4, 32, "3.6.2", Sentence("{n} bits"),
            variants=("layer", "column"),
        ),
        Experiment(
            "temperature", Sentence("Softmax with a temperature"),
            Sentence("Can a network be less sure without being less right?"),
            Sentence("Temperature T"),
            NETWORK, outputs.temperature, (0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4), 2, 1, "3.5", Sentence("T = {n}"),
            curve="calibration error",
        ),
        Experiment(
            "average", Sentence("Averaged over shifts"), Sentence("Do several looks at a digit help?"),
            Sentence("Largest shift in pixels"),
            NETWORK, outputs.average_shifts, (0, 1, 2), 1, 0, "3.6.3", Sentence("up to {n} px"),
            many_passes=True,
        ),
        Experiment(
            "ink", Sentence("The way of the ink"),
            Sentence("What if a step between the canvas and the network is left out?"),
            Sentence("Step left out"),
            INK, ink.leave_out, ink.STEPS, ink.CROP, ink.NOTHING, "3.6.1",
        ),
        Experiment(
            "refuse", Sentence("No answer below a threshold"), Sentence("When should a network give no answer?"),
            Sentence("Digits answered"),
            NONE, refusal.refuse, (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999), 0.9, 0, "3.5.3",
            Sentence("at least {n}"), variants=refusal.variants,
        ),
        Experiment(
            "pair", Sentence("Two networks"), Sentence("Which digits does only one of two networks read?"),
            Sentence("Network"),
            PAIR, pairs.compare, pairs.NAMES, "cnn", None, "3.6.2",
        ),
    )
}  # fmt: skip
