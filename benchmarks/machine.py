"""What the figures were measured on. Every file of figures includes it."""

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from mnistcore.speed.machine import describe_machine


def described(*packages):
    """The date, the machine, and the versions of NumPy and of those `packages` that are installed."""
    versions = {}
    for package in ("numpy", *packages):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    machine = {"system": platform.platform(terse=True)} | vars(describe_machine())
    return {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine, "versions": versions}


def write_json(path, about, **figures):
    """Write one JSON object: the dict from `described`, and the figures."""
    path.write_text(json.dumps(about | figures, indent=1) + "\n", encoding="utf-8")
