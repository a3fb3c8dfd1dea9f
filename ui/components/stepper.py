"""The stepper: a recorded program, stepped through in the browser alone, with what each line changes.

The address names the step, too, but Python never does: see `history.js`.
"""

from collections.abc import Mapping

import streamlit as st

from ui.components import message, source
from ui.components.stepper_words import WORDS
from ui.words import said

HTML = """
<div class="stepper">
  <div class="program">
    <div class="controls">
      <button type="button" data-go="first"><svg viewBox="0 0 16 16"><path d="M3 3v10M13 3L6 8l7 5z"/></svg></button>
      <button type="button" data-go="back"><svg viewBox="0 0 16 16"><path d="M11 3L4 8l7 5z"/></svg></button>
      <button type="button" data-go="next"><b></b><svg viewBox="0 0 16 16"><path d="M5 3l7 5-7 5z"/></svg></button>
      <button type="button" data-go="last"><svg viewBox="0 0 16 16"><path d="M13 3v10M3 3l7 5-7 5z"/></svg></button>
      <span class="place"></span>
    </div>
    <div class="code" tabindex="0" role="listbox"></div>
    <p class="keys"></p>
    <div class="printing"><h2 class="output-title"></h2><pre class="output"></pre><p class="note ran"></p></div>
  </div>
  <div class="values">
    <div class="now"></div>
    <div class="figure"></div>
    <div class="variables"><h2 class="all-title"></h2><div class="all"></div></div>
  </div>
  <p class="said" role="status"></p>
</div>
"""

_stepper = st.components.v2.component(
    "digit_lab_stepper",
    html=HTML,
    css=source.read("stepper.css"),
    js=source.read(  # one module in seven files
        "stepper_recording.js",
        "stepper_values.js",
        "stepper_open.js",
        "stepper_turns.js",
        "stepper_questions.js",
        "stepper_code.js",
        "stepper.js",
    ),
)


def show(recording, *, program, start=1, changed=None, note="", predict=False, images, figure="", links, on_follow):
    """Show a program that was recorded.

    recording: from `packed.packed`; program: its name; start: the step, from 1, where the address names none; changed:
    the line that is another than in the program's file; note: a sentence below what the program prints; predict: ask
    before a step that has a question; images: by turn, what a loop reads; figure: SVG of the values in it, in groups
    with data-name; links: dicts of lines, misread, label and address, in which {i} is the value of the variable i;
    on_follow: a function that gets the place of a link in them and the value of i, or "", when one is followed.
    """

    def followed():
        sent = st.session_state["stepper"].followed
        place, i = (sent.get("place"), sent.get("i")) if isinstance(sent, Mapping) else (None, None)
        if message.is_index(place, range(len(links))) and isinstance(i, str) and (i.isdecimal() or not i):
            on_follow(place, i)

    data = {"recording": recording, "named": program, "start": start, "changed": changed, "note": note}
    data |= {"predict": predict, "images": images, "drawing": figure, "links": links, "words": said(WORDS)}
    _stepper(key="stepper", data=data, on_followed_change=followed)
