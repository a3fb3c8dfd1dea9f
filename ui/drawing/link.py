"""The button that copies a link to the drawing."""

from urllib.parse import urlencode

import streamlit as st

from mnistcore import MnistCoreError
from ui import messages, url_state
from ui.components import canvas, copying, ink_code
from ui.words import say


@st.fragment
def copy():
    """A button that copies the link, and shows it. The link is made when it is pressed."""
    with st.popover(say("Copy link"), icon=":material/link:", key="copy-link", on_change="rerun") as opened:
        if opened.open:
            try:
                _show()
            except MnistCoreError as error:
                messages.show_error(error)


def _show():
    strokes, (_, picture) = canvas.strokes(), canvas.content()
    digit = picture and ink_code.digit_named(picture.name)
    if strokes or digit:
        ink = ink_code.encode(ink_code.Ink(strokes or [], digit))
        query = urlencode(url_state.in_address() | {"ink": ink})
        copying.copy("link", f"{st.context.url}?{query}", say("Link to this drawing"))
        st.caption(say("It opens your drawing with the network and the settings that are selected now."))
    elif canvas.ink() is None:
        st.caption(say("The canvas is blank. Draw a digit first."))
    if strokes is None:
        st.caption(say("Some of these strokes can't be put into a link. Draw them again."))
    if picture and not digit:
        st.caption(say("The picture under the strokes is left out: only strokes and digits of MNIST fit into a link."))
