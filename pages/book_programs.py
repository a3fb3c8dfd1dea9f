"""The programs of the book's chapter 3, run line by line, with every variable on the screen."""

import streamlit as st

from ui import frame, models, url_state
from ui.components import stepper
from ui.figures import numbers
from ui.programs import little_network, recorder, recordings, watched
from ui.programs.catalogue import BY_NAME, COUNTING, PROGRAMS
from ui.words import later, say, together

lab = frame.open_page(
    later("The book's programs"),
    later(
        "Programs as in chapter 3 of *Deep Learning from Scratch*, run here and recorded line by line. Step through "
        "one, and see what every variable holds."
    ),
)
INTACT = "no"


def choose_program():
    """Show the pickers; return the program, the Break in it or None, its inputs, and whether to ask before a step."""
    with st.container(horizontal=True, gap="medium"):
        with url_state.shared("program", PROGRAMS[0].name, url_state.one_of(BY_NAME)):
            titles = {program.name: f"{program.section} · {say(program.title)}" for program in PROGRAMS}
            name = st.selectbox(say("Program"), list(BY_NAME), format_func=titles.get, key="program", width=330)
        program = BY_NAME[name]
        broken = choose_break(program)
        inputs = choose_inputs(program)
    return program, broken, inputs


def choose_inputs(program):
    if program.inputs is None:
        url_state.leave_out("x1", "x2")
        return {}
    chosen = {}
    for index, (name, default) in enumerate(program.inputs.values.items()):
        with url_state.shared(name, default, url_state.tenths(-2, 2)):
            label = f"{program.inputs.variable}[{index}]"
            chosen[name] = st.slider(label, -2.0, 2.0, step=0.1, format="%.1f", key=name, width=120)
    return chosen


def tell_about(program):
    """Show what the program does, and a toggle; return where the first stands, and whether to ask before a step."""
    with st.container(horizontal=True, gap="medium"):
        about = st.empty()
        with url_state.shared("predict", False, url_state.yes_or_no()):
            predict = st.toggle(
                say("Predict, then see"),
                key="predict",
                help=say("Before a line runs for the first time, choose its result from four."),
            )
    return about, predict


def choose_break(program):
    breaks = {wrong.name: wrong for wrong in program.breaks}
    if not breaks:
        url_state.leave_out("broken")
        return None
    labels = {INTACT: say("As it is")} | {name: f"`{wrong.wrong.strip()}`" for name, wrong in breaks.items()}
    with url_state.shared("broken", INTACT, url_state.one_of(labels)):
        name = st.pills(
            say("Break it"),
            list(labels),
            format_func=labels.get,
            required=True,
            key="broken",
            wrap=True,
            width="content",
            help=say("Runs the program with a common mistake in one line, and shows what NumPy says."),
        )
    return breaks.get(name)


def what_ran(program, model):
    """What the program ran with, where that is not what a reader of the book expects, or ""."""
    has_other_layers = recordings.needs_a_network(program) and model.key != lab.model.key
    are_books = st.session_state["network"] == "book" and model.key not in models.BUILT_IN
    is_other_figure = program.name in COUNTING and not (are_books and lab.data.source == "mnist")
    return together(
        say("The network selected in the sidebar has other layers: this program ran with {name}.", name=model.name)
        if has_other_layers
        else "",
        say(
            "The accuracy is that of {network} on {n} test images, not the book's 93.52%. For that one, select MNIST "
            "and the book's weights in the sidebar.",
            network=model.name,
            n=numbers.count(len(lab.data.t_test)),
        )
        if is_other_figure
        else "",
    )


def ways(program, source):
    """The links to other pages, for the stepper: the lines at which they stand, label, address."""
    return [
        {
            "lines": way.numbers(source),
            "misread": way.misread,
            "label": say(way.label),
            "address": frame.address(way.file, way.query),
        }
        for way in program.deeper
    ]


@st.fragment
def step_through():
    frame.go_if_asked()
    program, broken, inputs = choose_program()
    about, predict = tell_about(program)
    model = recordings.network_for(program, lab.model)
    with frame.errors_shown(), about, st.spinner(say("Running the program …"), width="stretch"):
        recorded = recordings.recorded(program, broken, lab.data, model, **inputs)
    about.caption(f"{say(program.about)} `examples/chapter3/{program.name}.py`", width="stretch")

    def follow(place, i):
        way = program.deeper[place]
        frame.go_to(way.file, {key: value.format(i=i) for key, value in way.query.items()})

    stepper.show(
        recorded.packed,
        program=program.name,
        start=recorded.start,
        changed=recorded.changed,
        note=what_ran(program, model),
        predict=predict,
        images=recorded.images,
        figure=little_network.drawn(inputs.values()) if inputs else "",
        links=[] if broken else ways(program, recorded.source),  # broken, it leads nowhere
        on_follow=follow,
    )


step_through()
frame.show_code(recorder.record, watched.Watched, label=later("The code that records a program"))
