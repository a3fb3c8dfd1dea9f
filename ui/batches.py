"""The matrices of one batch on their way through the network, drawn: what grows with the batch size, and what does not.

HTML out, for st.html; no Streamlit inside. Sides are on a log scale, so that 1 and 10,000 rows fit beside each other.
"""

import math

STYLE = """<style>
.chain { display: flex; flex-wrap: wrap; gap: 10px 6px }
.chain .link { display: flex; align-items: center; gap: 6px }
.chain .sign { opacity: .7; width: 1.1rem; text-align: center }
.chain figure { margin: 0; width: 6.3rem; text-align: center; font-size: .86rem; line-height: 1.4 }
.chain .room { height: 96px; display: flex; align-items: center; justify-content: center }
.chain .sides { border-radius: 3px; border: 1.5px solid color-mix(in srgb, currentColor 45%, transparent);
                background: color-mix(in srgb, currentColor 12%, transparent); box-sizing: border-box }
.chain .grows { border-color: #2e8a80; background: color-mix(in srgb, #2e8a80 38%, transparent) }
.chain .shape { font-family: ui-monospace, monospace; font-size: .78rem; white-space: nowrap }
</style>"""


def chain(network, batch_size):
    """x @ W1 → z1 @ W2 → … y of a network of Dense layers, every matrix with its shape."""
    links = [
        f'<div class="link">{_matrix(f"z{i}" if i else "x", batch_size, layer.W.shape[0], "grows")}'
        f'<span class="sign">@</span>{_matrix(f"W{i + 1}", *layer.W.shape)}<span class="sign">→</span></div>'
        for i, layer in enumerate(network.layers)
    ]
    y = _matrix("y", batch_size, network.layers[-1].W.shape[1], "grows")
    return f'{STYLE}<div class="chain">{"".join(links)}<div class="link">{y}</div></div>'


def _matrix(name, rows, columns, kind=""):
    return (
        f'<figure><b>{name}</b><div class="room"><div class="sides {kind}" '
        f'style="width:{_side(columns)}px;height:{_side(rows)}px"></div></div>'
        f'<span class="shape">({rows}, {columns})</span></figure>'
    )


def _side(count):
    """Pixels for a side of `count` rows or columns: 4 for one, 88 for 10,000."""
    return 4 + round(21 * math.log10(count))
