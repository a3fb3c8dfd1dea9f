"""The network drawn as what it does: one image going through all layers, with the shapes and parameter counts.

HTML out, for st.html; no Streamlit inside. On a wide screen the boxes stand side by side, on a phone below each other.
"""

import math
from html import escape

import numpy as np

from ui.pictures import bars, data_uri, gray

STYLE = """<style>
.flow { display: flex; align-items: stretch; gap: 10px; margin: 4px 0 8px }
.flow .stage { flex: 0 0 auto; display: flex; flex-direction: column; align-items: center; justify-content: center;
               gap: 6px; text-align: center }
.flow .stage img { image-rendering: pixelated; background: #000; border-radius: 8px; display: block;
                   border: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
.flow .shape { font-family: ui-monospace, monospace; font-size: .86rem }
.flow .step { flex: 1 1 0; min-width: 92px; display: flex; flex-direction: column; justify-content: center;
              text-align: center; font-size: .84rem; line-height: 1.45 }
.flow .line { height: 2px; background: color-mix(in srgb, currentColor 30%, transparent); position: relative;
              margin: 5px 0 }
.flow .line::after { content: ""; position: absolute; right: 0; top: -4px; border-left: 9px solid
                     color-mix(in srgb, currentColor 45%, transparent); border-block: 5px solid transparent }
.flow .quiet { opacity: .72 }
.flow .output { flex: 1.5 1 0; min-width: 170px; align-items: stretch }
.flow .output .bars { grid-template-columns: .9rem 1fr 3.8rem; gap: 2px 8px; font-size: .84rem }
.flow .output .bars .track { height: .85rem }
@media (max-width: 760px) {
  .flow { flex-direction: column; gap: 8px }
  .flow .line { width: 2px; height: 22px; margin: 3px auto }
  .flow .line::after { right: -4px; top: auto; bottom: 0; border-block: none; border-inline: 5px solid transparent;
                       border-top: 9px solid color-mix(in srgb, currentColor 45%, transparent) }
  .flow .stage { align-self: center }
  .flow .output { width: 100%; align-self: stretch }
}
</style>"""


def flow(network, image):
    """`image`, (784,) uint8, on its way through a network of Dense layers: every activation as a picture."""
    outputs = network.trace(image[None])
    parts = [_stage("x", image.reshape(28, 28), network.input_shape)]
    for number, (layer, output) in enumerate(zip(network.layers, outputs, strict=True), start=1):
        parts.append(_step(number, layer))
        z = output.activation[0]
        parts.append(_output(z) if number == len(outputs) else _stage(f"z{number}", neuron_grid(z), z.shape))
    return f'{STYLE}<div class="flow">{"".join(parts)}</div>'


def neuron_grid(z):
    """Activations (n,) -> (rows, columns), as square as n allows; neuron k stands at row k // columns."""
    columns = next(c for c in range(math.isqrt(len(z)), 0, -1) if len(z) % c == 0)
    return z.reshape(-1, columns)


def arithmetic(layer):
    """The number of a Dense layer's parameters, worked out: '784 x 50 + 50 = 39,250'."""
    inputs, outputs = layer.W.shape
    return f"{inputs} × {outputs} + {outputs} = {layer.W.size + layer.b.size:,}"


def _stage(name, values, shape):
    values = np.asarray(values)
    pixels = gray(values, high=255 if values.dtype == np.uint8 else max(1.0, float(values.max())))
    height = 150
    width = round(height * pixels.shape[1] / pixels.shape[0])
    return (
        f'<div class="stage"><b>{name}</b>'
        f'<img src="{data_uri(pixels)}" width="{width}" height="{height}" alt="The values of {name}">'
        f'<span class="shape">{escape(_batch(shape))}</span></div>'
    )


def _step(number, layer):
    name = layer.activation.__name__.removesuffix("_function")
    return (
        f'<div class="step"><span>× W{number} + b{number}</span><div class="line"></div><span>{name}</span>'
        f'<span class="quiet">{arithmetic(layer)}</span></div>'
    )


def _output(y):
    return f'<div class="stage output"><b>y</b>{bars(y)}<span class="shape">{_batch(y.shape)}</span></div>'


def _batch(shape):
    return f"(N, {', '.join(str(n) for n in shape)})"
