"""Downloads from a local server that misbehaves in many ways."""

import errno
import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import warnings
from contextlib import suppress
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mnistcore.errors import DownloadError
from mnistcore.files import download
from mnistcore.files.download import BOOK_WEIGHTS, KnownFile, fetch, find_file, obtain, search_places

ROOT = Path(__file__).parents[3]
RAW = bytes(range(256)) * 300
COMPRESSED = gzip.compress(RAW)


def known(*urls):
    """The file that these tests download, at these URLs."""
    return KnownFile("digits", len(RAW), hashlib.sha256(RAW).hexdigest(), urls, "Try without.")


class Mirrors(ThreadingHTTPServer):
    """The path of a URL names the behaviour. `released` ends endless answers; `together` waits for two requests."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.released = threading.Event()
        self.together = threading.Barrier(2)
        self.requested = []

    def url(self, behaviour):
        return f"http://127.0.0.1:{self.server_port}/{behaviour}"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        behaviour = self.path[1:]
        self.server.requested.append(behaviour)
        with suppress(ConnectionError):  # the client has closed the connection
            getattr(self, behaviour)()

    def log_message(self, *_):
        pass

    def send(self, body, length=None, status=200):
        self.send_response(status)
        self.send_header("Content-Length", length or len(body))
        self.end_headers()
        self.wfile.write(body)

    def good(self):
        self.send(COMPRESSED)

    def compressed_differently(self):
        self.send(gzip.compress(RAW, compresslevel=1, mtime=1))

    def uncompressed(self):
        self.send(RAW)

    def simultaneous(self):
        self.server.together.wait(timeout=60)
        self.send(COMPRESSED)

    def forbidden(self):
        self.send(COMPRESSED, status=403)

    def wrong_bytes(self):
        self.send(gzip.compress(RAW[::-1]))

    def too_long_inside(self):
        self.send(gzip.compress(RAW + b"x"))

    def bomb(self):
        self.send(gzip.compress(bytes(5_000_000)))

    def truncated(self):
        self.send(COMPRESSED[: len(COMPRESSED) // 2])

    def interrupted(self):
        self.send(COMPRESSED[: len(COMPRESSED) // 2], length=len(COMPRESSED))

    def web_page(self):
        self.send(b"<!DOCTYPE html><p>Please log in to this network.</p>")

    def no_number(self):
        self.send(COMPRESSED, length="many")

    def round_and_round(self):
        self.send_response(302)
        self.send_header("Location", self.path)
        self.end_headers()

    def silent(self):
        self.server.released.wait()

    def stalled(self):
        self.send(COMPRESSED[:100], length=len(COMPRESSED))
        self.server.released.wait()

    def dripping(self):
        self.send(b"", length=len(COMPRESSED))
        for byte in COMPRESSED:
            self.wfile.write(bytes([byte]))
            if self.server.released.wait(0.02):
                return

    def endless(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.released.is_set():
            self.wfile.write(bytes(10_000))


@pytest.fixture
def mirrors(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Mirrors() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()


def fetch_quietly(file, folder, **limits):
    return fetch(file, folder, progress=False, **limits)


@pytest.mark.parametrize("behaviour", ["good", "compressed_differently", "uncompressed"])
def test_a_good_mirror_delivers_however_it_compresses(mirrors, tmp_path, behaviour):
    path = fetch_quietly(known(mirrors.url(behaviour), mirrors.url("good")), tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "digits"
    assert path.read_bytes() == RAW
    assert list(path.parent.iterdir()) == [path]
    assert mirrors.requested == [behaviour]


BAD = {  # behaviour: part of the error message
    "forbidden": "403 Client Error",
    "wrong_bytes": "expected SHA-256",
    "too_long_inside": "expected 76,800 bytes, found more",
    "bomb": "expected 76,800 bytes, found more",
    "truncated": "damaged gzip file",
    "interrupted": "IncompleteRead",
    "web_page": "expected 76,800 bytes, found 52",
    "no_number": "ValueError",
    "round_and_round": "Exceeded 30 redirects",
    "endless": "longer than the 78,592 bytes",
    "silent": "timed out",
}
SLOW = {"silent": {"timeout": 1}, "stalled": {"timeout": 1}, "dripping": {"time_limit": 1}}


@pytest.mark.parametrize("behaviour", sorted(BAD.keys() | SLOW.keys()))
def test_after_a_bad_mirror_the_next_one_is_tried(mirrors, tmp_path, behaviour):
    file = known(mirrors.url(behaviour), mirrors.url("good"))
    path = fetch_quietly(file, tmp_path, **SLOW.get(behaviour, {}))
    assert path.read_bytes() == RAW
    assert list(tmp_path.iterdir()) == [path]
    assert mirrors.requested[0] == behaviour and mirrors.requested[-1] == "good"


def test_after_an_absent_mirror_the_next_one_is_tried(mirrors, tmp_path):
    with socket.socket() as no_server:
        no_server.bind(("127.0.0.1", 0))
        absent = f"http://127.0.0.1:{no_server.getsockname()[1]}/"
        path = fetch_quietly(known(absent, "not a URL", mirrors.url("good")), tmp_path)
    assert path.read_bytes() == RAW


def test_when_all_fail_the_error_lists_every_attempt_and_a_remedy(mirrors, tmp_path):
    urls = [mirrors.url(behaviour) for behaviour in BAD]
    with pytest.raises(DownloadError) as raised:
        fetch_quietly(known(*urls), tmp_path, timeout=1)
    first, *attempts, last = str(raised.value).splitlines()
    assert first == "Could not download digits."
    assert last == "Try without."
    for url, reason, attempt in zip(urls, BAD.values(), attempts, strict=True):
        assert attempt.startswith(f"- {url}: ")
        assert reason in attempt
    assert not list(tmp_path.iterdir())


def test_a_custom_progress_bar_is_updated_and_the_file_appears_only_when_complete(mirrors, tmp_path):
    class Bar:
        total = done = 0
        closed = False

        def update(self, step):
            self.done += step
            assert not (tmp_path / "digits").exists()

        def reset(self):
            self.done = 0

        def close(self):
            self.closed = True

    bar = Bar()
    fetch(known(mirrors.url("uncompressed")), tmp_path, progress=bar)
    assert (bar.total, bar.done, bar.closed) == (len(RAW), len(RAW), True)
    assert (tmp_path / "digits").exists()


def test_a_progress_bar_is_shown_by_default(mirrors, tmp_path, capsys):
    fetch(known(mirrors.url("good")), tmp_path)
    assert "100%" in capsys.readouterr().err


FETCH = """
import json, sys
from mnistcore.files.download import KnownFile, fetch
fields, folder = json.loads(sys.argv[1])
fetch(KnownFile(**fields), folder, progress=False)
"""


def test_two_processes_at_once_leave_one_good_file(mirrors, tmp_path):
    arguments = json.dumps([asdict(known(mirrors.url("simultaneous"))), str(tmp_path)])
    processes = [subprocess.Popen([sys.executable, "-c", FETCH, arguments], cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert mirrors.requested == ["simultaneous"] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["digits"]
    assert (tmp_path / "digits").read_bytes() == RAW


def test_a_folder_that_is_not_writable_is_reported_before_the_download(mirrors, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DownloadError, match=r"Cannot write .*digits: .* Try without\."):
        fetch_quietly(known(mirrors.url("good")), tmp_path / "file" / "folder")
    assert mirrors.requested == []


def test_a_full_disk_leaves_no_partial_file(mirrors, tmp_path, monkeypatch):
    def write_half(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(DownloadError, match=r"No space left on device\. Try without\."):
        fetch_quietly(known(mirrors.url("good")), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_downloaded_file_is_kept(mirrors, cache):
    file = known(mirrors.url("good"))
    assert obtain(file, progress=False) == RAW
    assert obtain(file, progress=False) == RAW
    assert mirrors.requested == ["good"]
    assert find_file("digits") == cache / "digits"


@pytest.mark.parametrize("name", ["digits", "digits.gz"])
@pytest.mark.parametrize(
    "damaged", [b"", RAW[:-1], RAW[:-1] + b"x", COMPRESSED[:-100], COMPRESSED[:40] + b"x" + COMPRESSED[41:]]
)
def test_a_damaged_file_in_the_cache_is_reported_and_replaced(mirrors, cache, name, damaged):
    file = known(mirrors.url("good"))
    cache.mkdir(parents=True)
    (cache / name).write_bytes(damaged)
    with pytest.warns(UserWarning, match=r"digits.* Downloading a new copy\."):
        assert obtain(file, progress=False) == RAW
    with warnings.catch_warnings(action="error"):
        assert obtain(file, progress=False) == RAW
    assert mirrors.requested == ["good"]


def test_a_damaged_file_of_the_user_is_reported_and_kept(cache, tmp_path, monkeypatch):
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.mkdir()
    good.mkdir()
    (bad / "digits").write_bytes(b"damaged")
    (good / "digits.gz").write_bytes(COMPRESSED)
    monkeypatch.setenv("MNISTCORE_DATA", str(good))
    with pytest.warns(UserWarning, match=r"expected 76,800 bytes, found 7\. The file is ignored\."):
        assert obtain(known(), bad) == RAW
    assert (bad / "digits").read_bytes() == b"damaged"
    assert not cache.exists()


def test_the_search_order_is_data_dir_then_the_environment_then_the_cache(cache, tmp_path, monkeypatch):
    places = [tmp_path / "mine", tmp_path / "first", tmp_path / "second", cache]
    monkeypatch.setenv("MNISTCORE_DATA", os.pathsep.join(map(str, places[1:3])))
    assert list(search_places(places[0])) == places
    assert find_file("digits", places[0]) is None
    for place in reversed(places):
        place.mkdir(parents=True)
        (place / "digits.gz").write_bytes(COMPRESSED)
        assert find_file("digits", places[0]) == place / "digits.gz"


def test_the_books_weights_are_known_by_their_checksum(book_weights):
    assert BOOK_WEIGHTS.read(book_weights) == book_weights.read_bytes()


def test_the_books_weights_are_downloaded_into_the_cache(mirrors, cache, monkeypatch):
    monkeypatch.setattr(download, "BOOK_WEIGHTS", known(mirrors.url("forbidden"), mirrors.url("good")))
    assert download.download_book_weights(progress=False).read_bytes() == RAW
    assert find_file("digits").parent == cache
