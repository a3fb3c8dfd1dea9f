"""What a measurement ran on: the processor, and the library behind NumPy's matrix products."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Machine:
    """What a measurement was made on. Where the system does not tell, text is "unknown" and a number None."""

    processor: str
    logical_cores: int | None
    blas: str
    blas_threads: int | None
    numpy: str
    python: str


def describe_machine():
    """The processor, and the library with its threads that multiplies NumPy's matrices, in this process."""
    from threadpoolctl import threadpool_info

    built_with = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    name, version, threads = built_with["name"], built_with["version"], None
    for pool in threadpool_info():
        if pool["user_api"] == "blas":
            name, version, threads = pool["internal_api"], pool["version"], pool["num_threads"]
            break
    return Machine(
        processor=_processor(),
        logical_cores=os.cpu_count(),
        blas=f"{name} {version}",
        blas_threads=threads,
        numpy=np.__version__,
        python=platform.python_version(),
    )


def _processor():
    """The processor's name as its maker writes it, if the system tells."""
    try:
        if platform.system() == "Linux":
            lines = Path("/proc/cpuinfo").read_text().splitlines()
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        if platform.system() == "Darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
    except (OSError, StopIteration, subprocess.SubprocessError):
        pass
    return platform.processor() or platform.machine() or "unknown"
