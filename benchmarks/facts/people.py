"""Who wrote it: the two halves of MNIST's test set, and the digits and letters of people in several countries."""

from collections import Counter

import numpy as np

from mnistcore.files.label_errors import REJECTED_LABELS
from training import data, nondigits, rejection, unipen

from .subjects import accuracy, percent, section

HALF = 5000  # of MNIST's test set, each by other people
CONFIDENT = 0.9
COMMON = 3  # misreadings to name


def sections(networks, digits):
    """The halves of MNIST's test set. Only for all of it."""
    halves = slice(0, HALF), slice(HALF, None)
    rejected = list(REJECTED_LABELS)
    rows = [
        [
            name,
            *(percent(accuracy(network, digits.x[half], digits.t[half])) for half in halves),
            str((network.predict(digits.x[rejected]) != digits.t[rejected]).sum()),
        ]
        for name, network in networks.items()
    ]
    yield section(
        "Who wrote it",
        "Accuracy in % on the first and the last 5,000 test images: census employees wrote one half, high-school "
        "students the other. So the first 5,000 are a biased sample. Beside it, how many of the "
        f"{len(rejected)} labels that human raters rejected are counted as mistakes.",
        (["", "first 5,000", "last 5,000", "rejected labels missed"], rows),
    )


def unipen_sections(networks, paths):
    """UNIPEN's digits and letters, drawn with a pen of 20 px on a canvas of 280 px."""
    characters = [character for path in paths for character in unipen.read(path)]
    digits = [c for c in characters if isinstance(c.label, int)]
    letters = data.on_canvas([c for c in characters if isinstance(c.label, str) and c.label in nondigits.LETTERS])
    x, t = data.as_drawn(digits)
    writers = np.array([str(digit.writer) for digit in digits])
    rows = [[name, *unipen_cells(network, x, t, writers, letters)] for name, network in networks.items()]
    yield section(
        "Digits and letters of many people",
        f"UNIPEN: {len(x):,} digits by {len(set(writers))} people in {len({d.collection for d in digits})} "
        f"collections, and {len(letters):,} letters that nobody takes for a digit. `mlp` and `cnn` were trained on "
        "them: MODELS.md has their figures for collections held out. Accuracy in %, over all digits and as the mean of "
        "the writers; the share of letters, in %, with a probability above 90%; the share of letters accepted where "
        "95% of the digits are, by the largest probability and by `digit_probability`; the most frequent misreadings.",
        (["", "digits", "by writer", "letters above 90%", "accepted", "by `digit_probability`", "misread"], rows),
    )


def unipen_cells(network, x, t, writers, letters):
    y, y_letters = network.predict_proba(x), network.predict_proba(letters).max(axis=1)
    predictions = y.argmax(axis=1)
    right = predictions == t
    by_writer = np.mean([right[writers == writer].mean() for writer in np.unique(writers)])
    threshold = np.quantile(y.max(axis=1), 1 - rejection.KEPT)
    by_none = "" if network.digit_threshold is None else percent(rejection.accepted(network, x, {"": letters})[""])
    return [
        percent(right.mean()),
        percent(by_writer),
        percent((y_letters > CONFIDENT).mean()),
        percent((y_letters >= threshold).mean()),
        by_none,
        misreadings(t, predictions),
    ]


def misreadings(t, predictions):
    """The most frequent mistakes: "1 as 7 (12), ..."."""
    wrong = Counter(zip(t[t != predictions].tolist(), predictions[t != predictions].tolist(), strict=True))
    return ", ".join(f"{label} as {read} ({count})" for (label, read), count in wrong.most_common(COMMON))
