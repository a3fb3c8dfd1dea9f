"""The digits one by one, what load_mnist returns, and what all digits of a class have in common."""

import numpy as np
import streamlit as st

from mnistcore import load_mnist
from mnistcore.evaluation import evaluate
from ui import frame, ink_links, resources, url_state
from ui.components import canvas, pointer
from ui.explorer import paging, selection
from ui.figures import arrays, charts, pictures, probabilities
from ui.words import later, say

lab = frame.open_page(
    later("Dataset explorer"),
    later("Filter the handwritten digits by label and prediction, then choose one to see its 784 values."),
)


@st.fragment
def browse():
    left, right = st.columns([9, 11], gap="medium")
    with left:
        split, indices = selection.choose_digits(lab)
    with right:
        digit = selection.choose_one(lab, split, indices)
    with left:
        if len(indices):
            paging.show(lab, split, indices, digit)
        else:
            url_state.leave_out("page")
            st.info(say("No digit matches. Choose another label or another prediction."), icon=":material/search_off:")
    with right.container(key="explanation"):  # a click in the gallery shows it, where it is out of sight
        show_large(split, digit)
    show_numbers(split, digit)


def show_large(split, digit):
    x, t = (array[digit] for array in lab.data.split(split))
    y = lab.model.network.predict_proba(x[None])[0]
    guess = int(y.argmax())
    badge = "" if guess == t else f" :orange-badge[{say('wrong')}]"
    st.markdown(f"## {say('Labelled {label}, predicted {guess}', label=t, guess=guess)}{badge}")
    if rejected := selection.doubted_labels(lab, split).get(digit):
        show_doubt(rejected)
    with st.grid(2, min_column_width=240):
        show_pixels(x)
        with st.container():
            st.html(probabilities.bars(y))
            show_ways_on(split, digit)


def show_doubt(rejected):
    sentence = say(
        "Fewer than three of five human raters agreed with the label {given}. ({source})"
        if rejected.alternative is None
        else "Fewer than three of five human raters agreed with the label {given}. They agreed on {alternative} "
        "instead. ({source})",
        source="[Northcutt et al., 2021](https://labelerrors.com)",
        **rejected._asdict(),
    )
    st.info(sentence, icon=":material/group:")


def show_pixels(x):
    place = say("row {row}, column {column}", row="{row}", column="{column}")  # said once, for 784 pixels
    notes = [f"{place.format(row=i // 28, column=i % 28)}\nx[{i}] = {value}" for i, value in enumerate(x.tolist())]
    with st.container(gap="xsmall"):
        pixels = x.reshape(28, 28, 1).repeat(3, axis=2)
        pointer.show("pixels", [("", pixels)], 28, notes, width=252, alt=say("The digit, 28 × 28 pixels"))
        st.caption(say("Point at a pixel or tap it to see its value."))


def show_ways_on(split, digit):
    """Links to pages that use the digit."""
    as_input = {"input": "digit", "split": split, "digit": str(digit)}
    follow = say("Follow this digit through the layers")
    frame.link("pages/layer_activations.py", as_input, label=follow, icon=":material/layers:")
    if split == "test":
        line = {"program": "one_by_one", "at": "p"}
        frame.link(
            "pages/book_programs.py", line, label=say("This line of the book's program"), icon=":material/terminal:"
        )
    if st.button(say("Copy this digit to the canvas"), key="copy", icon=":material/draw:"):
        canvas.put(**ink_links.digit(lab.data, split, digit))
        frame.link("pages/draw_and_predict.py", label=say("Go to the canvas"), icon=":material/arrow_forward:")


def show_numbers(split, digit):
    x, t = (array[digit] for array in lab.data.split(split))
    st.markdown(say("**x**, the network's input: the 28 rows of the image joined into one row of 784 values"))
    st.html(arrays.strip(x, 30))
    st.markdown(say("**t**, the label: the integer {t}, or one-hot: ten values with a 1 at index {t}", t=t))
    st.html(arrays.one_hot(np.eye(10, dtype=np.uint8)[t]))
    with st.expander(say("All 784 values"), icon=":material/grid_on:"):
        st.caption(say("28 rows of 28 values. Black is 0, white is 255; `normalize=True` divides by 255."))
        st.html(arrays.grid(x))


@st.fragment
def load():
    with st.container(horizontal=True, gap="medium"):
        normalize, flatten = switch("normalize", True), switch("flatten", True)
        one_hot_label = switch("one_hot_label", False)
    source = "" if lab.data.source == "mnist" else f", source={lab.data.source!r}"
    switches = f"normalize={normalize}, flatten={flatten}, one_hot_label={one_hot_label}{source}"
    with frame.errors_shown():
        result = resources.loaded(lab.data.source, normalize, flatten, one_hot_label)
    st.code(f"(x_train, t_train), (x_test, t_test) = load_mnist({switches})", language="python", wrap_lines=True)
    st.html(arrays.table(result))
    st.caption(say("The first pixels of an image are black, so the values of x start at the first non-zero pixel."))
    st.markdown(say("`x_train[:5]` and `t_train[:5]` in this format:"))
    st.html(arrays.first_rows(result["x_train"].first, result["t_train"].first))


def switch(name, default):
    with url_state.shared(name, default, url_state.yes_or_no()):
        return st.toggle(f"`{name}`", key=name)


browse()

st.header(say("What load_mnist returns"))
st.markdown(say("Three parameters control the format. Toggle them to see how shape, dtype and values change."))
load()

left, right = st.columns(2, gap="large")
with left:
    st.header(say("Digits per class"))
    st.plotly_chart(charts.digit_counts(lab.data.t_train, lab.data.t_test), config={"displayModeBar": False})
with right:
    st.header(say("Mean image of each class"))
    means = resources.mean_digits(lab.data.source).reshape(10, 28, 28)
    st.html(pictures.tiles(*(pictures.tile(pictures.gray(m, high=255), str(d), 78) for d, m in enumerate(means))))
    st.caption(
        say(
            "Each image is the pixel-by-pixel mean of all training images of a class: "
            "`x_train[t_train == 0].mean(axis=0)`."
        )
    )

frame.show_code(load_mnist, evaluate)
