"""The number of BLAS threads: limited in with blocks that may overlap, in libraries that may be loaded late."""

import sys
import threading
from types import ModuleType

import pytest
import threadpoolctl
from threadpoolctl import threadpool_info

from mnistcore.speed.blas import limit_blas_threads


def blas_now():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_blas_gets_its_threads_back_when_the_last_of_overlapping_blocks_ends():
    before = blas_now()
    with limit_blas_threads(None):
        assert blas_now() == before
    first, second = limit_blas_threads(1), limit_blas_threads(2)
    first.__enter__()
    assert set(blas_now()) == {1}
    second.__enter__()
    assert set(blas_now()) == {2}
    first.__exit__(None, None, None)
    assert set(blas_now()) == {2}
    second.__exit__(None, None, None)
    assert blas_now() == before


def test_blas_gets_the_outer_number_back_when_the_inner_block_ends():
    with limit_blas_threads(2):
        with limit_blas_threads(1):
            assert set(blas_now()) == {1}
        assert set(blas_now()) == {2}


def test_blas_gets_its_threads_back_from_whichever_thread_leaves_last():
    before, entered, leave, during = blas_now(), threading.Event(), threading.Event(), []

    def other():
        with limit_blas_threads(1):
            entered.set()
            assert leave.wait(30)
        during.append(blas_now())

    thread = threading.Thread(target=other)
    with limit_blas_threads(2):
        thread.start()
        assert entered.wait(30)
        assert set(blas_now()) == {1}
    assert set(blas_now()) == {1}
    leave.set()
    thread.join()
    assert during == [before]


class Library:
    """A BLAS library as threadpoolctl presents it."""

    def __init__(self, filepath):
        self.filepath, self.threads, self.set_to = filepath, 4, []

    def get_num_threads(self):
        return self.threads

    def set_num_threads(self, count):
        self.threads = count
        self.set_to.append(count)


@pytest.fixture
def load(monkeypatch):
    """load(name) -> a Library that a module of this name brings with it, as an import does."""
    loaded = []

    class Controller:
        lib_controllers = loaded

        def select(self, user_api):
            return self

    monkeypatch.setattr(threadpoolctl, "ThreadpoolController", Controller)
    monkeypatch.setattr("mnistcore.speed.blas._libraries", {})

    def load(name):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
        loaded.append(Library(name))
        return loaded[-1]

    return load


def test_a_library_that_is_loaded_later_is_limited_and_restored_too(load):
    early = load("early")
    with limit_blas_threads(1):
        assert early.threads == 1
        late = load("late")
        with limit_blas_threads(2):
            assert (early.threads, late.threads) == (2, 2)
    assert (early.threads, late.threads) == (4, 4)


def test_a_library_that_has_the_number_already_is_left_alone(load):
    library = load("early")
    library.threads = 1
    with limit_blas_threads(1), limit_blas_threads(1):
        pass
    assert library.set_to == []
