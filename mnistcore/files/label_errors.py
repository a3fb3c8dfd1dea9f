"""MNIST test labels that human raters rejected: not every mistake is the network's.

Five raters saw each of these digits; fewer than three of them kept MNIST's label.
Source: Northcutt, Athalye, Mueller, "Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks"
(2021), https://labelerrors.com.
"""

from typing import NamedTuple


class RejectedLabel(NamedTuple):
    """MNIST's label of a digit, and the raters' alternative; None where they agreed on no other."""

    given: int
    alternative: int | None


REJECTED_LABELS = {  # by index in MNIST's test set
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
