"""Runs one of our own programs and records, line by line, what it changes.

The tracer (`sys.settrace`) follows the lines of the program's file alone, in the thread that runs it. What others share
is left as it is: printing, imports and warnings are heard for the program alone. A program of 10,000 turns runs twice:
first to follow its numbers, then to record the turns that are worth seeing.
"""

import builtins
import contextlib
import inspect
import sys
from itertools import count
from typing import NamedTuple

import numpy as np

from ui.programs.heard import warnings_heard
from ui.programs.instrument import prepare
from ui.programs.loops import followed
from ui.programs.watched import Watched

FILE, MODULE = "<program>", "<module>"  # the names that Python gives to the program and to its code outside functions
COMPREHENSIONS = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<lambda>")
ALL_KEPT = 8  # turns of a loop that are all recorded
MOST_STEPS = 2_000


class Step(NamedTuple):
    """What a line did. kind: line, call, return, error, or skipped: what the turns changed that were left out.

    depth: 0 for the program itself, 1 in a function of its own; function: the name of that, or None; changed: described
    values by name; printed, warnings: texts; error: the kind and the message of an exception, or None; turn: (line of
    the loop, turn from 0), or None; seen: what can be opened, by number of the site; question: what a reader may be
    asked before it, or None.
    """

    line: int
    kind: str
    depth: int
    function: str | None
    changed: dict
    printed: str
    warnings: list
    error: tuple | None
    turn: tuple | None
    seen: dict
    question: dict | None


class Recording(NamedTuple):
    source: str
    sites: list
    steps: list
    loops: list


def record(source, modules, shown, describe, open_site, ask=lambda *site: None) -> Recording:
    """Run a program; return its Recording.

    modules: stand-ins for modules that it imports, by name; shown: a list to which these add images that the program
    puts on the screen; describe(value): a value as it is to be kept, without references to arrays;
    open_site(site, operands, result): the same for an expression, or None if there is nothing to open; ask: the same
    for a question about its result.
    """
    prepared = prepare(source, FILE)
    loops = {}
    if prepared.has_loops:
        rehearsal = _Run(prepared, modules, None, shown)
        rehearsal.run()
        loops = rehearsal.loops()
    run = _Run(prepared, modules, loops, shown, describe, open_site, ask)
    run.run()
    return Recording(source, prepared.sites, run.steps, list(loops.values()))


def _nothing():
    """What a step has heard before its line runs."""
    return {"printed": "", "warnings": [], "error": None, "seen": {}, "question": None}


class _Run:
    """One run of a program. Without `kept`, what the rehearsal found of its loops, nothing is recorded but curves."""

    def __init__(self, prepared, modules, kept, shown, describe=None, open_site=None, ask=None):
        self.prepared, self.modules, self.kept = prepared, modules, kept
        self.describe, self.open_site, self.ask = describe, open_site, ask
        self.steps, self.turns, self.followed = [], {}, {}
        self.watched = {}  # by frame
        self.pending = {}  # by frame: the statement that is being executed
        self.turn, self.ended = None, None  # the turn of a loop, and the line of one that has just ended
        self.heard, self.recording, self.shown = {}, kept is not None, shown
        self._forget()

    def run(self):
        namespace = {
            "__name__": "__main__",
            "__builtins__": vars(builtins) | {"print": self._print, "__import__": self._import},
            "__turns__": self._turns,
            "__operand__": self._operand,
            "__result__": self._result,
        }
        before = sys.gettrace()
        with warnings_heard(self._hear), contextlib.suppress(Exception):  # what it raises is in its last step
            if self.recording:
                sys.settrace(self._trace)
            try:
                exec(self.prepared.code, namespace)
            finally:
                sys.settrace(before)

    # What the program does to the world outside.

    def _hear(self, text):
        if text not in self.waiting["warnings"]:
            self.waiting["warnings"].append(text)

    def _print(self, *values, sep=" ", end="\n", **_):
        self.waiting["printed"] += sep.join(map(str, values)) + end

    def _import(self, name, *arguments):
        return self.modules[name] if name in self.modules else __import__(name, *arguments)

    # Lines.

    def _trace(self, frame, event, argument):
        name = frame.f_code.co_name
        if frame.f_code.co_filename != FILE or name in COMPREHENSIONS:
            return None
        self.watched[frame] = Watched()
        if frame.f_code.co_argcount:
            self._step(frame, frame.f_lineno, "call", frame.f_code.co_varnames[: frame.f_code.co_argcount])
        return self._trace_line

    def _trace_line(self, frame, event, argument):
        if len(self.steps) >= MOST_STEPS:
            sys.settrace(None)
            return None
        if event == "exception":
            if not issubclass(argument[0], StopIteration | GeneratorExit):
                self.waiting["error"] = argument[0].__name__, str(argument[1])
                self._open_what_failed()
            return self._trace_line
        statement, pending = self.prepared.statements.get(frame.f_lineno), self.pending.get(frame)
        if event == "line" and statement is pending:
            return self._trace_line  # another line of the same statement
        if pending and pending.shows and pending.first != self.ended:
            kind = "error" if self.waiting["error"] else event
            self._step(frame, pending.first, kind, pending.names if kind != "error" else (), argument)
        self.ended = None
        self.pending[frame] = statement
        if event == "return":
            del self.pending[frame], self.watched[frame]
        return self._trace_line

    def _step(self, frame, line, kind, assigned=(), result=None):
        function = None if frame.f_code.co_name == MODULE else frame.f_code.co_name
        changed = {name: self.describe(value) for name, value in self.watched[frame].changes(frame.f_locals, assigned)}
        if kind == "return" and function:
            changed["return"] = self.describe(result)
        kind = "line" if kind == "return" and not function else kind
        if self.shown:
            changed["img_show"] = self.describe(self.shown[-1])
        depth = len(self.watched) - 1
        self.steps.append(Step(line, kind, depth, function, changed, turn=self.turn, **self.waiting))
        self._forget()

    def _forget(self):
        self.waiting, self.shown[:] = _nothing(), []

    # Expressions.

    def _operand(self, site, index, value):
        if self.recording and self.describe:
            self.heard.setdefault(site, {})[index] = value
        return value

    def _result(self, site, value):
        if self.recording and site in self.heard:
            self._open(site, self.heard.pop(site), value)
        return value

    def _open_what_failed(self):
        for site in list(self.heard):
            self._open(site, self.heard.pop(site), None)

    def _open(self, number, heard, result):
        site = self.prepared.sites[number]
        operands = [heard.get(i) for i in range(len(site.operands))]
        opened = self.open_site(site, operands, result)
        if opened is not None:
            self.waiting["seen"][number] = opened
        self.waiting["question"] = self.waiting["question"] or self.ask(site, operands, result)

    # Loops.

    def _turns(self, line, iterable):
        """The same turns, of which only some are recorded."""
        frame = inspect.currentframe().f_back
        total = len(iterable) if hasattr(iterable, "__len__") else 0
        if total <= ALL_KEPT or frame.f_code.co_name != "<module>":
            yield from self._short_loop(line, iterable)
            return
        loop = (self.kept or {}).get(line)
        for turn, item in zip(count(), iterable):
            if turn and loop is None:
                self._follow(line, frame)
            if loop is not None:
                self._record_only(frame, line, turn in loop.kept)
                self.turn = (line, turn) if turn in loop.kept else self.turn
            yield item
        self._follow(line, frame)
        self.turns[line], self.turn, self.ended = total, None, line

    def _short_loop(self, line, iterable):
        outside = self.turn
        for turn, item in zip(count(), iterable):
            self.turn = outside or (line, turn)
            yield item
        self.turn, self.ended = outside, line

    def _record_only(self, frame, line, wanted):
        """Switch recording off or on before a turn of the loop in this line."""
        if wanted and not self.recording:
            self._forget()
            self._step(frame, line, "skipped")
        if wanted != self.recording:
            self.recording = frame.f_trace_lines = wanted
            sys.settrace(self._trace if wanted else None)

    def _follow(self, line, frame):
        for name, value in frame.f_locals.items():
            if name[0] != "_" and isinstance(value, int | float | np.number) and not isinstance(value, bool):
                self.followed.setdefault(line, {}).setdefault(name, []).append(float(value))

    def loops(self):
        """After the rehearsal: a Loop, by line, for each long one."""
        return {line: followed(line, turns, self.followed[line]) for line, turns in self.turns.items()}
