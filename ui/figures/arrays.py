"""Arrays as HTML: a row of 784 values, a one-hot label, the first rows of a data set."""

from html import escape

import numpy as np

from ui.figures import numbers
from ui.figures.pictures import data_uri, gray
from ui.words import later, say

HEAD = (later("array"), later("shape"), "dtype", later("values"), later("memory"), later("first values"))


def strip(row, height=22):
    """A row, (784,), as a strip of pixels over the full width."""
    image = data_uri(gray(row[None], high=255 if row.dtype == np.uint8 else 1))
    alt = escape(say("A row of 784 values"))
    return f'<img class="strip" style="width:100%;height:{height}px" src="{image}" alt="{alt}">'


def grid(row):
    """A row, (784,) uint8, as 28 lines of 28 values, with faint zeros."""
    lines = ("".join(f"{value:4d}" if value else "<i>   0</i>" for value in line) for line in row.reshape(28, 28))
    shown = "\n".join(lines).replace("</i><i>", "")  # one element for adjacent zeros: painted sooner
    return f'<pre class="numbers" tabindex="0" role="region" aria-label="{escape(say("28 × 28 values"))}">{shown}</pre>'


def one_hot(values, head=True):
    """A one-hot label, (10,), as ten cells below the digits they stand for."""
    digits = "".join(f"<span>{digit}</span>" for digit in range(10)) if head else ""
    cells = "".join(f"<b{' class=hot' if value else ''}>{value}</b>" for value in values)
    return f'<div class="one-hot" role="img" aria-label="{list(map(int, values))}">{digits}{cells}</div>'


def table(arrays):
    """A table with a row for each array: a dict of ui.resources.ArraySummary by name."""
    head = "".join(f"<th>{escape(say(word))}</th>" for word in HEAD)
    rows = "".join(f"<tr>{_row(name, array)}</tr>" for name, array in arrays.items())
    scrolls = f'tabindex="0" role="region" aria-label="{escape(say("The arrays"))}"'  # a narrow screen shows a part
    return f'<div class="arrays" {scrolls}><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def first_rows(x, t):
    """The first rows of x, (n, 784) or (n, 1, 28, 28), and of t, (n,) or (n, 10), in their layout."""
    labels = [one_hot(row, head=False) if t.ndim == 2 else f"<span>{row}</span>" for row in t]
    if x.ndim == 2:
        cells = "".join(strip(row) + label for row, label in zip(x, labels, strict=True))
        return f'<div class="first-rows">{cells}</div>'
    cells = "".join(f"<figure>{_image(row[0])}{label}</figure>" for row, label in zip(x, labels, strict=True))
    return f'<div class="first-rows images">{cells}</div>'


def _row(name, array):
    where, values = _first_values(name, array.first)
    text = numbers.rounded if values.dtype.kind == "f" else numbers.count
    cells = (
        f"<code>{name}</code>",
        f"<code>{array.shape}</code>",
        f"<code>{array.dtype}</code>",
        numbers.span(numbers.exact, array.low, array.high),
        numbers.memory(array.nbytes),
        f"<code>{name}[{where}]</code> → {' '.join(map(text, values))}",
    )
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _first_values(name, first):
    """An index for a few values of an array, and the values: for an image, from the first ink on."""
    if name.startswith("t"):
        return ("0", first[0]) if first.ndim == 2 else (":5", first)
    start = int(np.flatnonzero(first[0])[0])
    row, column = divmod(start, 28)
    values = first[0].reshape(28, 28)[row, column : column + 5]
    where = f"{start}:{start + len(values)}"
    return (f"0, {where}" if first.ndim == 2 else f"0, 0, {row}, {column}:{column + len(values)}"), values


def _image(pixels):
    uri = data_uri(gray(pixels, high=255 if pixels.dtype == np.uint8 else 1))
    return f'<img class="image" src="{uri}" alt="{escape(say("28 × 28 values"))}">'
