"""What came out of an experiment, in one form for all: figures, an example, a curve, and the digits that changed."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from mnistcore.experiments import measuring, pairs, weights
from mnistcore.experiments.table import IMAGE
from ui import inputs, models
from ui.experiments import controls, gallery, measured
from ui.figures import numbers
from ui.words import later, say

HARDLY = 0.05  # a p-value below this is taken for more than chance


class Outcome(NamedTuple):
    """What the page shows.

    before, after: the large figures; value: what the second one is, as the curve has it; sentences: below them; sides:
    of the example, for `effects.example`; unchanged: the dashed line of the curve; curve: yields (amount, value);
    others: further (amount, value) to mark; kinds and describe: for `gallery.show`; index: of the example in the test
    set, or None; code: functions that ran; about_others: a sentence that tells what comes out at other amounts. For
    thresholds, by place: answered, the share of digits that get an answer, and passed, of each kind of non-digits.
    """

    before: str
    after: str
    value: float
    sentences: Iterable[str]
    sides: Iterable[tuple]
    unchanged: float | None
    curve: Callable
    others: list
    kinds: dict
    describe: Callable
    index: int | None
    code: tuple
    answered: list[float] | None = None
    passed: dict | None = None
    about_others: str = ""


def of_change(lab, choice, everything):
    """The outcome of a changed image or a changed network."""
    experiment, digits = choice.experiment, measured.subject(lab, everything)
    before, after = measured.measured(lab, digits), measured.measured(lab, digits, choice)
    effect = measuring.effect(before, after, digits.labels)
    shares = effect.before, effect.after
    if experiment.curve != "accuracy":
        shares = effect.calibration_before, effect.calibration_after
    index, sides = _example(lab, choice, digits)
    read = gallery.misread(before.predictions, after.predictions, digits.labels)

    def describe(places):
        images = digits.images[places]
        if experiment.kind == IMAGE:
            images = gallery.as_bytes(
                np.concatenate([changed(choice, digits.images[i : i + 1], i) for i in places.tolist()])
            )
        return digits.indices[places], images, digits.labels[places], read[places]

    return Outcome(
        *map(numbers.percent, shares),
        shares[1],
        [_what_happened(experiment, effect, len(digits.labels)), _cost(lab, choice), _source(lab, choice)],
        sides,
        measured.unchanged_in_file(lab, choice) or shares[0],
        lambda: measured.curve(lab, digits, choice),
        _twins(lab, digits, choice),
        {
            "lost": (later("No longer right"), effect.lost),
            "mended": (later("Newly right"), effect.mended),
            "other": (later("Wrong in another way"), effect.other),
        },
        describe,
        index,
        (experiment.change, measuring.run, measuring.folded if experiment.affine else measuring.answers),
        about_others=_needed_most(lab, choice),
    )


def changed(choice, image, place=0):
    """An image, (1, 784) uint8, as the experiment changes it: (1, 28, 28) float32. place: its own among all digits."""
    return measuring.changed_images(image, choice.experiment, choice.amount, first=place)


def _example(lab, choice, digits):
    """The index of the example in the test set, if it is one, and its two sides."""
    image, what, key = inputs.current(lab.data)
    index = key.get("digit") if key.get("split") == "test" else None
    place = np.flatnonzero(digits.indices == index)
    network, now = lab.model.network, image[None]
    if choice.experiment.kind == IMAGE:
        now = changed(choice, now, int(place[0]) if len(place) else 0)
    else:
        needs = measured.needs_of(lab) if choice.experiment.by_needs else None
        network = measuring.changed_network(network, choice.experiment, choice.amount, choice.variant, needs)
    name = f"{say(choice.experiment.title)} · {controls.in_words(choice.experiment, choice.amount)}"
    sides = (
        (what, image, lab.model.network.predict_proba(image[None])[0]),
        (name, now[0], network.predict_proba(now)[0]),
    )
    return index, sides


def _what_happened(experiment, effect, n):
    if experiment.curve != "accuracy":
        return say(
            "Mean gap between probability and accuracy (calibration error). The accuracy stays at {accuracy}: every "
            "prediction is the same.",
            accuracy=numbers.percent(effect.after),
        )
    return say(
        "{points} percentage points: of {n} test digits, {lost} are no longer right, {mended} are newly right, and "
        "{other} are wrong in another way.",
        points=numbers.signed(100 * (effect.after - effect.before)),
        n=numbers.count(n),
        lost=numbers.count(len(effect.lost)),
        mended=numbers.count(len(effect.mended)),
        other=numbers.count(len(effect.other)),
    )


def _cost(lab, choice):
    """For rounded weights, their bytes; for other activation functions, a warning or the twin."""
    network = lab.model.network
    if choice.experiment.name == "bits":
        sizes = [weights.size_in_bytes(network, bits, choice.variant == "column") for bits in (32, choice.amount)]
        before, after = map(numbers.memory, sizes)
        return say("Weights and biases: {before} → {after}.", before=before, after=after)
    if choice.experiment.name != "activation":
        return ""
    if weights.ACTIVATIONS[choice.amount] is network.layers[0].activation:
        return say("The weights were trained with this function: no wonder that it fits them best.")
    if (twin := controls.twin_of(choice, network)) is None:
        return say("The weights were trained with another function: how well this one learns cannot be seen here.")
    trained = measured.twin(lab, twin)
    return say(
        "The weights were trained with another function. The same network trained with {name} reads {accuracy}: what "
        "fails here is the swap, not {name} (the diamonds in the curve).",
        name=choice.amount,
        accuracy=numbers.percent(trained),
    )


def _needed_most(lab, choice):
    """Which neuron or map costs most, where it is known for all of them."""
    known = measured.every_neuron(lab, choice)
    if not known:
        return ""
    return say(
        "Needed most: no. {number}, without which {accuracy} are right. Least: no. {least}.",
        number=int(np.argmin(known)),
        accuracy=numbers.percent(min(known)),
        least=int(np.argmax(known)),
    )


def _twins(lab, digits, choice):
    """The accuracies of the twins that were trained with their activation function: (amount, value) each."""
    offered = choice.experiment.offered(lab.model.network, choice.variant)
    twins = [(name, controls.twin_of(choice._replace(amount=name), lab.model.network)) for name in offered]
    return [(name, measured.twin(lab, twin)) for name, twin in twins if twin]


def _source(lab, choice):
    """Where figures come from that were not measured now."""
    if choice.experiment.name.startswith("neuron") and measuring.needs_measured(lab.model.key):
        return say(
            "The curve, and how much each neuron is needed, come from a file, measured on all of MNIST by: {command}"
            if choice.experiment.name in ("neuron", "neuron-mean")
            else "How much each neuron is needed comes from a file, measured on all of MNIST by: {command}",
            command=measuring.figures_measured()["command"],
        )
    return ""


def of_pair(lab, choice, everything, others):
    """The outcome of two networks on the same digits. others: the Models by key."""
    other = lab._replace(model=others[choice.amount])
    digits = measured.subject(lab, everything, other.model.network)
    answers = [measured.measured(each, digits) for each in (lab, other)]
    found = pairs.compare(*(each.predictions for each in answers), digits.labels)
    shares = [float((each.predictions == digits.labels).mean()) for each in answers]
    names = [say(each.model.name) for each in (lab, other)]
    image, _, key = inputs.current(lab.data)

    def describe(places):
        wrong = np.where(
            answers[0].predictions[places] == digits.labels[places],
            answers[1].predictions[places],
            answers[0].predictions[places],
        )
        return digits.indices[places], digits.images[places], digits.labels[places], wrong

    return Outcome(
        *map(numbers.percent, shares),
        shares[1],
        [
            say(
                "Of {n} test digits, {first} are right only with {one}, and {second} only with {other}.",
                n=numbers.count(len(digits.labels)),
                first=numbers.count(len(found.only_first)),
                second=numbers.count(len(found.only_second)),
                one=names[0],
                other=names[1],
            ),
            chance(found),
        ],
        [
            (name, image, each.model.network.predict_proba(image[None])[0])
            for name, each in zip(names, (lab, other), strict=True)
        ],
        None,
        lambda: [],
        [],
        {
            "first": (later("Only {name} is right", name=names[0]), found.only_first),
            "second": (later("Only {name} is right", name=names[1]), found.only_second),
        },
        describe,
        key.get("digit") if key.get("split") == "test" else None,
        (pairs.compare, pairs.mcnemar, measuring.answers),
    )


def chance(found):
    """McNemar's test in words."""
    values = {"p": numbers.probability(found.p_value)}
    if found.p_value < HARDLY:
        return say(
            "If each of these digits were a coin toss, so uneven a split would come up in {p} of all cases: the "
            "difference is hardly chance (McNemar's test).",
            **values,
        )
    return say(
        "If each of these digits were a coin toss, a split as uneven as this would come up in {p} of all cases: the "
        "difference may be chance (McNemar's test).",
        **values,
    )


def available(lab):
    """All networks by key, except for those that cannot be compared."""
    return {model.key: model for model in models.available(lab.model)}
