"""What the server keeps of the files that visitors send: one for each, until a page takes it."""

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from tests.pages.apps import APP, page, run


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.fixture
def managers(monkeypatch):
    """The managers of uploaded files, as they are made: AppTest makes one for each run."""
    managers, make = [], MemoryUploadedFileManager.__init__
    monkeypatch.setattr(MemoryUploadedFileManager, "__init__", lambda self, *a: managers.append(self) or make(self, *a))
    return managers


def upload(at, name, content):
    at.file_uploader(key="own_file").set_value((name, content, "application/octet-stream"))
    return at.run()


def test_an_uploaded_network_is_used_and_its_file_is_not_kept(managers):
    at = run(APP, network="own file")
    upload(at, "mine.npz", npz(W1=np.zeros((784, 10)), b1=np.zeros(10)))
    assert not at.exception and not at.error
    assert next(m for m in at.metric if m.label == "Weights and biases").value == "7,850"
    assert not any(manager.file_storage for manager in managers)
    at.run()
    assert not at.exception and not at.error
    assert next(m for m in at.metric if m.label == "Weights and biases").value == "7,850"


def test_a_refused_file_is_named_and_not_kept(managers):
    at = run(APP, network="own file")
    upload(at, "mine.npz", npz(W1=np.zeros((783, 10)), b1=np.zeros(10)))
    assert "783" in at.error[0].value and "mine" in at.error[0].value
    assert not any(manager.file_storage for manager in managers)
    upload(at, "better.npz", npz(W1=np.zeros((784, 10)), b1=np.zeros(10)))
    assert not at.error


def test_a_photo_is_put_on_the_canvas_and_its_file_is_not_kept(managers):
    photo = Image.new("L", (60, 60), 255)
    photo.paste(0, (27, 10, 33, 50))
    file = io.BytesIO()
    photo.save(file, "PNG")
    at = run(page("draw_and_predict"))
    at.file_uploader(key="picture").set_value(("one.png", file.getvalue(), "image/png")).run()
    assert not at.exception and not at.error
    assert str(at.session_state["canvas"].note) == "This image comes from one.png."
    assert at.session_state["canvas"].ink.any()
    assert not any(manager.file_storage for manager in managers)
    at.file_uploader(key="picture").set_value(("two.png", b"![](//elsewhere.invalid/x.png)", "image/png")).run()
    assert "not a PNG or JPEG" in at.error[0].value.replace("\\", "")
    assert not any(manager.file_storage for manager in managers)


def test_the_next_file_replaces_one_that_no_page_took():
    def script():
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx
        from streamlit.runtime.uploaded_file_manager import UploadedFileRec

        from ui import uploads

        uploads.keep_one_each.clear()
        uploads.keep_one_each()
        manager = get_script_run_ctx().uploaded_file_mgr
        for visitor, name in (("a", "1"), ("b", "2"), ("a", "3"), ("a", "4")):
            manager.add_file(visitor, UploadedFileRec(name, name, "", b"content"))
        st.write(str({visitor: list(files) for visitor, files in manager.file_storage.items()}))

    assert AppTest.from_function(script).run().markdown[0].value == "{'b': ['2'], 'a': ['4']}"
