"""The stepper: a recorded program, stepped through in the browser alone, with what each line changes.

The address names the step, too, but Python never does: see `history.js`.
"""

import streamlit as st

from ui.components import source
from ui.words import say

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
    <div class="variables"><h2 class="all-title"></h2><div class="all"></div></div>
  </div>
  <p class="said" role="status"></p>
</div>
"""

_stepper = st.components.v2.component(
    "digit_lab_stepper",
    html=HTML,
    css=source.read("stepper.css"),
    js=source.read("stepper_values.js", "stepper_open.js", "stepper.js"),  # one module in three files
)


def show(recording, start=1, changed=None, note="", predict=False):
    """Show a program. recording: from `packed.packed`; start: the step, from 1, where the address names none; changed:
    the line that is another than in the program's file; note: a sentence below what the program prints;
    predict: ask for the shape of a product or a sum before the step that makes it."""
    data = {"recording": recording, "start": start, "changed": changed, "note": note, "predict": predict}
    _stepper(key="stepper", data=data | {"words": _words()})


def _words():
    """What the stepper says; `{...}` are filled in by the browser."""
    here = {name: "{" + name + "}" for name in ("n", "of", "name", "low", "high", "line", "last", "left", "right")}
    here |= {name: "{" + name + "}" for name in ("a", "b", "mean", "deviation", "axis", "rows", "columns", "chosen")}

    def fill(*names):
        return {name: here[name] for name in names}

    return {
        "first": say("First step"),
        "back": say("Back"),
        "next": say("Step"),
        "last": say("Last step"),
        "code": say("The program: arrow keys step, Enter opens an expression"),
        "place": say("Step {n} of {of}", **fill("n", "of")),
        "keys": say(
            "Click a line to run to it. In the program, <kbd>arrow keys</kbd> step, <kbd>Home</kbd> and <kbd>End</kbd> "
            "go to the first and last step, <kbd>Enter</kbd> opens an expression."
        ),
        "output": say("Printed so far"),
        "all": say("All variables so far"),
        "inside": say("In {name}", name="<code>{name}</code>"),
        "outside": say("In the program"),
        "line": say("Line {line}", **fill("line")),
        "calls": say("{name} is called", name="<code>{name}</code>"),
        "returns": say("{name} returns", name="<code>{name}</code>"),
        "shown": say("On the screen"),
        "skipped": say("{n} turns left out", **fill("n")),
        "turn": say("Turn {n} of {of}", **fill("n", "of")),
        "growth": say("{last} after {of} turns.", **fill("last", "of")),
        "odd": say("Turn {n} is the first whose image is misclassified.", **fill("n")),
        "range": say("{low} to {high}", **fill("low", "high")),
        "part": say("the first {n} of {of}", **fill("n", "of")),
        "corner": say("the first {rows} × {columns} of {of}", **fill("rows", "columns", "of")),
        "empty": say("no elements"),
        "open": say("Open"),
        "result": say("result"),
        "products": say("products"),
        "hint": say("Point at an element of the result to see the row and the column behind it."),
        "rows": say("The first {n} of {of} rows.", **fill("n", "of")),
        "columns": say("The first {n} of {of} columns.", **fill("n", "of")),
        "clash": say(
            "These two do not fit: the last dimension of {left} is {a}, the first of {right} is {b}.",
            **fill("left", "right", "a", "b"),
        ),
        "terms": say("The sum of {n} products.", **fill("n")),
        "sum": say("The element is the sum of the 784 products on the right, and the bias if there is one."),
        "points": say("{name} with all {n} elements of the array on it.", **fill("name", "n")),
        "sampled": say("{name} with {n} of the {of} elements of the array on it.", **fill("name", "n", "of")),
        "shares": say("Scores on the left; on the right, the probabilities that softmax makes of them."),
        "firstRow": say("The first of {of} rows: scores on the left, probabilities on the right.", **fill("of")),
        "before": say("Before"),
        "after": say("After"),
        "spread": say("mean {mean}, standard deviation {deviation}", **fill("mean", "deviation")),
        "logarithmic": say(
            "How often each value occurs. The heights are logarithmic, so that rare values can be seen."
        ),
        "single": say("one number"),
        "axis": say("Axis {axis} disappears: each result is made of {n} elements.", **fill("axis", "n")),
        "instead": say("What the other axes give"),
        "right": say("{n} of {of} are True.", **fill("n", "of")),
        "question": say("This line runs next. Which shape will {name} have?", name="<code>{name}</code>"),
        "correct": say("Right: {right}.", **fill("right")),
        "wrong": say("You chose {chosen}, but it is {right}.", **fill("chosen", "right")),
        "score": say("{n} of {of} right so far.", **fill("n", "of")),
    }
