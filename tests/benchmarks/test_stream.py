"""Images streamed from a file: the file is correct, is read completely, and is deleted at the end."""

import gc
import json
import shutil
import sys

import numpy as np
import pytest

from benchmarks import stream
from benchmarks.comparison import digits
from mnistcore import load_network
from mnistcore.files import idx


@pytest.fixture
def run(tmp_path, monkeypatch, cache):
    """run(*arguments) -> what the command writes as JSON. Its file is in tmp_path/folder and must be deleted."""
    folder, figures = tmp_path / "folder", tmp_path / "figures.json"
    folder.mkdir()

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["stream", "--folder", str(folder), "--json", str(figures), *arguments])
        try:
            stream.main()
        finally:
            assert list(folder.iterdir()) == []
        return json.loads(figures.read_text())

    return run


def test_sizes_in_steps_of_ten():
    assert stream.counts(1_000_000) == [1000, 10_000, 100_000, 1_000_000]
    assert stream.counts(25_000) == [1000, 10_000, 25_000]
    assert stream.counts(10) == [10]


@pytest.mark.parametrize("count", [30, 70, 100])
def test_the_file_repeats_the_digits(count, tmp_path, monkeypatch, cache):
    monkeypatch.setattr(stream, "PART", 30)
    stream.write_digits(tmp_path / "digits", count)
    images = idx.read_idx(tmp_path / "digits", mmap=True)
    assert isinstance(images, np.memmap)
    np.testing.assert_array_equal(images, np.resize(digits(30)[0], (count, 784)))


def test_every_image_is_predicted_once(tmp_path, monkeypatch, cache):
    monkeypatch.setattr(stream, "PART", 40)
    stream.write_digits(tmp_path / "digits", 100)
    network, seen = load_network("mlp"), []

    class Watched:
        def predict(self, images, batch_size):
            seen.append(len(images))
            return network.predict(images, batch_size)

    assert stream.one_pass(Watched(), tmp_path / "digits", 90) > 0
    assert seen == [40, 40, 10]


def test_the_command(run, capsys):
    figures = run("--images", "2000", "--passes", "2")
    assert [row["images"] for row in figures["results"]] == [1000, 2000]
    assert all(len(row["seconds"]) >= 2 for row in figures["results"])
    assert "| 2,000 |" in capsys.readouterr().out


def test_a_full_disk_is_reported_before_writing(run, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(stream.shutil, "disk_usage", lambda folder: usage._replace(free=10**9))
    monkeypatch.setattr(stream, "write_digits", None)
    with pytest.raises(SystemExit, match="Expected 8.9 GB of disk space, found 1.0 GB"):
        run()


def test_the_file_is_deleted_after_an_error(run, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(stream, "measure", fail)
    with pytest.raises(KeyboardInterrupt):
        run("--images", "1000")


def test_memory_includes_arrays():
    if stream.anonymous_megabytes() is None:
        pytest.skip("needs Linux, which reports a process's own memory")
    held = np.ones(300_000_000, np.uint8)
    with stream.watched_memory() as megabytes:
        pass
    assert max(megabytes) > held.nbytes / 1e6


def test_memory_excludes_the_mapped_file(tmp_path):
    if stream.anonymous_megabytes() is None:
        pytest.skip("needs Linux, which reports a process's own memory")
    idx.write_idx(tmp_path / "digits", np.ones(100_000_000, np.uint8))
    gc.collect()
    before = stream.anonymous_megabytes()
    assert idx.read_idx(tmp_path / "digits", mmap=True).max() == 1
    assert stream.anonymous_megabytes() < before + 50
