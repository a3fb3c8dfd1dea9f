"""The layers that only choose and lay out numbers, shown as what they do: pooling and flattening.

Strings for st.html out; no Streamlit inside.
"""

import numpy as np

from ui.figures import featuremaps
from ui.figures.numbers import number


def square(step, index, row, column):
    """The square of map `index` that one pixel of the pooled map is made of, (size, size)."""
    s = step.layer.size
    return step.x[row * s : (row + 1) * s, column * s : (column + 1) * s, index]


def before_and_after(step, index, row, column):
    """The map before, the numbers in it that were the largest of their square, and the map of only these."""
    s = step.layer.size
    before, after = step.x[..., index], step.z[..., index]
    H, W = after.shape
    kept = np.zeros_like(before)
    winners = before[: H * s, : W * s] == after.repeat(s, axis=0).repeat(s, axis=1)
    kept[: H * s, : W * s] = np.where(winners, before[: H * s, : W * s], 0)
    frame, largest = (row * s, column * s, s, s), float(np.abs(before).max())
    x = f"map {index} of {step.x_name}"
    figures = (
        featuremaps.framed(featuremaps.one_map(before, largest), [frame], f"Before: {x}", _by(before)),
        featuremaps.framed(featuremaps.one_map(kept, largest), [frame], "The largest of each square", "the rest black"),
        featuremaps.framed(
            featuremaps.one_map(after, largest), [(row, column, 1, 1)], f"After: map {index} of pooled", _by(after)
        ),
    )
    return featuremaps.framed_row(*figures)


def worked_out(step, index, row, column):
    """The square's numbers, the one that won in a frame, and the pixel that it became."""
    values, s = square(step, index, row, column), step.layer.size
    won = tuple(int(i) for i in np.unravel_index(values.argmax(), values.shape))
    largest = float(np.abs(step.x[..., index]).max())
    x = f"{step.x_name}[{row * s}:{row * s + s}, {column * s}:{column * s + s}, {index}]"
    return (
        f'<div class="choice">{featuremaps.cells(values, largest, won)}<span>the largest →</span>'
        f"{featuremaps.cells(values.max(keepdims=True), largest)}</div>"
        f'<p class="formula">pooled[{row}, {column}, {index}] = max({x}) = '
        f"{step.x_name}[{row * s + won[0]}, {column * s + won[1]}, {index}] = "
        f"<b>{number(values.max())}</b></p>"
    )


def place_of(step, element):
    """Row, column and map that element of the flattened row came from."""
    return tuple(int(i) for i in np.unravel_index(element, step.x.shape))


def flattened(step, element):
    """The map that the element came from, with a frame, and where it stands in the row."""
    row, column, k = place_of(step, element)
    one = featuremaps.framed(
        featuremaps.one_map(step.x[..., k]),
        [(row, column, 1, 1)],
        f"Map {k} of {step.x_name}",
        f"row {row}, column {column}",
    )
    return featuremaps.framed_row(one, row_of_numbers(step, element))


def row_of_numbers(step, element=None, width=520):
    """The whole row, cut into one column for each place; `element` has a frame."""
    H, W, C = step.x.shape
    line = step.z.reshape(H * W, C).T  # (H W, C) -> (C, H W)
    frames = [] if element is None else [(element % C, element // C, 1, 1)]
    note = f"Cut into {H * W} columns, one for each place, of {C} numbers, one for each map. Read column after column."
    return featuremaps.framed(featuremaps.one_map(line), frames, f"flat {(1, step.z.size)}", note, width)


def index_worked_out(step, element):
    """The element's index from its place, in figures, and its neighbours in the row."""
    row, column, k = place_of(step, element)
    _, W, C = step.x.shape
    formula = (
        f'<p class="formula">flat[{element}] = {step.x_name}[{row}, {column}, {k}] = '
        f"<b>{number(step.z[element])}</b><br>"
        f"(row × {W} + column) × {C} + map = ({row} × {W} + {column}) × {C} + {k} = <b>{element}</b></p>"
    )
    return f"{formula}{_neighbours(step, element)}"


def _neighbours(step, element, reach=3):
    start = min(max(element - reach, 0), max(step.z.size - 2 * reach - 1, 0))
    rows = ""
    for i in range(start, min(start + 2 * reach + 1, step.z.size)):
        row, column, k = place_of(step, i)
        rows += (
            f'<tr class="{"chosen" if i == element else ""}"><th>flat[{i}]</th><td>{number(step.z[i])}</td>'
            f"<td>{k}</td><td>{row}</td><td>{column}</td></tr>"
        )
    head = "<tr><th></th><th>value</th><th>map</th><th>row</th><th>column</th></tr>"
    return f'<table class="neighbours"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _by(values):
    return f"{values.shape[0]} × {values.shape[1]}"
