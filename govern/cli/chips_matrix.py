"""`govern chips matrix`: each product of a list decided, and written as a classification matrix."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govern.assessment.assess import Assessment, assess
from govern.chips.case import Shipment, shipped_as
from govern.chips.lines import NEAR
from govern.chips.products import Product, read_products
from govern.cli.check import Prepared
from govern.cli.chip_classification import chips_law
from govern.cli.console import complain, console, write_file
from govern.countries import is_country
from govern.problem import Problem, Rejected, quoted
from govern.reporting.chip_document import chip_document
from govern.reporting.chip_matrix import matrix_csv, matrix_html, matrix_xlsx

__all__ = ["matrix_row", "write_matrix"]

_EXCEPTIONS = {
    "us/ear/licence_review#nac_eligible": "NAC or ACA possible",
    "us/ear/licence_review#nac_available": "NAC available",
    "us/ear/licence_review#aca_available": "ACA available",
    "us/ear/licence_review#hbm_exception_available": "HBM available",
}
_CLASSIFYING = ("TPP", "TPP/mm2")
_LAW_OF_CHIPS = "us/ear/advanced_computing#"
_Z = ("us/ear/advanced_computing#z_item_a", "us/ear/advanced_computing#z_item_b")


def write_matrix(
    products: Path,
    output: Path | None,
    on: str | None,
    known: str | None,
    to: str | None,
    policies: Sequence[str] | None,
) -> int:
    """Write the matrix of a list of products; return 1 where a row has a problem, 2 where nothing can be written."""
    target = output or products.with_name(f"{products.stem}-classified.csv")
    kind = target.suffix.lower()
    if kind not in (".csv", ".xlsx", ".html"):
        message = f"{quoted(str(target))} has an ending that no matrix has"
        return complain([Problem(code="ending", message=message, help="the endings are `.csv`, `.xlsx`, `.html`")])
    if target.resolve() == products.resolve():
        message = f"{quoted(str(target))} is the list of products itself"
        return complain([Problem(code="output", message=message, help="name another file with `-o`")])
    try:
        law = chips_law(on, known, policies)
        if to is not None and not is_country(to):
            raise Rejected([Problem(code="country", message=f"{quoted(to)} is not a country", help="such as CN or AE")])
        read = read_products(products, law.corpus, law.catalogue)
    except Rejected as rejected:
        return complain(rejected.problems)
    shipment = Shipment(kind="export", origin="US", destination=to) if to is not None else Shipment()
    rows = [matrix_row(product, law, shipment) for product in read]
    title = f"Export classification, law on {law.law.on.isoformat()}" + (f", export from US to {to}" if to else "")
    problems = list(dict.fromkeys(problem for product in read for problem in product.problems))
    content: str | bytes
    if kind == ".xlsx":
        content = matrix_xlsx(rows, title)
    else:
        content = matrix_csv(rows) if kind == ".csv" else matrix_html(rows, title)
    if not write_file(content, target):
        return 2
    if problems:
        complain(problems)
    console().print(f"{target}: {len(rows)} products, {sum(1 for row in rows if row['review trigger'])} to be reviewed")
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def matrix_row(product: Product, prepared: Prepared, shipment: Shipment) -> dict[str, str]:
    """Return the row of one product; one that cannot be read says so and is not dropped."""
    row = {"product": product.name, "reviewer": product.reviewer}
    if product.declaration is None:
        told = "; ".join(problem.message for problem in product.problems)
        return row | {"ECCN": "open: the row cannot be read", "open": told, "review trigger": "correct the row"}
    assessment = assess(shipped_as(product.declaration, shipment), prepared.law, "direct")
    document = chip_document(assessment)
    answers = document["answers"]
    classification = answers.get("classification")
    figures = document["figures"]
    unknown = [] if classification is None else [each["label"] for each in classification["missing"]]
    return row | {
        "chip": document["chip"] if assessment.declaration.facts.get("chip.name") else "",
        "TPP": _figure(figures.get("total_processing_performance")),
        "performance density": _figure(figures.get("performance_density")),
        "ECCN": "no entry in force on this day" if classification is None else classification["words"],
        ".z": _z(assessment),
        "exceptions": _exceptions(assessment),
        "requirement by text": _said(answers, "by_text"),
        "requirement as enforced": _said(answers, "as_enforced"),
        "basis": "" if classification is None else f"{classification['reference']}: {classification['reason']}",
        "margin to the nearest line": _margin(document),
        "open": ", ".join(unknown),
        "review trigger": "; ".join([*_triggers(document, unknown), *(each.message for each in product.problems)]),
    }


def _figure(part: Any) -> str:
    return "" if part is None else str(part["text"])


def _said(answers: dict[str, Any], name: str) -> str:
    found = answers.get(name)
    return "" if found is None else str(found["words"])


def _z(assessment: Assessment) -> str:
    """Return whether the item is a .z item: yes, no, or open where its other entries are not stated."""
    outcomes = {assessment.findings[id].outcome for id in _Z if id in assessment.findings}
    return "yes" if "met" in outcomes else "no" if outcomes <= {"not_met"} else "open"


def _exceptions(assessment: Assessment) -> str:
    """Return the licence exceptions that the figures allow, and those that are open for want of a fact."""
    outcomes = {text: _outcome(assessment, id) for id, text in _EXCEPTIONS.items()}
    held = [text for text, outcome in outcomes.items() if outcome == "met"]
    unsettled = [text for text, outcome in outcomes.items() if outcome not in ("met", "not_met", None)]
    return "; ".join([*held, *(f"open: {text}" for text in unsettled)])


def _margin(document: dict[str, Any]) -> str:
    """Return how far the nearest line of the classification is, and whose it is."""
    for line in document["lines"]:
        rules = [rule["reference"] for rule in line["rules"] if rule["id"].startswith(_LAW_OF_CHIPS)]
        if rules and line["line"].endswith(_CLASSIFYING):
            return f"{line['percent']} % from {line['line']} ({rules[0]})"
    return ""


def _outcome(assessment: Assessment, id: str) -> str | None:
    finding = assessment.findings.get(id)
    return None if finding is None else finding.outcome


def _triggers(document: dict[str, Any], unknown: Sequence[str]) -> list[str]:
    """Return why somebody should look at the row again."""
    found = [f"figures missing: {', '.join(unknown)}"] if unknown else []
    near = next((line for line in document["lines"] if line["near"] and line["line"].endswith(_CLASSIFYING)), None)
    if near is not None:
        found.append(f"within {NEAR * 100} % of a line ({near['line']})")
    found += [trial["text"] for trial in document["trials"] if trial["changes"]]
    found += [reading["question"] for reading in document["readings"]]
    return list(dict.fromkeys(found))
