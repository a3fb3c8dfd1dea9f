"""MNIST test labels that people did not agree with: not every mistake is the network's.

Five people were shown each of these digits; fewer than three of them kept the label that MNIST gives it.
Source: Northcutt, Athalye, Mueller, "Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks"
(2021), https://labelerrors.com.
"""

from typing import NamedTuple


class RejectedLabel(NamedTuple):
    """The label that MNIST gives a digit, and the one that people gave it instead; None where they chose no other."""

    given: int
    alternative: int | None


REJECTED_LABELS = {  # index in MNIST's test set: what is said of it
    947: RejectedLabel(8, 9),
    1621: RejectedLabel(0, 6),
    1901: RejectedLabel(9, 4),
    2130: RejectedLabel(4, 9),
    2462: RejectedLabel(2, 0),
    2597: RejectedLabel(5, 3),
    2654: RejectedLabel(6, 1),
    3520: RejectedLabel(6, None),
    3558: RejectedLabel(5, 0),
    5937: RejectedLabel(5, 3),
    6651: RejectedLabel(0, 6),
    6783: RejectedLabel(1, 6),
    8527: RejectedLabel(4, 9),
    9679: RejectedLabel(6, None),
    9729: RejectedLabel(5, 6),
}
