"""However the server ends, no process of its own is left."""

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from tests.processes import PATIENCE, descendants, eventually, running, workers

ROOT = Path(__file__).parents[3]


@contextmanager
def server():
    """A server of the app, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    process = subprocess.Popen(
        [*command, "--server.address=127.0.0.1"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert any("URL:" in line for line in process.stdout)
        yield process, port
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGKILL])
def test_the_workers_end_with_the_server_in_the_middle_of_a_job(signal_number):
    with server() as (process, port):
        arrive = BackMsg()
        arrive.rerun_script.query_string = "network=cnn"
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as visitor:
            visitor.send(arrive.SerializeToString())
            eventually(lambda: workers(process.pid), "a worker")
            left = set(descendants(process.pid))
            process.send_signal(signal_number)
            process.wait(PATIENCE)
        eventually(lambda: not left & set(running()), "the end of all processes")
