"""Draw a digit, upload one or take one from the test set, and see ten probabilities."""

from contextlib import suppress

import numpy as np
import streamlit as st
from streamlit.errors import StreamlitInvalidLayoutContextError

from mnistcore import MnistCoreError, drawing, segmentation
from mnistcore.files import photo
from mnistcore.network import Network
from ui import frame, messages, models, uploads
from ui.components import canvas
from ui.drawing import answer
from ui.figures import blocks, pictures, probabilities

BLANK = [drawing.DrawingStep(name, np.zeros((28, 28), np.uint8)) for name in drawing.STAGES]

lab = frame.open_page(
    "Draw and predict",
    "Draw one large digit with the mouse, a finger or a pen. The probabilities of the ten digits are updated with "
    "every stroke.",
)
available = models.available(lab.model)  # once, not with every stroke


@st.fragment
def draw_and_predict(sees, predictions):
    """Everything that follows the pen. It runs often, so it is one element; the rest waits for a pause."""
    canvas.draw(beside)
    if canvas.pen_rests():
        steps = [] if canvas.ink() is None else drawing.drawing_steps(canvas.ink())
        with suppress(StreamlitInvalidLayoutContextError):  # the visitor has left for another page
            sees.html(what_it_sees(steps or BLANK))
            predictions.html(all_predictions(steps))


def beside(ink):
    """The answer to the ink, as HTML."""
    return answer.to_nothing() if ink is None else answer.to_ink(ink, lab.model, canvas.note())


def insert():
    """Show the controls for ink that is not drawn: a test digit or a file."""
    st.button("Insert a random test digit", icon=":material/casino:", on_click=insert_random_digit)
    with st.popover("Upload a picture", icon=":material/upload:"):
        st.file_uploader(
            "A PNG or JPEG of a single digit on plain paper",
            type=["png", "jpg", "jpeg"],
            key="picture",
            max_upload_size=photo.LARGEST_FILE,
            on_change=insert_picture,
        )
        if complaint := st.session_state.pop("complaint", None):
            messages.show_error(complaint)


def insert_random_digit():
    index = lab.data.random_index("test")
    x, t = lab.data.x_test[index], lab.data.t_test[index]
    note = f"Test digit {index}, labelled {t}. It is cropped, scaled and centred like any drawing."
    canvas.put(x.reshape(28, 28), note)


def insert_picture():
    file = uploads.take("picture")
    if file is None:
        return
    try:
        canvas.put(photo.read_photo(file.getvalue()), f"This image comes from {file.name}.")
    except MnistCoreError as error:
        st.session_state["complaint"] = str(error)


def what_it_sees(steps):
    how = (
        "MNIST's authors cropped each digit, scaled its longest side to 20 pixels and placed its centre of mass in the "
        "middle of a 28 × 28 image. Your drawing is prepared the same way."
    )
    title = blocks.heading("From ink to network input", small=True)
    return title + blocks.caption(how) + pictures.tiles(*map(tile, steps))


def tile(step):
    height, width = step.image.shape
    size = f"\n{width} × {height}" if step.image.any() else ""
    return pictures.tile(step.image, step.name + size, round(140 * width / max(height, width)))


def all_predictions(steps):
    """The predictions of all available networks for the same ink, as HTML."""
    title = blocks.heading("Predictions of all networks", small=True)
    if not steps:
        return title + probabilities.readings((model.name, None) for model in available)
    ys = [model.network.predict_proba(steps[-1].image[None])[0] for model in available]
    guesses = sorted({int(y.argmax()) for y in ys})
    agreed = f"All networks predict {guesses[0]}."
    disagreed = f"The networks disagree: {' or '.join(map(str, guesses))}."
    first = "The selected network is shown first."
    readings = probabilities.readings((model.name, y) for model, y in zip(available, ys, strict=True))
    return title + blocks.caption(f"{agreed if len(guesses) == 1 else disagreed} {first}") + readings


top = st.container()
with st.container(horizontal=True, vertical_alignment="center"):
    canvas.tools()
    insert()
sees = st.empty()
with st.container(horizontal=True):
    as_input = {"input": "drawing"}
    frame.link(
        "pages/layer_activations.py", as_input, label="Follow this drawing through the layers", icon=":material/layers:"
    )
    frame.link(
        "pages/why_this_class.py",
        as_input,
        label="See which strokes count for the prediction",
        icon=":material/ink_highlighter:",
    )
predictions = st.empty()
with top:
    draw_and_predict(sees, predictions)
preparing = drawing.drawing_steps, drawing.crop, drawing.scale, drawing.centre
cutting = segmentation.split_digits, segmentation.inked_columns
frame.show_code(*preparing, *cutting, Network.predict_proba, Network.run)
