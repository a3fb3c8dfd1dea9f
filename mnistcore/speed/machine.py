"""What a measurement ran on: the processor, and the library behind NumPy's matrix products."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Machine:
    """The machine of a measurement. Where the system does not say, text is "unknown" and a number is None."""

    processor: str
    logical_cores: int | None
    blas: str
    blas_threads: int | None
    numpy: str
    python: str


def describe_machine() -> Machine:
    """The processor and the BLAS library of this process, with its threads."""
    from threadpoolctl import threadpool_info

    built_with = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    name, version, threads = built_with["name"], built_with["version"], None
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    if pools:  # other packages, such as SciPy, bring their own
        pool = max(pools, key=lambda pool: "numpy" in pool["filepath"])
        name, version, threads = pool["internal_api"], pool["version"], pool["num_threads"]
        if "architecture" in pool:
            version += f" ({pool['architecture']})"
    return Machine(
        processor=_processor(),
        logical_cores=os.cpu_count(),
        blas=f"{name} {version}",
        blas_threads=threads,
        numpy=np.__version__,
        python=platform.python_version(),
    )


def _processor():
    """The processor's name as its manufacturer writes it, if the system says."""
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
