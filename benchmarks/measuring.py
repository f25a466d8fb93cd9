"""How the benchmarks measure: medians of wall and processor time, in this process and of whole processes.

Other programs on the machine lengthen the wall time and hardly the processor time, so both are shown, and the
least of each: what is above it is mostly the machine.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds of several runs: the median and the least wall time, the median processor time."""

    wall: float
    least: float
    processor: float

    @classmethod
    def of(cls, runs: Sequence[tuple[float, float]]) -> "Timing":
        """Return the timing of runs, each of which took so much wall and so much processor time."""
        wall, processor = zip(*runs, strict=True)
        return cls(wall=statistics.median(wall), least=min(wall), processor=statistics.median(processor))


def side_by_side(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Return the timing of several functions, run in turn so that all meet the same machine."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for function in work.values():
        function()
    for _ in range(rounds):
        for name, function in work.items():
            wall, processor = time.perf_counter(), time.process_time()
            function()
            runs[name].append((time.perf_counter() - wall, time.process_time() - processor))
    return {name: Timing.of(each) for name, each in runs.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that has ended: its exit code, what it wrote to standard error, its time and its peak memory."""

    code: int
    errors: str
    wall: float
    processor: float
    megabytes: float


def process(*arguments: str) -> Ended:
    """Run Python with arguments from the root of the project, and wait for its end."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as child:
        errors = child.stderr.read() if child.stderr is not None else ""
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    processor = usage.ru_utime + usage.ru_stime
    return Ended(code=child.returncode, errors=errors, wall=wall, processor=processor, megabytes=peak)


def processes(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Timing]:
    """Return the timing of several commands, run in turn; a command that fails ends the benchmark."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, arguments in commands.items():
            ended = process(*arguments)
            if ended.code != 0:
                raise SystemExit(f"{name}: exit code {ended.code}\n{ended.errors}")
            # The first round writes what Python keeps compiled.
            runs[name] += [(ended.wall, ended.processor)] if number else []
    return {name: Timing.of(each) for name, each in runs.items()}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heads, the first column to the left."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells))
