"""Draw a digit, upload one or take one from the test set, and see ten probabilities."""

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitInvalidLayoutContextError

from mnistcore import MnistCoreError, drawing, segmentation
from mnistcore.files import photo
from mnistcore.network import Network
from ui import frame, ink_links, messages, models, resources, uploads, url_state
from ui.components import canvas, network_data, network_view
from ui.drawing import answer, history_panel, link
from ui.figures import blocks, pictures, probabilities
from ui.words import later, listed, say

lab = frame.open_page(
    later("Draw and predict"),
    later(
        "Draw one large digit with the mouse, a finger or a pen. The probabilities of the ten digits are updated with "
        "every stroke."
    ),
)
available = models.available(lab.model)  # once, not with every stroke


@st.fragment
def draw_and_predict(details):
    """Everything that follows the pen. It runs often, so it is one element; the rest waits for a pause."""
    with resources.one_at_a_time():
        canvas.draw(beside)
        history_panel.follow()
        if canvas.pen_rests():
            with suppress(StreamlitInvalidLayoutContextError):  # the visitor has left for another page
                if canvas.ink() is None:
                    details.empty()
                else:
                    details.html(in_detail(canvas.ink()))


def beside(ink):
    """The answer to the ink, as HTML, and as text for the network view, if that is shown."""
    html, image, outputs = answer.to_nothing() if ink is None else answer.to_ink(ink, lab.model, canvas.note())
    seen = image is not None and st.session_state["view"]
    return html, network_data.values(lab.model.key, lab.model.network, image, outputs) if seen else None


def insert():
    """Show the controls for ink that is not drawn: a test digit or a file."""
    st.button(say("Insert a random test digit"), key="insert", icon=":material/casino:", on_click=insert_random_digit)
    with st.popover(say("Upload a picture"), icon=":material/upload:", key="upload", on_change="rerun"):
        st.file_uploader(
            say("A PNG or JPEG of a single digit on plain paper"),
            type=["png", "jpg", "jpeg"],
            key="picture",
            max_upload_size=photo.LARGEST_FILE,
            on_change=insert_picture,
        )


def insert_random_digit():
    canvas.put(**ink_links.digit(lab.data, "test", lab.data.random_index("test")))


def insert_picture():
    file = uploads.take("picture")
    if file is None:
        return
    st.session_state["upload"] = False  # closes the popover, which would cover the answer
    try:
        canvas.put(photo.read_photo(file.getvalue()), later("This image comes from {file}.", file=file.name))
    except MnistCoreError as error:
        st.session_state["complaint"] = MnistCoreError("{error} The canvas is unchanged.", error=error), *here()


def here():
    """This visit of the page, and what is on the canvas."""
    return st.session_state["visit"], *canvas.content()


def show_complaint():
    """What is wrong with a file, until the drawing changes or the visitor has been elsewhere.

    One run is not enough: the browser may ask for the next one at once, because the popover closes.
    """
    complaint, *then = st.session_state.get("complaint", [None])
    visit, strokes, picture = here()
    if complaint and then[0] is visit and then[1] == strokes and then[2] is picture:
        messages.show_error(complaint)


def in_detail(ink):
    """How the ink becomes the network's input, and what all networks predict, as HTML."""
    steps = drawing.drawing_steps(ink)
    return blocks.sections(what_it_sees(steps), all_predictions(steps[-1].image))


def what_it_sees(steps):
    how = say(
        "MNIST's authors cropped each digit, scaled its longest side to 20 pixels and placed its centre of mass in the "
        "middle of a 28 × 28 image. Your drawing is prepared the same way."
    )
    row = f'<div class="one-row">{pictures.tiles(*map(tile, steps))}</div>'
    return blocks.section(say("From ink to network input"), blocks.caption(how), row)


def tile(step):
    height, width = step.image.shape
    return pictures.tile(step.image, f"{say(step.name)}\n{width} × {height}", round(140 * width / max(height, width)))


def all_predictions(image):
    ys = [model.network.predict_proba(image[None])[0] for model in available]
    guesses = sorted({int(y.argmax()) for y in ys})
    about = say(
        "All networks predict {guesses}. The selected network is shown first."
        if len(guesses) == 1
        else "The networks disagree: {guesses}. The selected network is shown first.",
        guesses=listed(guesses),
    )
    readings = probabilities.readings((model.name, y) for model, y in zip(available, ys, strict=True))
    return blocks.section(say("Predictions of all networks"), blocks.caption(about), readings)


def open_unit(layer, index):
    """After a click in the network view: go to that neuron or map on the page of the layers."""
    frame.go_to("pages/layer_activations.py", {"input": "drawing", "layer": layer, "neuron": index})


with st.container(horizontal=True, gap="medium", key="drawing"):  # in an order that depends on the screen
    top = st.container(key="pen")
    with st.container(key="tools", width=220):
        canvas.tools()
        with url_state.shared("view", True, url_state.yes_or_no()):
            st.toggle(say("Show the network"), key="view")
        insert()
        link.copy()
    drawings = st.container(key="kept" if st.session_state["view"] else "kept-alone")  # for style.css
    if st.session_state["view"]:
        with st.container(key="whole"):
            network_view.show(lab.model, open_unit)
ink_links.receive()
url_state.leave_out("ink")  # a reload keeps what is drawn from now on
show_complaint()
with st.container(horizontal=True):
    as_input = {"input": "drawing"}
    frame.link(
        "pages/layer_activations.py",
        as_input,
        label=say("Follow this drawing through the layers"),
        icon=":material/layers:",
    )
    frame.link(
        "pages/why_this_class.py",
        as_input,
        label=say("See which strokes count for the prediction"),
        icon=":material/ink_highlighter:",
    )
details = st.empty()  # below the controls, so that they stay where they are when it appears
with top:
    draw_and_predict(details)
with drawings:
    history_panel.show(lab.model)
preparing = drawing.drawing_steps, drawing.crop, drawing.scale, drawing.centre
cutting = segmentation.split_digits, segmentation.inked_columns
frame.show_code(*preparing, *cutting, Network.predict_proba, Network.run)
