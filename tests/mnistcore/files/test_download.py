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

from mnistcore.errors import DatasetError, DownloadError
from mnistcore.files import download
from mnistcore.files.download import fetch, obtain
from mnistcore.files.known_files import KnownFile, find_file
from tests.memory import at_most

ROOT = Path(__file__).parents[3]
RAW = bytes(range(256)) * 300
COMPRESSED = gzip.compress(RAW)
BOMB = gzip.compress(bytes(20_000_000))


def known(*urls):
    """The file that these tests download, at these URLs."""
    return KnownFile("digits", len(RAW), hashlib.sha256(RAW).hexdigest(), urls, "Try without.")


class Mirrors(ThreadingHTTPServer):
    """The path of a URL names the behaviour. `released` ends endless answers; `together` waits for two requests.

    `asked` is set by the first request.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.released = threading.Event()
        self.together = threading.Barrier(2)
        self.asked = threading.Event()
        self.requested = []

    def url(self, behaviour):
        return f"http://127.0.0.1:{self.server_port}/{behaviour}"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        behaviour = self.path[1:]
        self.server.requested.append(behaviour)
        self.server.asked.set()
        with suppress(ConnectionError):  # the client has closed the connection
            getattr(self, behaviour)()

    def log_message(self, *_):
        pass

    def send(self, body, length=None, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", length or len(body))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
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
        self.send(BOMB)

    def truncated(self):
        self.send(COMPRESSED[: len(COMPRESSED) // 2])

    def interrupted(self):
        self.send(COMPRESSED[: len(COMPRESSED) // 2], length=len(COMPRESSED))

    def web_page(self):
        self.send(b"<!DOCTYPE html><p>Please log in to this network.</p>")

    def without_a_length(self):
        self.send(COMPRESSED, length="many")

    def encoded(self):
        self.send(COMPRESSED, Content_Encoding="gzip")

    def encoded_bomb(self):
        self.send(BOMB, Content_Encoding="gzip")

    def busy(self, status=503, **headers):
        if self.server.requested.count(self.path[1:]) == 1:
            self.send(b"Later.", status=status, **headers)
        else:
            self.good()

    def busy_429(self):
        self.busy(429, Retry_After="7")

    def busy_502(self):
        self.busy(502, Retry_After="Fri, 31 Dec 2027 23:59:59 GMT")

    def busy_504(self):
        self.busy(504, Retry_After="²")

    def busy_for_long(self):
        self.send(b"Later.", status=503, Retry_After="9" * 5000)

    def always_busy(self):
        self.send(b"Later.", status=503)

    def round_and_round(self):
        self.send_response(302)
        self.send_header("Location", self.path)
        self.end_headers()

    def drip(self, content):
        for byte in content:
            self.wfile.write(bytes([byte]))
            if self.server.released.wait(0.02):
                return

    def redirecting_slowly(self):
        self.drip(b"HTTP/1.0 302 Found\r\nLocation: " + self.path.encode() + b"\r\n\r\n")

    def redirecting_at_length(self):
        self.send_response(302)
        self.send_header("Location", "/good")
        self.end_headers()
        self.fill()

    def dripping_headers(self):
        self.drip(b"HTTP/1.0 200 OK\r\n" + b"X-Patience: a virtue\r\n" * 90)

    def silent(self):
        self.server.released.wait()

    def stalled(self):
        self.send(COMPRESSED[:100], length=len(COMPRESSED))
        self.server.released.wait()

    def dripping(self):
        self.send(b"", length=len(COMPRESSED))
        self.drip(COMPRESSED)

    def endless(self):
        self.send_response(200)
        self.end_headers()
        self.fill()

    def fill(self):
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


GOOD = ["good", "compressed_differently", "uncompressed", "encoded", "without_a_length"]


@pytest.mark.parametrize("behaviour", GOOD)
def test_a_good_mirror_delivers_however_it_compresses(mirrors, tmp_path, behaviour):
    path = fetch_quietly(known(mirrors.url(behaviour), mirrors.url("good")), tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "digits"
    assert path.read_bytes() == RAW
    assert list(path.parent.iterdir()) == [path]
    assert mirrors.requested == [behaviour]


BAD = {  # behaviour: part of the error message
    "forbidden": "403 Client Error",
    "wrong_bytes": "expected its SHA-256",
    "too_long_inside": "expected 76,800 bytes, found more",
    "bomb": "expected 76,800 bytes, found more",
    "truncated": "damaged gzip file",
    "interrupted": "IncompleteRead",
    "web_page": "expected 76,800 bytes, found 52",
    "round_and_round": "Exceeded 30 redirects",
    "endless": "longer than the 78,592 bytes",
    "encoded_bomb": "expected 76,800 bytes, found more",
    "busy_for_long": "503 Server Error",
    "silent": "timed out",
}
SLOW = {
    "silent": {"timeout": 1},
    "stalled": {"timeout": 1},
    "dripping": {"time_limit": 1},
    "dripping_headers": {"time_limit": 1},
    "redirecting_slowly": {"time_limit": 2},
}


@pytest.mark.parametrize("behaviour", sorted(BAD.keys() | SLOW.keys()))
def test_after_a_bad_mirror_the_next_one_is_tried(mirrors, tmp_path, behaviour):
    file = known(mirrors.url(behaviour), mirrors.url("good"))
    path = fetch_quietly(file, tmp_path, **SLOW.get(behaviour, {}))
    assert path.read_bytes() == RAW
    assert list(tmp_path.iterdir()) == [path]
    assert mirrors.requested[0] == behaviour and mirrors.requested[-1] == "good"


@pytest.mark.parametrize("behaviour", ["dripping", "dripping_headers", "redirecting_slowly"])
def test_the_time_limit_holds_for_headers_redirects_and_body(mirrors, tmp_path, behaviour):
    with pytest.raises(DownloadError, match=r"Expected the whole file within 1\.5 s"):
        fetch_quietly(known(mirrors.url(behaviour)), tmp_path, time_limit=1.5)


def test_the_body_of_a_redirect_is_not_read(mirrors, tmp_path):
    assert fetch_quietly(known(mirrors.url("redirecting_at_length")), tmp_path, time_limit=30).read_bytes() == RAW


def test_a_bomb_is_not_unpacked(mirrors, tmp_path):
    fetch_quietly(known(mirrors.url("good")), tmp_path)  # loads what downloads need
    with at_most(3_000_000), pytest.raises(DownloadError):
        fetch_quietly(known(mirrors.url("encoded_bomb")), tmp_path)


@pytest.mark.parametrize("behaviour, seconds", [("busy", 1), ("busy_429", 7), ("busy_502", 1), ("busy_504", 1)])
def test_a_busy_mirror_is_asked_again_after_the_pause_it_asks_for(mirrors, tmp_path, behaviour, seconds):
    pauses = []
    path = fetch_quietly(known(mirrors.url(behaviour), mirrors.url("good")), tmp_path, pause=pauses.append)
    assert path.read_bytes() == RAW
    assert mirrors.requested == [behaviour] * 2
    assert pauses == [seconds]


@pytest.mark.parametrize("behaviour, times", [("always_busy", 2), ("busy_for_long", 1), ("forbidden", 1)])
def test_after_a_mirror_that_stays_busy_the_next_one_is_tried(mirrors, tmp_path, behaviour, times):
    file = known(mirrors.url(behaviour), mirrors.url("good"))
    assert fetch_quietly(file, tmp_path, pause=lambda seconds: None).read_bytes() == RAW
    assert mirrors.requested == [behaviour] * times + ["good"]


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
from mnistcore.files.download import fetch
from mnistcore.files.known_files import KnownFile
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


def test_a_killed_download_leaves_nothing(mirrors, tmp_path):
    arguments = json.dumps([asdict(known(mirrors.url("silent"))), str(tmp_path)])
    process = subprocess.Popen([sys.executable, "-c", FETCH, arguments], cwd=ROOT)
    assert mirrors.asked.wait(timeout=60)
    process.kill()
    process.wait()
    assert not list(tmp_path.iterdir())


def test_the_next_download_deletes_what_was_left_half_written(mirrors, tmp_path):
    names = [f"labels.{'0123456789abcdef' * 2}.part", f"labels.{'f' * 32}.part", "thesis.part"]
    for name in names:
        (tmp_path / name).touch()
    for name in names[::2]:
        os.utime(tmp_path / name, (0, 0))
    fetch_quietly(known(mirrors.url("good")), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], "digits"}


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


@pytest.mark.parametrize(
    "content, message", [(b"damaged", "found 7. Replace or delete"), (None, "found none. Try wit")]
)
def test_without_permission_nothing_is_downloaded(mirrors, cache, tmp_path, content, message):
    if content:
        (tmp_path / "digits").write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        obtain(known(mirrors.url("good")), tmp_path, download=False)
    assert mirrors.requested == []


def test_the_books_weights_are_downloaded_into_the_cache(mirrors, cache, monkeypatch):
    monkeypatch.setattr(download, "BOOK_WEIGHTS", known(mirrors.url("forbidden"), mirrors.url("good")))
    assert download.download_book_weights(progress=False).read_bytes() == RAW
    assert find_file("digits").parent == cache
