"""Flattening, as HTML: the row of all values, and where one of them comes from."""

import numpy as np

from ui.figures.featuremaps import framed_map, framed_row
from ui.figures.numbers import number
from ui.words import say


def place_of(step, element):
    """The row, column and map that an element of the flattened row comes from."""
    return tuple(map(int, np.unravel_index(element, step.x.shape)))


def flattened(step, element):
    """The map that the element comes from, with a frame, and its position in the row."""
    row, column, k = place_of(step, element)
    title, note = (
        say("Map {k} of {name}", k=k, name=step.x_name),
        say("row {row}, column {column}", row=row, column=column),
    )
    one = framed_map(step.x[..., k], [(row, column, 1, 1)], title, note)
    return framed_row(one, row_of_numbers(step, element))


def row_of_numbers(step, element=None, width=520):
    """The whole row, cut into one column for each position; `element` has a frame."""
    H, W, C = step.x.shape
    line = step.z.reshape(H * W, C).T  # (H W, C) -> (C, H W)
    frames = [] if element is None else [(element % C, element // C, 1, 1)]
    note = say(
        "Shown as {n} columns, one per position, of {C} values, one per map. Their order is column by column.",
        n=H * W,
        C=C,
    )
    return framed_map(line, frames, f"{step.z_name} {(1, step.z.size)}", note, width)


def index_worked_out(step, element):
    """The element's index computed from its position, and its neighbours in the row."""
    row, column, k = place_of(step, element)
    _, W, C = step.x.shape
    index = say("(row × {W} + column) × {C} + map", W=W, C=C)
    formula = (
        f'<p class="formula">{step.z_name}[{element}] = {step.x_name}[{row}, {column}, {k}] = '
        f"<b>{number(step.z[element])}</b><br>"
        f"{index} = ({row} × {W} + {column}) × {C} + {k} = <b>{element}</b></p>"
    )
    return f"{formula}{_neighbours(step, element)}"


def _neighbours(step, element, reach=3):
    start = min(max(element - reach, 0), max(step.z.size - 2 * reach - 1, 0))
    rows = ""
    for i in range(start, min(start + 2 * reach + 1, step.z.size)):
        row, column, k = place_of(step, i)
        rows += (
            f'<tr class="{"chosen" if i == element else ""}"><th>{step.z_name}[{i}]</th><td>{number(step.z[i])}</td>'
            f"<td>{k}</td><td>{row}</td><td>{column}</td></tr>"
        )
    names = (say("value"), say("map"), say("row"), say("column"))
    head = f"<tr><th></th>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    return f'<table class="neighbours"><thead>{head}</thead><tbody>{rows}</tbody></table>'
