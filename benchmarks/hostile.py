"""Hostile declarations through the whole program: exit code, a place in the message, time and peak memory.

python benchmarks/hostile.py [ROUNDS]
"""

import re
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import Ended, process, table

SECONDS, MEGABYTES = 1.0, 200
_PLACED = re.compile(r":\d+:\d+: error: ")


def _alias_bomb(path: Path) -> None:
    rows = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    path.write_text("\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x]", *rows]))


def _scalar_of_100_mb(path: Path) -> None:
    with path.open("wb") as opened:
        opened.write(b"declaration: 1\nmodel: ")
        for _ in range(100):
            opened.write(b"x" * 10**6)


def _compute(number: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(f"declaration: 1\nmodel: {{training: {{compute: {number}}}}}\n")


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text)


FILES: dict[str, Callable[[Path], object]] = {
    "alias bomb, 9^10 values": _alias_bomb,
    "list 3,000 deep": _text("declaration: 1\nmodel: " + "[" * 3000 + "]" * 3000),
    "mapping 3,000 deep": _text("".join(f"{' ' * i}a:\n" for i in range(3000))),
    "scalar of 100 MB": _scalar_of_100_mb,
    "1,200,000 list items": _text("- 1\n" * 1_200_000),
    "400,000 keys": _text("".join(f"k{i}: 1\n" for i in range(400_000))),
    "900,000 doubled keys": _text("k: 1\n" * 900_000),
    "a number of 4,000,000 digits": _compute("9" * 4_000_000),
    "10^(10^9)": _compute("10^1000000000"),
    "NaN": _compute(".nan"),
    "a quotient by zero": _compute("1/0"),
    "Python object tag": _text("declaration: 1\nmodel: !!python/object/apply:os.system [x]\n"),
    "an unclosed quote over 4.8 MB": _text("declaration: '" + "a\n" * 2_400_000),
}


def main(rounds: int) -> bool:
    """Print what became of each file; return whether every bar was held."""
    rows, held = [], True
    with tempfile.TemporaryDirectory() as folder:
        for name, write in FILES.items():
            path = Path(folder) / "case.yaml"
            write(path)
            process("-m", "govern", "check", str(path))
            ended = [process("-m", "govern", "check", str(path)) for _ in range(rounds)]
            wall, processor = (
                statistics.median(getattr(each, what) for each in ended) for what in ("wall", "processor")
            )
            peak = max(each.megabytes for each in ended)
            said = ended[-1].errors.strip()
            refused = all(_refused(each) for each in ended)
            # The least processor time decides: a busy machine lengthens the others.
            good = refused and min(each.processor for each in ended) <= SECONDS and peak <= MEGABYTES
            held = held and good
            first = said.splitlines()[0].rpartition("error: ")[2] if said else "nothing said"
            rows.append(
                (name, "yes" if refused else "NO", f"{wall:.2f}", f"{processor:.2f}", f"{peak:.0f}", f"  {first[:70]}")
            )
    table(("file", "refused", "wall s", "processor s", "peak MB", "first error"), rows)
    return held


def _refused(ended: Ended) -> bool:
    return ended.code == 2 and "Traceback" not in ended.errors and _PLACED.search(ended.errors) is not None


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 5) else 1)
