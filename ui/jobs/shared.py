"""The parts that somebody waits for, and the results of those that are done: one of each for all visitors.

Two visitors who ask for the same wait for the same parts. A part is cancelled when nobody waits for it any more; one
that is being computed already is finished, and its result kept.
"""

import copy
import logging
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Future

from mnistcore import MnistCoreError
from mnistcore.errors import UnknownNetworkError
from mnistcore.files import named
from ui.jobs import cluster, local
from ui.words import later

KEPT = 2000  # results
LOSSES = 2  # times that a part is done again
LOST = later("The computation was interrupted several times. Reload the page to try again.")

_lock = threading.RLock()  # cancelling a future calls `_ended` at once
_open = {}  # parts by their call
_results = {}  # by call, the oldest first
log = logging.getLogger(__name__)


class LostError(MnistCoreError):
    """The processes that worked on a part were all killed."""


class Part:
    """One call of a job. Its future is replaced when the part has to be done again."""

    def __init__(self, call):
        self.call, self.waiting, self.losses, self.executor, self.future = call, 0, 0, None, None

    def start(self, executor, function, *arguments):
        try:
            self.executor, self.future = executor, executor.submit(function, *arguments)
        except Exception as error:
            if executor is local.here:
                raise
            log.warning("The cluster takes no work: %r", error)
            self.executor, self.future = local.here, local.here.submit(function, *arguments)
        self.future.add_done_callback(self._ended)

    def _ended(self, future):
        with _lock:
            if not future.cancelled() and future.exception() is None:
                _results[self.call] = future.result()
                while len(_results) > KEPT:
                    _results.pop(next(iter(_results)))
            elif self.waiting:
                return  # `result` decides what to do
            _close(self)


def executor():
    """Who computes the parts: the cluster, if there is one and it can be reached, otherwise this machine."""
    named = cluster.named()
    return named if named and named.reached() else local.here


def known(call):
    """Whether the result of a call, (function, arguments), is kept, and the result."""
    with _lock:
        return call in _results, _results.get(call)


def ask(call, executor):
    """The Part of a call, with one more visitor who waits for it. The executor computes it, if none does yet."""
    with _lock:
        part = _open.get(call) or Part(call)
        part.waiting += 1
        if part.future is None:
            if call in _results:
                part.future = Future()
                part.future.set_result(_results[call])
            else:
                part.start(executor, call[0], *call[1])
                _open[call] = part
        return part


def leave(part):
    """One visitor less waits for a part. The last one cancels it."""
    with _lock:
        part.waiting -= 1
        if not part.waiting and (part.future.cancel() or part.future.done()):
            _close(part)


def result(part, future, networks):
    """Whether there is a result now that this future of a part is done, and the result; otherwise it is done again.

    networks: those that the part may name, a dict. Raises the error that the part raised.
    """
    error = CancelledError() if future.cancelled() else future.exception()
    if error is None:
        return True, future.result()
    with _lock:
        if part.future is not future:  # somebody else has seen it
            return False, None
        function, arguments = part.call
        if isinstance(error, UnknownNetworkError) and error.values["name"] in networks:
            name = error.values["name"]
            part.start(part.executor, named.introduced, name, networks[name], function, *arguments)
        elif part.executor is not local.here and not isinstance(error, MnistCoreError):
            log.warning("The cluster failed, so this machine does the work: %r", error)
            part.start(local.here, function, *arguments)
        elif isinstance(error, BrokenExecutor) and part.losses < LOSSES:
            part.losses += 1
            part.start(local.here, function, *arguments)
        elif isinstance(error, BrokenExecutor):
            raise LostError(LOST) from error
        else:
            raise copy.copy(error).with_traceback(
                None
            )  # without the traceback, which would keep what every waiting page has in memory
    return False, None


def forget():
    """Drop all results."""
    with _lock:
        _results.clear()


def _close(part):
    if _open.get(part.call) is part:
        del _open[part.call]
