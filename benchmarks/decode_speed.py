"""Single-stream speeds: what the policy files predict, held against what was measured.

Each row of the table of measured speeds becomes a declaration, which the engine evaluates with the shipped policy
files; the 90 % band is that of the efficiencies in `policies/methods/throughput.yaml`. They are reported for both
halves of the chips, fitted anew on each half and tried on the other, and with one model or one class left out.
Run: GOVERN_REFERENCE_DATA=... python benchmarks/decode_speed.py [--rows]
"""

import csv
import math
import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from govern.assessment.assess import assess
from govern.assessment.decision import Decision
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.declaration.read import read_declaration_text
from govern.law.corpus import Corpus, read_corpus
from govern.law.law import Law
from govern.ranges import Range
from govern.values import Value

DAY: Final = date(2026, 11, 22)
DATA: Final[Mapping[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "measured_speeds.yaml").read_text(encoding="utf-8")
)
CHIPS: Final[Mapping[str, Mapping[str, Any]]] = DATA["chips"]
MODELS: Final[Mapping[str, Mapping[str, Any]]] = DATA["models"]
SPEED: Final = "methods/throughput#decode_speed"
FORMATS: Final = {"Q4_K_M": "q4_k_m", "Q4_K_M (ollama default)": "q4_k_m", "MXFP4": "mxfp4"}
EIGHT_BIT_AND_MORE: Final = ("fp32", "bf16", "fp16", "fp8", "int8", "q8_0")
SMALL_HOSTS: Final = ("Pi 5", "Pi CM5", "Pi 500", "Orion", "MS-R1 (", "Thelio Astra", "HiFive Premier P550 (AMD")
INTERVAL: Final = 1.645  # standard deviations to each side of a 90 % interval


def written(value: object) -> str:
    """Return plain data as YAML in one line."""
    return yaml.safe_dump(value, default_flow_style=True, width=10**6).strip().removesuffix("\n...")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured speed, in tokens a second: of what, on which chip, in which host."""

    chip: str
    chips: int = 1
    model: str
    format: str
    context: int = 512
    speed: float
    on_processor: bool = False
    host: str = ""
    offloaded: float = 0
    host_bandwidth: float = 0

    def declaration(self) -> str:
        """Return the row as a declaration."""
        chip = CHIPS[self.chip]
        deployment: dict[str, object] = {
            "quantization": self.format,
            "chips": self.chips,
            "batch": 1,
            "context": self.context,
            "measured_decode_speed": self.speed,
        }
        if self.chips > 1:
            deployment |= {"parallelism": "pipeline", "link_latency": "1e-5 s", "link_bandwidth": "10 GB/s"}
        if self.offloaded:
            bandwidth = f"{self.host_bandwidth} GB/s"
            deployment |= {"offloaded_share": self.offloaded, "host_memory_bandwidth": bandwidth}
        declared = {
            "declaration": 1,
            "model": MODELS[self.model],
            "chip": {
                "vendor": chip["vendor"],
                "processor": "cpu" if self.on_processor else chip["processor"],
                "memory_technology": chip["memory"],
                "dram_bandwidth": f"{chip['bandwidth']} GB/s",
            },
            "deployment": deployment,
        }
        return written(declared)


def measured_rows(folder: Path) -> tuple[list[Row], list[tuple[str, str]]]:
    """Return the decode rows of the table that can be evaluated, and the others, each with the reason."""
    rows, left = [], []
    with (folder / "measured_throughput.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["phase"] != "decode":
                continue
            reason = DATA["not_evaluated"].get(line["chip"])
            if reason is None and line["chip"] not in CHIPS:
                reason = "the bandwidth of the chip is not known"
            if reason is None:
                rows.append(_row(line))
            else:
                left.append((f"row {line['row_id']}, {line['chip']}, {line['model']}", reason))
    return rows, left


def _row(line: Mapping[str, str]) -> Row:
    # A model larger than the card: what does not fit lies in the memory of a computer with two channels of DDR5-5200.
    split = line["backend"] == "GPU/CPU" and line["chip"] == "Nvidia 4090"
    return Row(
        chip=line["chip"],
        chips=int(line["n_chips"]),
        model=line["model"],
        format=FORMATS[line["quant"]],
        context=int(line["gen_len"] or 500) // 2,
        speed=float(line["tok_s"]),
        on_processor=line["backend"] == "CPU",
        host=line["notes"],
        offloaded=0.5 if split else 0,
        host_bandwidth=83.2 if split else 0,
    )


def other_rows() -> Iterator[Row]:
    """Yield rows that the table leaves out: other models and formats on the same chips, and single rows elsewhere."""
    same = (("Llama 3 8B", "fp16"), ("Llama 3.1 70b", "q4_k_m"), ("Llama 3.1 70b", "fp16"))
    for chip, chips, *speeds in DATA["same_page"]:
        for (model, number_format), speed in zip(same, speeds, strict=True):
            if speed:
                yield Row(chip=chip, chips=chips, model=model, format=number_format, speed=speed)
    older = (("Llama 2 7B", "q4_0"), ("Llama 2 7B", "fp16"), ("Llama 2 13B", "q4_0"), ("Llama 1 30B", "q4_0"))
    for chip, *speeds in DATA["older_page"]:
        for (model, number_format), speed in zip(older, speeds, strict=True):
            if speed:
                yield Row(chip=chip, model=model, format=number_format, speed=speed, context=256)
    for entry in DATA["other_pages"]:
        yield Row(**{key: value for key, value in entry.items() if key != "source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A row with what the policy files say of it: speed, 90 % band, efficiency used, share of the roof measured."""

    row: Row
    predicted: float
    low: float
    high: float
    of_roof: float
    efficiency: float
    group: str

    @property
    def implied(self) -> float:
        """The efficiency with which the row would have been predicted exactly."""
        return self.efficiency * self.row.speed / self.predicted

    @property
    def within(self) -> bool:
        """Whether the measured speed lies in the band."""
        return self.low <= self.row.speed <= self.high

    @property
    def error(self) -> float:
        """The absolute logarithm of predicted over measured."""
        return abs(math.log(self.predicted / self.row.speed))

    def __str__(self) -> str:
        row, mark = self.row, "" if self.within else " OUTSIDE"
        what = f"{row.chip} x{row.chips}, {row.model} {row.format}"
        return (
            f"{what}: {row.speed} measured, {self.predicted:.1f} ({self.low:.1f} to {self.high:.1f}) {row.host}{mark}"
        )


class Predictor:
    """Evaluates rows with the shipped policy files."""

    def __init__(self) -> None:
        """Read the policy files and the catalogue."""
        self.corpus: Corpus = read_corpus()
        self.catalogue: Catalogue = read_catalogue(self.corpus.vocabulary)
        self.law: Law = self.corpus.in_force(on=DAY, known=DAY)

    def decision(self, text: str) -> Decision:
        """Return the decision on a declaration."""
        declaration = read_declaration_text(text, self.corpus, self.catalogue, file="row.yaml")
        return assess(declaration, self.law, "direct").decision

    def speed(self, decision: Decision) -> tuple[float, float, float]:
        """Return the predicted speed and the ends of its band; raise `ValueError` where it is not one number."""
        index = self.law.definitions[SPEED]
        return (_point(decision.values[index]), *_ends((decision.spread or decision.values)[index]))

    def result(self, row: Row) -> Result:
        """Return what the policy files say of a row; raise `ValueError` where the speed is not one number."""
        decision = self.decision(row.declaration())
        values, index = decision.values, self.law.definitions
        predicted, low, high = self.speed(decision)
        bytes_read = _point(values[index["methods/throughput#bytes_of_a_chip"]])
        kind = "8 bit and more" if row.format in EIGHT_BIT_AND_MORE else "below 8 bit"
        if "experts" in MODELS[row.model]["architecture"]:
            kind = "mixture of experts"
        return Result(
            row=row,
            predicted=predicted,
            low=low,
            high=high,
            of_roof=row.speed * bytes_read / (CHIPS[row.chip]["bandwidth"] * 1e9),
            efficiency=_point(values[index["methods/throughput#bandwidth_efficiency"]]),
            group=f"{kind}, {values[index['methods/throughput#processor_class']]}",
        )

    def elsewhere(self) -> Iterator[tuple[str, float, tuple[float, float, float]]]:
        """Yield rows described by little: what, measured, and predicted with the ends of the band."""
        for what, vendor, market, bandwidth, parameters, active, number_format, speed, source in DATA["elsewhere"]:
            model = {"parameters": parameters} | ({"active_parameters": active} if active else {"dense": True})
            declared = {
                "declaration": 1,
                "model": model,
                "chip": {"vendor": vendor, "market": market, "dram_bandwidth": bandwidth},
                "deployment": {"chips": 1, "batch": 1, "context": 512, "quantization": number_format},
            }
            yield f"{what} ({source})", speed, self.speed(self.decision(written(declared)))


def _ends(value: Value) -> tuple[float, float]:
    if isinstance(value, Range):
        return float(value.low or 0), math.inf if value.high is None else float(value.high)
    return _point(value), _point(value)


def _point(value: Value) -> float:
    if isinstance(value, Range):
        low, high = _ends(value)
        if not low or high > low * 1.000001:
            raise ValueError(f"`{value}` is not one number")
        return low
    return float(value)  # type: ignore[arg-type]


def half(results: Iterable[Result], part: int) -> list[Result]:
    """Return the rows of every second chip, by name, so that no chip is in both halves."""
    kept = set(sorted(CHIPS)[part::2])
    return [result for result in results if result.row.chip in kept]


@dataclass(frozen=True, slots=True)
class Prior:
    """An efficiency and its 90 % interval."""

    value: float
    low: float
    high: float


def fitted(results: Iterable[Result]) -> Prior:
    """Return the median of the implied efficiencies and an interval of 1.645 robust standard deviations around it.

    The standard deviation of logarithms is no less than 0.2, because the rows are of fewer engines than there are.
    """
    logs = sorted(math.log(result.implied) for result in results)
    middle = statistics.median(logs)
    spread = 1.4826 * statistics.median(abs(each - middle) for each in logs) if len(logs) > 4 else 0.3
    width = INTERVAL * max(0.2, spread)
    return Prior(*(min(1.0, math.exp(middle + side * width)) for side in (0, -1, 1)))


def tried(fit: Sequence[Result], on: Sequence[Result]) -> str:
    """Say how many rows lie in the bands of efficiencies fitted on others; a class without any takes those of all."""
    groups = defaultdict(list)
    for result in fit:
        groups[result.group].append(result)
    priors, rest = {group: fitted(rows) for group, rows in groups.items()}, fitted(fit)
    used = [(priors.get(result.group, rest), result) for result in on]
    inside = sum(prior.low <= result.implied <= prior.high for prior, result in used)
    error = statistics.median(abs(math.log(result.implied / prior.value)) for prior, result in used)
    return f"{inside} of {len(on)} within ({inside / len(on):.1%}), median |ln ratio| {error:.3f}"


def _told(name: str, results: Sequence[Result]) -> None:
    within, error = sum(result.within for result in results), statistics.median(result.error for result in results)
    largest = max(result.of_roof for result in results)
    print(
        f"{name}: {within} of {len(results)} within the 90 % band ({within / len(results):.1%}), "
        f"median |ln ratio| {error:.3f}, largest share of the roof {largest:.2f}"
    )


def _classes(results: Sequence[Result]) -> None:
    for group in sorted({result.group for result in results}):
        rows = [result for result in results if result.group == group]
        first = fitted([result for result in half(results, 0) if result.group == group] or rows)
        print(
            f"  {group}: {sum(result.within for result in rows)} of {len(rows)} within; used {rows[0].efficiency:.2f}, "
            f"fitted on the first half {first.value:.2f} ({first.low:.2f} to {first.high:.2f}), "
            f"on all {fitted(rows).value:.2f}"
        )


def _left_out(results: Sequence[Result], what: str, key: Callable[[Result], str]) -> None:
    for left in sorted({key(result) for result in results}):
        fit = [result for result in results if key(result) != left]
        on = [result for result in results if key(result) == left]
        print(f"  without the {what} {left}: {tried(fit, on)}")


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return 1 where the promised ones are not reached."""
    folder = Path(os.environ.get("GOVERN_REFERENCE_DATA", "."))
    if not (folder / "measured_throughput.csv").is_file():
        print("not measured: set GOVERN_REFERENCE_DATA to the folder of measured_throughput.csv", file=sys.stderr)
        return 0
    rows, left = measured_rows(folder)
    predictor = Predictor()
    results = [predictor.result(row) for row in rows]
    others = [predictor.result(row) for row in other_rows()]
    found = list(predictor.elsewhere())
    print(f"{len(rows)} single-stream rows of the table evaluated, {len(left)} not:")
    for name, reason in left:
        print(f"  {name}: {reason}")
    _told("rows of the table", results)
    for part, name in enumerate(("first half of the chips", "second half of the chips")):
        _told(f"  {name}", half(results, part))
    _told("  without cards in single-board hosts", [r for r in results if r.row.on_processor or not _is_small(r.row)])
    _told("other models and formats", others)
    inside = sum(low <= speed <= high for _, speed, (_, low, high) in found)
    error = statistics.median(abs(math.log(predicted / speed)) for _, speed, (predicted, _, _) in found)
    print(f"found later, by little: {inside} of {len(found)} within the 90 % band, median |ln ratio| {error:.3f}")
    together = [*results, *others]
    _classes(together)
    for part in (0, 1):
        print(f"fitted on half {part + 1}, tried on the other: {tried(half(together, part), half(together, 1 - part))}")
    _left_out(together, "model", lambda result: result.row.model)
    _left_out(together, "class", lambda result: result.group)
    if "--rows" in arguments:
        print("\n".join(map(str, together)))
        for what, speed, (predicted, low, high) in found:
            print(f"{what}: {speed} measured, {predicted:.1f} ({low:.1f} to {high:.1f})")
    share = sum(result.within for result in results) / len(results)
    largest = max(result.of_roof for result in together)
    return 0 if share >= 0.9 and statistics.median(r.error for r in results) <= 0.25 and largest <= 1 else 1


def _is_small(row: Row) -> bool:
    return any(each in row.host for each in SMALL_HOSTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
