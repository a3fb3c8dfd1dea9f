"""Pictures that respond to the pointer: it shows a note for each tile, and a click selects the tile.

A tile is a feature map, a neuron or a pixel. Drawn by a small component of our own. The frame around the picked tile is
moved in the browser: a click runs the fragment that works out what was picked, and not the one with the pictures.
"""

from collections.abc import Mapping

import streamlit as st

from ui.components import message, source
from ui.figures import pictures

_pictures = st.components.v2.component(
    "digit_lab_pictures",
    html='<div class="pictures"></div><div class="note" role="tooltip"></div>',
    css=source.read("pointer.css"),
    js=source.read("explanation.js", "pointer.js"),
)


def show(key, drawn, columns, notes, *, width, alt, tile=(1, 1), seam=0, ruled=False, layer=None):
    """Show pictures with the same tiles, side by side where there is room.

    drawn: pairs of a title and the pixels, (H, W, 3) uint8; columns: how many tiles stand side by side; notes: for
    each tile, in order, the text under the pointer; width: of a picture, at most so many CSS pixels; tile, seam: height
    and width of a tile and the space between two, in pixels of the picture; ruled: draw lines between them; layer: the
    number of the layer that the tiles are neurons or maps of, and can be picked from.
    """
    _pictures(
        key=key,
        data={
            "pictures": [{"title": title, "src": pictures.data_uri(pixels)} for title, pixels in drawn],
            "columns": columns,
            "lines": -(-len(notes) // columns),
            "count": len(notes),
            "tile": tile,
            "seam": seam,
            "ruled": ruled,
            "width": width,
            "notes": notes,
            "alt": alt,
            "layer": layer,
        },
        on_picked_change=lambda: None,
    )


def show_curve(key, src, size, drawn, notes, *, alt):
    """Show a curve, whose tiles are its points: the nearest one is meant. A click picks a tile of layer 1.

    src: its address; size: its width and height; drawn: an effect_curve.Drawn; notes: as for `show`.
    """
    _pictures(
        key=key,
        data={
            "pictures": [{"title": "", "src": src}],
            "columns": 1 if drawn.are_rows else len(notes),
            "lines": len(notes) if drawn.are_rows else 1,
            "count": len(notes),
            "tile": size[::-1],
            "seam": 0,
            "ruled": False,
            "width": 620,
            "notes": notes,
            "alt": alt,
            "layer": 1,
            "centres": drawn.centres,
            "span": drawn.span,
            "are_rows": drawn.are_rows,
        },
        on_picked_change=lambda: None,
    )


def pick(layer, tile, counts, on_pick):
    """Frame a tile in the pictures of a layer; on_pick gets layer and tile when another one is clicked.

    counts: the number of tiles in each layer. There is nothing to see where this stands: a click runs the fragment
    around it, and scrolls to the container around it with the key "explanation".
    """

    def picked():
        sent = st.session_state["pick"].picked
        layer, tile = (sent.get("layer"), sent.get("tile")) if isinstance(sent, Mapping) else (None, None)
        if message.is_index(layer, range(1, len(counts) + 1)) and message.is_index(tile, range(counts[layer - 1])):
            on_pick(layer, tile)

    _pictures(key="pick", data={"picked": {"layer": layer, "tile": tile}}, on_picked_change=picked)
