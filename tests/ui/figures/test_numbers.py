"""Every format of numbers."""

import numpy as np
import pytest

from ui.figures import numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (numbers.count(1_199_882), "1,199,882"),
        (numbers.count(np.int64(-1234)), "−1,234"),
        (numbers.fixed(-1234.5, 2), "−1,234.50"),
        (numbers.fixed(-0.004, 2), "0.00"),
        (numbers.number(0.123456), "0.1235"),
        (numbers.number(-0.0), "0.0000"),
        (numbers.number(np.float32(-2.5)), "−2.5000"),
        (numbers.number(-1.234e-7), "−1.23 × 10⁻⁷"),
        (numbers.number(3e8), "3.00 × 10⁸"),
        (numbers.short(-0.1234), "−0.123"),
        (numbers.short(-0.0001), "0"),
        (numbers.signed(1.234), "+1.23"),
        (numbers.signed(-0.5), "−0.50"),
        (numbers.signed(-0.004), "0"),
        (numbers.exact(0.1 + 0.2), "0.3"),
        (numbers.exact(-0.0), "0"),
        (numbers.exact(-0.574442516811659), "−0.57444252"),
        (numbers.power(2.4e-7), "2 × 10⁻⁷"),
        (numbers.percent(0.9352), "93.52%"),
        (numbers.percent(0.625, 0), "62%"),
        (numbers.ratio(12.34), "12.3 ×"),
    ],
)
def test_formats(text, expected):
    assert text == expected


@pytest.mark.parametrize(
    ("p", "text"), [(0.9352, "93.5%"), (0.0009, "< 0.1%"), (0.99951, "> 99.9%"), (0.001, "0.1%"), (1.0, "> 99.9%")]
)
def test_a_probability_never_rounds_to_certainty(p, text):
    assert numbers.probability(p) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *[(0, "0"), (0.4881, "0.488"), (9.123, "9.12"), (91.25, "91.2"), (999.6, "1,000"), (9123.4, "9,120")],
        (-0.4881, "−0.488"),
    ],
)
def test_three_digits(value, text):
    assert numbers.rounded(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.131, "2.13 s"), (0.0255, "25.5 ms"), (6.37e-6, "6.37 µs"), (1e-8, "0.0100 µs")]
)
def test_durations(seconds, text):
    assert numbers.duration(seconds) == text


def test_amounts_and_memory():
    assert [numbers.amount(n) for n in (90_400, 9.04e6, 1.2e9)] == ["90,400", "9.04 million", "1.20 billion"]
    assert [numbers.memory(n) for n in (999, 185_216, 37.9e6, 2e9)] == ["999 bytes", "185 kB", "37.9 MB", "2.00 GB"]
