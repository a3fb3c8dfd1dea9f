"""Heavy work goes elsewhere: to processes of their own, so that the server stays quick for everybody.

A job is a public function of mnistcore, called many times: once for each of its parts, which take half a second at
most. The arguments are names and ranges, never arrays (mnistcore/files/named.py), so that a part can be computed in any
process, here or on another machine.

    y = jobs.run(
        parts.probabilities,
        [("cnn", "mnist", "test", start, start + 400) for start in range(0, 10_000, 400)],
        later("Running the network on all digits …"),
    )
    y = np.concatenate(y)  # the results, in the order of the parts

The page waits in its own script, which is the visitor's presence: Streamlit ends it when the visitor leaves, presses a
button or changes a widget, and parts that have not started are then cancelled. So a visitor has one job at a time, and
Stop is a button that does nothing. `jobs.each` yields the results as they come, for a page that shows them meanwhile.

Parts are shared: a class of thirty who ask for the same get one computation. Their results are kept (shared.py), so
what was done before a visitor left is not done again. A part whose worker was killed is done again.

Where the work is done: local.py starts processes on this machine, cluster.py takes those of Dask where the environment
variable DIGIT_LAB_SCHEDULER names its scheduler. Both are a `concurrent.futures.Executor`.
"""

from ui.jobs.local import alone
from ui.jobs.waiting import each, run, stop_if_nobody_waits

__all__ = ["alone", "each", "run", "stop_if_nobody_waits"]
