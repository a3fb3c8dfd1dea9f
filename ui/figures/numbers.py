"""Numbers in words: with as many digits as they deserve, and in the unit that suits them."""

import math

PREFIXES = ((1e9, "billion"), (1e6, "million"))
SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def rounded(value):
    """Three digits, as more would promise too much: 0.912, 9.12, 91.2, 912, 9,120."""
    value = float(f"{value:.3g}")
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}" if value else "0"


def duration(seconds):
    """'2.13 s', '25.5 ms', '6.37 µs'."""
    unit, size = next(((u, s) for u, s in (("s", 1), ("ms", 1e-3)) if seconds >= s), ("µs", 1e-6))
    return f"{rounded(seconds / size)} {unit}"


def amount(count):
    """'90,400', '9.04 million', '1.2 billion'."""
    size, word = next(((size, f" {word}") for size, word in PREFIXES if count >= size), (1, ""))
    return f"{rounded(count / size)}{word}"


def memory(count):
    """'185 kB', '37.9 MB'."""
    size, unit = next((pair for pair in SIZES if count >= pair[0]), (1, "bytes"))
    return f"{rounded(count / size)} {unit}"
