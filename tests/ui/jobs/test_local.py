"""Jobs on this machine: their results, their errors, who shares them, and workers that are killed."""

import os
import pickle
import threading
from contextlib import closing

import numpy as np
import pytest

from mnistcore import DatasetError, load_network
from mnistcore.errors import UnknownNetworkError
from mnistcore.files.named import named_digits
from mnistcore.speed import parts
from tests import processes
from tests.ui.jobs import calls
from ui import jobs
from ui.jobs.shared import LostError

LABEL = "Working …"


def lines(path):
    return path.read_text().split()


def test_the_results_come_in_the_order_of_the_parts():
    ranges = [(start, start + 40) for start in range(0, 200, 40)]
    found = jobs.run(parts.probabilities, [("cnn", "sample", "test", *ends) for ends in ranges], LABEL)
    x, _ = named_digits("sample", "test")
    np.testing.assert_allclose(np.concatenate(found), load_network("cnn").predict_proba(x[:200]), atol=1e-5)


def test_a_part_is_computed_in_another_process_and_once(tmp_path):
    path = tmp_path / "numbers"
    for _ in range(2):
        assert jobs.run(calls.noted, [(str(path), number) for number in (1, 2)], LABEL) == [1, 2]
    assert sorted(lines(path)) == ["1", "2"]
    assert jobs.run(os.getpid, [()], LABEL) != [os.getpid()]


def test_visitors_who_ask_for_the_same_share_the_work(tmp_path):
    path, found = tmp_path / "numbers", []
    asked = [(str(path), number) for number in range(20)]
    visitors = [threading.Thread(target=lambda: found.append(jobs.run(calls.noted, asked, LABEL))) for _ in range(5)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert found == [list(range(20))] * 5
    assert sorted(map(int, lines(path))) == list(range(20))


def test_what_has_not_started_is_cancelled_when_the_visitor_leaves(tmp_path):
    path = tmp_path / "numbers"
    with closing(jobs.each(calls.noted, [(str(path), number) for number in range(500)])) as progress:
        next(done for done in progress if done)
    jobs.run(calls.noted, [(str(path), "last")], LABEL)  # by now, whatever had been started is done
    assert len(lines(path)) < 100


def test_a_network_that_a_worker_does_not_know_is_sent_to_it():
    network, asked = load_network("mlp"), [("its hash", "sample", "test", 0, 10)]
    with pytest.raises(UnknownNetworkError):
        jobs.run(parts.probabilities, asked, LABEL)
    (y,) = jobs.run(parts.probabilities, asked, LABEL, {"its hash": network})
    np.testing.assert_allclose(y, network.predict_proba(named_digits("sample", "test")[0][:10]), atol=1e-5)


def test_errors_come_back_with_their_sentence_and_values():
    with pytest.raises(DatasetError, match="Unknown data set 'nowhere'") as caught:
        jobs.run(parts.probabilities, [("cnn", "nowhere", "test", 0, 1)], LABEL)
    assert caught.value.values["source"] == "nowhere"
    again = pickle.loads(pickle.dumps(UnknownNetworkError("No {name}.", name="x")))
    assert (str(again), again.values) == ("No x.", {"name": "x"})


def test_a_part_whose_worker_is_killed_is_done_again(tmp_path):
    asked = [(str(tmp_path), number) for number in range(2)]
    assert jobs.run(calls.killed_at_first, asked, LABEL) == [0, 1]


def test_a_worker_killed_from_outside_goes_unnoticed():
    asked = [("cnn", "sample", "train", start, start + 20) for start in range(0, 200, 20)]
    found = {}
    with closing(jobs.each(parts.probabilities, asked)) as progress:
        for number, y in filter(None, progress):
            if not found:
                workers = processes.eventually(lambda: processes.workers(os.getpid()), "a worker")
                os.kill(workers.pop(), 9)
            found[number] = y
    x, _ = named_digits("sample", "train")
    y = np.concatenate([found[number] for number in range(len(asked))])
    np.testing.assert_allclose(y, load_network("cnn").predict_proba(x[:200]), atol=1e-5)


def test_a_part_that_always_kills_its_worker_is_given_up_and_the_next_job_works(tmp_path):
    with pytest.raises(LostError):
        jobs.run(os._exit, [(1,)], LABEL)
    assert jobs.run(calls.noted, [(str(tmp_path / "numbers"), 1)], LABEL) == [1]


def test_a_measurement_waits_for_parts_in_work_and_holds_back_the_next():
    with closing(jobs.each(parts.probabilities, [("cnn", "sample", "test", n, n + 9) for n in range(9)])) as progress:
        next(done for done in progress if done)
        with jobs.alone(lambda: None):
            held = [done[0] for done in (next(progress) for _ in range(20)) if done]
            assert next(progress) is None  # those in work have ended, and no other has begun
        rest = [done[0] for done in progress if done]
    assert len(held) + len(rest) == 8 and rest
