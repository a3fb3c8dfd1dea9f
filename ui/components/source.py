"""Reads the style sheets and scripts beside the components."""

from pathlib import Path


def read(*names):
    """These files of this folder, joined."""
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)
