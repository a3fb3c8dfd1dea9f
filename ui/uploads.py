"""Takes the files that visitors upload, and keeps none: the server holds one for each visitor, until it is taken.

Streamlit itself keeps all files that a browser sends until the visitor leaves, even those that no page asked for.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.typing import UploadedFile


@st.cache_resource(show_spinner=False)
def keep_one_each():
    """Let each new file replace those that the same visitor sent before. Once in a server."""
    manager = get_script_run_ctx().uploaded_file_mgr
    add = manager.add_file

    def add_alone(session_id, file):
        manager.remove_session_files(session_id)
        add(session_id, file)

    manager.add_file = add_alone


def take(key):
    """The file just uploaded with the st.file_uploader of this key, or None. The server then forgets it."""
    file = st.session_state[key]
    if not isinstance(file, UploadedFile):  # none, or one of before the server was restarted
        return None
    context = get_script_run_ctx()
    context.uploaded_file_mgr.remove_session_files(context.session_id)
    return file
