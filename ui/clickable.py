"""A picture of a layer that answers to a click: the neuron or the map that was clicked is the one looked into."""

import streamlit as st

PLOT = {"theme": "streamlit", "config": {"displayModeBar": False}}


def picture(figure, key, number, alt):
    """A Plotly figure whose points are the neurons of layer `number`, in order."""
    st.plotly_chart(
        figure,
        key=key,
        on_select=lambda: _pick(number, key),
        selection_mode="points",
        width="content" if figure.layout.width else "stretch",
        alt=alt,
        **PLOT,
    )


def _pick(layer, chart):
    """A click in a picture. A second click on the same neuron arrives as an empty selection, and picks it again."""
    points = st.session_state[chart].selection.points
    last = st.session_state.setdefault("last_clicks", {})
    if points:
        last[chart] = points[0]["point_index"]
    if chart in last:
        st.session_state["layer"], st.session_state["neuron"] = layer, last[chart]
