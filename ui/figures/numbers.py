"""Numbers as text: all formats used on the pages.

Thousands have a comma, decimals a point, and what is negative a minus sign (−, not a hyphen). `number`
never rounds a non-zero value to zero: 0.00001 is 1.00 × 10⁻⁵, not 0.0000.
"""

import math

import numpy as np

from ui.words import language, later, say

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LARGE = {
    "en": ((1e9, " billion"), (1e6, " million"), (1, "")),
    "ja": ((1e8, "億"), (1e4, "万"), (1, "")),
    "zh": ((1e8, "亿"), (1e4, "万"), (1, "")),
}
BYTES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, later("bytes")))
SECONDS = ((1, "s"), (1e-3, "ms"), (1e-6, "µs"))


def count(n):
    """A whole number: 1234 -> '1,234'."""
    return f"{n:,}".replace("-", "−")


def fixed(value, places):
    """A fixed number of decimals: fixed(-1234.5, 2) -> '−1,234.50'."""
    text = f"{value:,.{places}f}"
    if text[0] != "-":
        return text
    return f"−{text[1:]}" if text.strip("-0.,") else text[1:]


def number(value):
    """Four decimals, -0.12345 -> '−0.1235'; a very large or very small number in powers of ten, '1.23 × 10⁻⁷'."""
    value = float(value)
    return fixed(value, 4) if value == 0 or 5e-5 <= abs(value) < 1e6 else power(value, 2)


def short(value):
    """Three decimals, to fit a cell: 0.12345 -> '0.123', 0.0001 -> '0'."""
    return fixed(value, 3) if round(value, 3) else "0"


def signed(value):
    """Two decimals and the sign: '+1.23', '−0.50', and '0' for what rounds to zero."""
    text = fixed(value, 2)
    return "0" if not round(value, 2) else f"+{text}" if value > 0 else text


def exact(value):
    """As many decimals as it has, eight at most: 0.3, 0.57444252."""
    return np.format_float_positional(np.round(float(value), 8) + 0.0, trim="-").replace("-", "−")


def rounded(value):
    """Three significant digits, as more would promise too much: 0.912, 9.12, 91.2, 912, 9,120."""
    value = float(f"{value:.3g}")
    return fixed(value, max(0, 2 - math.floor(math.log10(abs(value))))) if value else "0"


def power(value, places=0):
    """In powers of ten: 2e-07 -> '2 × 10⁻⁷'."""
    digits, exponent = f"{value:.{places}e}".replace("e", " ").split()
    return f"{digits.replace('-', '−')} × 10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def percent(share, places=2):
    """A share as a percentage: 0.9352 -> '93.52%'."""
    return f"{fixed(100 * share, places)}%"


def probability(p):
    """0.9352 -> '93.5%'. Nothing is quite impossible or certain: never 0 or 100."""
    if p < 0.001:
        return "< 0.1%"
    return "> 99.9%" if p > 0.999 else percent(p, 1)


def ratio(value):
    """How many times as much: '12.3 ×'."""
    return f"{rounded(value)} ×"


def span(format, low, high):
    """Two numbers in one format: '98.1% to 98.3%', or only one if both look the same."""
    low, high = format(low), format(high)
    return low if low == high else say("{low} to {high}", low=low, high=high)


def duration(seconds):
    """'2.13 s', '25.5 ms', '6.37 µs'."""
    return _with_unit(seconds, SECONDS, " ")


def amount(n):
    """A large count in words: '90,400', '9.04 million', '1.20 billion'; in Japanese '904万'."""
    return _with_unit(n, LARGE[language()])


def memory(size):
    """Bytes: '185 kB', '37.9 MB'."""
    return _with_unit(size, BYTES, " ")


def _with_unit(value, units, space=""):
    """Three significant digits of the largest unit that fits, or else of the smallest."""
    size, unit = next((pair for pair in units if value >= pair[0]), units[-1])
    return f"{rounded(value / size)}{space}{unit}"
