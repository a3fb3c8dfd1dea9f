"""The network view: the whole network, with the values of one image and the strongest contributions between layers."""

from collections.abc import Mapping

import streamlit as st

from ui.components import message, network_data, source
from ui.words import say

HTML = """
<div class="panel">
  <canvas tabindex="0" role="application" aria-describedby="network-keys"></canvas>
  <div class="below">
    <dl class="readout"></dl>
    <div class="side">
      <div class="buttons">
        <button class="open" type="button" hidden></button>
        <button class="back" type="button" hidden></button>
        <button class="next" type="button" hidden></button>
        <button class="stop" type="button" hidden></button>
        <button class="play" type="button" disabled></button>
      </div>
      <div class="notes"><p class="legend"></p><p class="keys" id="network-keys"></p></div>
    </div>
  </div>
</div>
<p class="said" role="status"></p>
<div class="path" aria-live="polite"></div>
"""

_view = st.components.v2.component(
    "digit_lab_network",
    html=HTML,
    css=source.read("network_view.css"),
    js=source.read(  # one module in seven files
        "explanation.js",
        "network_data.js",
        "network_layout.js",
        "network_lines.js",
        "network_paint.js",
        "network_readout.js",
        "network_view.js",
    ),
)
_values = st.components.v2.component("digit_lab_network_values", html="<i></i>", js=source.read("network_values.js"))


def show(model, on_pick=None):
    """Show a network. Its values come with `show_values`, or with the pen's messages.

    on_pick: a function that gets the number of a layer and the index of a neuron or map in it when one is opened. A
    page that explains them needs none, since its `pointer.pick` is told.
    """
    if not network_data.can_be_drawn(model.network):
        st.caption(say("This network has too many weights or neurons to be drawn as a whole."))
        return

    def picked():
        sent = st.session_state["network-view"].picked
        layer, unit = (sent.get("layer"), sent.get("unit")) if isinstance(sent, Mapping) else (None, None)
        counts = {stage.last + 1: stage.z_shape[-1] for stage in network_data.stages(model.network)}
        if on_pick and message.is_index(layer, counts.keys()) and message.is_index(unit, range(counts[layer])):
            on_pick(layer, unit)

    data = network_data.network_bytes(model.key, model.network, _words())
    _view(key="network-view", data=data, on_picked_change=picked)


def show_values(values):
    """Tell the view on this page the `network_data.values` of an image, or None for a blank one."""
    _values(key="network-values", data=values)


def _words():
    """What the view says; `{...}` are filled in by the browser."""
    here = {name: "{" + name + "}" for name in ("digit", "k", "name", "value", "row", "column")}
    return {
        "label": say("The network, from the image to ten probabilities"),
        "empty": say("Draw a digit, and the network lights up."),
        "point": say("Point at a neuron to see its connections alone; click it to see how it is computed."),
        "tap": say("Tap a neuron to see its connections alone."),
        "prediction": say("Prediction"),
        "for": say("Most for {digit}", digit=here["digit"]),
        "against": say("Most against {digit}", digit=here["digit"]),
        "value": say("Value"),
        "map": say("{name}, map {k}: largest value {value}", **{n: here[n] for n in ("name", "k", "value")}),
        "raised": say("Raised most by"),
        "lowered": say("Lowered most by"),
        "onward": say("Passes on most to"),
        "pixel": say("pixel ({row}, {column})", row=here["row"], column=here["column"]),
        "bias": say("Bias"),
        "none": say("nothing"),
        "play": say("Play"),
        "pause": say("Pause"),
        "back": say("Previous layer"),
        "next": say("Next layer"),
        "stop": say("Stop"),
        "open": say("See how it is computed"),
        "legend": say(
            "Lines are contributions, value × weight: {orange} raises the next sum, {blue} lowers it, the thicker, "
            "the more; only the strongest are drawn. Softmax compares ten sums, so in the last layer each weight is "
            "taken minus the mean of its neuron's ten. Rings around neurons, and colours over the picture, are "
            "weights.",
            orange=f"<i></i>{say('orange')}",
            blue=f'<i class="minus"></i>{say("blue")}',
        ),
        "keys": say(
            "<kbd>Arrow keys</kbd> go from neuron to neuron, <kbd>Enter</kbd> opens one, <kbd>Space</kbd> plays the "
            "network layer by layer, <kbd>Esc</kbd> ends."
        ),
        "path": say("The strongest path to the prediction"),
        "columns": [say("Layer"), say("Neuron or map"), say("Value"), say("Contribution")],
    }
