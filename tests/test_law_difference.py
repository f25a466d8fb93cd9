"""What changed in the law: by days what came into force, ended and was set; by versions the meaning alone."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from govern.cli.app import app
from govern.cli.console import PLAIN_WIDTH
from govern.expression.parse import parse
from govern.expression.syntax import Expr, text_of
from govern.law.corpus import Corpus
from govern.law.difference import canonical, changes_between
from govern.law.version_difference import changes_of, changes_of_vocabulary
from govern.reporting.law_difference import law_difference, law_difference_lines
from tests.changing_law import BILL, FACTS, act, small_corpus
from tests.small_law import corpus_of

Golden = Callable[[str, str], None]


def told(document: dict[str, Any]) -> list[str]:
    return [
        f"{change['on'] or ''} {' '.join(each['id'].rpartition('#')[2] for each in change['entries']) or 'file'}: "
        f"{change['text']} ({change['reference']})".strip()
        for change in document["changes"]
    ]


def between(first: str, last: str, known: str | None = None, *, id: str = "us/small") -> list[str]:
    policies = [small_corpus().policies[id]]
    days = date.fromisoformat(first), date.fromisoformat(last), None if known is None else date.fromisoformat(known)
    return told(law_difference(changes_between(policies, *days), {}))


# --- two days -------------------------------------------------------------------------------------


def test_the_whole_life_of_an_act(golden: Golden) -> None:
    policies = small_corpus().policies.values()
    document = law_difference(changes_between(policies, date(2025, 1, 1), date(2027, 1, 1)), {})
    golden("law_small_changes.txt", "".join(f"{'  ' * x.depth}{x.text}\n" for x in law_difference_lines(document)))


ALL = "large_model modified_model fee notify review report_incident keep_records fine"


def test_what_is_adopted_comes_into_force_and_is_enforced_on_its_day() -> None:
    adopted = f"2025-03-01 {ALL}: adopted, in force from 2026-01-01 (sec. 9(1))"
    assert between("2025-02-28", "2025-03-01")[0] == adopted
    assert between("2025-03-01", "2025-12-31") == []
    came = between("2025-12-31", "2026-01-01")
    assert came[:2] == [
        f"2026-01-01 {ALL}: came into force, not enforced (sec. 9(1))",
        "2026-01-01 exempt: came into force (sec. 9(1))",
    ]
    assert "2026-01-01 large_compute: set at 10^25 FLOP (sec. 2(a))" in came
    assert between("2026-06-30", "2026-07-01") == [f"2026-07-01 {ALL}: enforced (sec. 9(2))"]
    assert between("2026-04-30", "2026-05-01") == ["2026-05-01 exempt: repealed (Order 7)"]
    assert between("2026-08-31", "2026-09-01") == ["2026-09-01 large_compute: 10^25 FLOP -> 3 x 10^25 FLOP (Order 7)"]
    assert between("2026-02-28", "2026-03-01", id="us/bill") == [
        "2026-03-01 larger_model: proposed (H.R. 1)",
        "2026-03-01 line: set at 10^26 FLOP (sec. 1)",
    ]


def test_each_day_knows_what_was_published_by_it_unless_a_day_is_given() -> None:
    assert between("2026-04-30", "2026-05-01", known="2026-03-31") == []
    assert between("2026-08-31", "2026-09-01", known="2026-03-31") == []
    assert between("2025-02-28", "2025-03-01", known="2026-01-01") == []


def test_steps_between_the_days_are_not_lost() -> None:
    steps = [line for line in between("2025-01-01", "2027-01-01") if " exempt: " in line]
    assert steps == [
        "2025-03-01 exempt: adopted, in force from 2026-01-01 (sec. 9(1))",
        "2026-01-01 exempt: came into force (sec. 9(1))",
        "2026-05-01 exempt: repealed (Order 7)",
    ]


def events(*events: tuple[str, str, str]) -> list[str]:
    """What changed in a text with these events between 2024 and 2028."""
    history = [{"event": e, "on": on, "published": published, "reference": e} for e, on, published in events]
    file = {
        **act(),
        "history": history,
        "parameters": {},
        "definitions": {},
        "interpretations": {},
        "answers": {},
        "obligations": {},
        "penalties": {},
        "untranslated": [],
        "provisions": {"rule": {"label": "r", "kind": "classification", "reference": "x", "when": "case.flag"}},
    }
    policy = corpus_of({"law": file}, FACTS).policies["law"]
    document = law_difference(changes_between([policy], date(2024, 1, 1), date(2028, 1, 1)), {})
    return [line.replace(" rule: ", " ") for line in told(document)]


def test_other_turns_of_fate() -> None:
    start = ("applies", "2025-01-01", "2024-06-01")
    assert events(start, ("stayed", "2025-03-01", "2025-02-01"), ("stay_ends", "2025-06-01", "2025-05-01"))[1:] == [
        "2025-01-01 came into force (applies)",
        "2025-03-01 stayed (stayed)",
        "2025-06-01 the stay ended, in force again (applies)",
    ]
    assert events(("published", "2024-06-01", "2024-06-01"), ("vetoed", "2024-09-01", "2024-09-01")) == [
        "2024-06-01 proposed (published)",
        "2024-09-01 vetoed (vetoed)",
    ]
    assert events(start, ("applies", "2026-01-01", "2024-12-01"))[1:] == [
        "2024-12-01 now in force from 2026-01-01 instead of 2025-01-01 (applies)",
        "2026-01-01 came into force (applies)",
    ]
    assert events(start, ("not_enforced", "2025-05-13", "2025-05-13"))[2:] == ["2025-05-13 not enforced (not_enforced)"]
    assert events(("applies", "2025-04-09", "2025-04-15")) == ["2025-04-15 came into force on 2025-04-09 (applies)"]


# --- two versions ---------------------------------------------------------------------------------


def versions(change: Callable[[dict[str, Any]], None]) -> list[str]:
    """What changes in meaning with a change of the act."""
    new = act()
    change(new)
    old_policies = small_corpus().policies
    new_policies = corpus_of({"us/small": new, "us/bill": BILL}, FACTS).policies
    return told(law_difference(changes_of(old_policies, new_policies), {}))


def test_layout_and_wording_are_no_change() -> None:
    def change(file: dict[str, Any]) -> None:
        file["parameters"]["large_compute"]["values"][0]["value"] = "1e25"
        file["parameters"]["large_revenue"]["values"][0]["value"] = "5e8"
        file["parameters"]["member_states"]["values"][0]["value"].reverse()
        rule = file["provisions"]["large_model"]
        rule["label"], rule["note"] = "another label", "another note"
        rule["when"] = (
            "not model.for_research_only and large_compute < counted_compute and "
            "(model.weights == 'open' or ('audio' in model.modalities or 'text' in model.modalities))"
        )
        file["definitions"]["share_line"]["is"] = "share * first(model.original, large_compute)"
        file["provisions"] = dict(reversed(file["provisions"].items()))
        file["interpretations"]["original_counts"]["readings"]["counts"]["label"] = "yes"

    assert versions(change) == []
    assert versions(lambda _: None) == []


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (
            ("parameters", "large_compute", "values", 0, "value"),
            "10^26",
            "large_compute: value: 10^25 FLOP from 2026-01-01 -> 10^26 FLOP from 2026-01-01 (sec. 2(a))",
        ),
        (
            ("parameters", "large_compute", "values", 0, "from"),
            "2026-02-01",
            "large_compute: value: 10^25 FLOP from 2026-01-01 -> 10^25 FLOP from 2026-02-01 (sec. 2(a))",
        ),
        (
            ("parameters", "large_compute", "values", 0, "reference"),
            "sec. 2(b)",
            "large_compute: reference: sec. 2(a) -> sec. 2(b) (sec. 2(b))",
        ),
        (
            ("parameters", "large_compute", "values", 0, "grade"),
            "secondary",
            "large_compute: grade: primary -> secondary (sec. 2(a))",
        ),
        (("parameters", "fees", "otherwise"), 200, "fees: otherwise: 100 -> 200 (Annex 2)"),
        (
            ("provisions", "modified_model", "when"),
            "case.compute >= share_line",
            "modified_model: condition: case.compute > share_line -> case.compute >= share_line (sec. 2(b))",
        ),
        (("provisions", "large_model", "effect"), "x", "large_model: effect: large_until_2027_01_01 -> x (sec. 2)"),
        (("provisions", "modified_model", "force"), "law", "modified_model: force: guidance -> law (sec. 2(b))"),
        (
            ("definitions", "own_compute", "is"),
            "case.compute",
            "own_compute: formula: model.compute -> case.compute (sec. 2(d))",
        ),
        (
            ("definitions", "compute_of_parts", "lineage", "developer"),
            "any",
            "compute_of_parts: lineage: sum own_compute; from base_models; through base_models, merged_models; dev",
        ),
        (
            ("interpretations", "original_counts", "readings", "counts", "is"),
            False,
            "original_counts: reading counts: true -> false (sec. 2(c) is silent)",
        ),
        (
            ("obligations", "review", "due", "every"),
            "6 months",
            "review: due: every 12 months after events.reviewed_on",
        ),
        (("obligations", "review", "who"), "deployer", "review: who: developer -> deployer (sec. 6(1))"),
        (("penalties", "fine", "per"), "day", "fine: per: violation -> day (sec. 8)"),
        (("answers", "fee", "rows", 0, "is"), "fee", "fee: rows: full_fee when fees[model.weights] > fees['open']"),
        (
            ("untranslated", 0, "could_make"),
            "either",
            "designation: could make: met -> either (sec. 2(e))",
        ),
        (("history", 2, "on"), "2026-08-01", "file: enforced: 2026-07-01 -> 2026-08-01 (sec. 9(2))"),
        (("verified", "through"), "2026-06-30", "file: verified through: 2026-05-31 -> 2026-06-30 (None)"),
        (("without_threshold", 0, "finding"), "none", "Ruritania: finding: no number of compute was found -> none"),
    ],
)
def test_each_change_of_meaning_is_told_once(path: tuple[str | int, ...], value: object, line: str) -> None:
    def change(file: dict[str, Any]) -> None:
        inner: Any = file
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value

    (found,) = versions(change)
    assert found.strip().startswith(line)


def test_entries_events_and_files_come_and_go() -> None:
    def change(file: dict[str, Any]) -> None:
        file["provisions"]["exempt"]["history"].pop()
        file["provisions"]["new_rule"] = {"label": "new", "kind": "relief", "reference": "sec. 11", "when": "case.flag"}
        del file["obligations"]["keep_records"]
        file["parameters"]["large_compute"]["values"].pop()
        file["verified"]["sources"].append({"title": "Order 7", "grade": "primary"})

    assert [line.strip() for line in versions(change)] == [
        "file: source added: Order 7 [primary] (None)",
        "large_compute: value removed: 3 x 10^25 FLOP from 2026-09-01 (Order 7)",
        "exempt: dates removed: repealed 2026-05-01, published 2026-04-01 (Order 7)",
        "new_rule: added (sec. 11)",
        "keep_records: removed (sec. 6(3))",
    ]
    policies = small_corpus().policies
    gone = told(law_difference(changes_of(policies, {"us/small": policies["us/small"]}), {}))
    come = told(law_difference(changes_of({"us/small": policies["us/small"]}, policies), {}))
    assert (gone, come) == ([" file: removed (None)".strip()], [" file: added (None)".strip()])


def test_the_vocabulary_is_compared_too() -> None:
    old = small_corpus().vocabulary.facts
    new = dict(old)
    new["model.compute"] = new["model.compute"].model_copy(update={"domain": "positive", "label": "another"})
    new["case.new"] = new.pop("case.any")
    found = told(law_difference(changes_of_vocabulary(old, new), {}))
    assert sorted(line.strip() for line in found) == [
        "case.any: removed (None)",
        "case.new: added (None)",
        "model.compute: domain: nonnegative -> positive (None)",
    ]


ATOMS = st.sampled_from(["case.flag", "case.count > 1", "case.any <= 2", "'a' in case.tags"]).map(parse)


def joined(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.builds(
        lambda op, args: Expr(op, tuple(args)), st.sampled_from(["and", "or"]), st.lists(parts, min_size=2, max_size=3)
    ) | parts.map(lambda part: Expr("not", (part,)))


@given(st.recursive(ATOMS, joined, max_leaves=6), st.randoms(use_true_random=False))
def test_any_order_of_what_is_joined_means_the_same(expr: Expr, random: Any) -> None:
    def shuffled(each: Expr) -> Expr:
        args = [shuffled(arg) for arg in each.args]
        if each.op in ("and", "or"):
            random.shuffle(args)
        return Expr(each.op, tuple(args), each.payload)

    assert canonical(shuffled(expr)) == canonical(expr)
    assert canonical(parse(text_of(canonical(expr)))) == canonical(expr)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("case.any > 1", "1 < case.any", True),
        ("case.any >= 1", "1 <= case.any", True),
        ("case.any > 1", "case.any >= 1", False),
        ("not not case.flag", "case.flag", True),
        ("case.flag and case.flag", "case.flag", True),
        ("case.any - case.other > 1", "case.other - case.any > 1", False),
        ("first(case.any, case.other) > 1", "first(case.other, case.any) > 1", False),
        ("case.any * 2 + 1 > 3", "1 + 2 * case.any > 3", True),
        ("case.place in ['a', 'b']", "case.place in ['b', 'a']", True),
        ("1e25 < case.any", "case.any > 10000000000000000000000000", True),
    ],
)
def test_the_same_meaning(a: str, b: str, *, same: bool) -> None:
    assert (canonical(parse(a)) == canonical(parse(b))) is same


# --- the command ----------------------------------------------------------------------------------


def govern(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["policies", "diff", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_two_days_of_the_shipped_law() -> None:
    text = " ".join(govern("2025-08-01", "2026-08-02", "eu/ai_act").stdout.split())
    everything = "17 provisions, 1 answer and 17 duties"
    assert f"2025-08-02 {everything}: came into force, not enforced (Art. 113(b)" in text
    assert f"2026-07-27 {everything}: changed by another text (Regulation (EU) 2026/1744" in text
    assert f"2026-08-02 {everything}: enforced (Art. 113(b)" in text
    assert "us/ear" not in text
    assert max(map(len, govern("2020-01-01", "2026-08-31").stdout.splitlines())) <= PLAIN_WIDTH


def test_two_versions_of_a_shipped_file(tmp_path: Path, corpus: Corpus) -> None:
    path = corpus.policies["eu/ai_act"].path
    assert path is not None
    text = path.read_text(encoding="utf-8")
    new = tmp_path / "next.yaml"
    new.write_text(text.replace("value: 10^25\n", "value: 10^26\n"), encoding="utf-8")
    result = govern("eu/ai_act", str(new), "--format", "json")
    document = json.loads(result.stdout)
    assert document["format"] == "govern/law-difference/1"
    (change,) = document["changes"]
    assert change["policy"] == "eu/ai_act"
    assert (change["old"], change["new"]) == ("10^25 FLOP from 2024-08-01", "10^26 FLOP from 2024-08-01")
    assert (change["reference"], change["grade"]) == ("Art. 51(2)", "primary")
    assert [entry["id"] for entry in change["entries"]] == ["eu/ai_act#systemic_risk_compute"]
    assert "Nothing changed in meaning." in govern("eu/ai_act", str(path)).stdout
    assert "Nothing changed in meaning." in govern("eu/ai_act", str(new), "eu/ai_act#legacy").stdout
    assert "10^26" in govern("eu/ai_act", str(new), "eu/ai_act#systemic_risk_compute").stdout


def test_two_folders(tmp_path: Path) -> None:
    folders = tmp_path / "old", tmp_path / "new"
    for folder, file in zip(folders, (act(), act() | {"force": "guidance"}), strict=True):
        (folder / "us").mkdir(parents=True)
        (folder / "vocabulary.yaml").write_text(json.dumps({"vocabulary": 1, "facts": FACTS}))
        (folder / "us" / "small.yaml").write_text(json.dumps(file))
    text = govern(*map(str, folders)).stdout
    assert "the file: force: law -> guidance" in text
    assert "Nothing changed in meaning." in govern(str(folders[0]), str(folders[0])).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2026-01-01", "2025-01-01"), "`2026-01-01` is later than `2025-01-01`\n  help: write the earlier day first"),
        (("2026-01-01", "eu/ai_act"), "`2026-01-01` is a day and `eu/ai_act` is a file"),
        (("eu/ai_atc", "eu/ai_act"), "`eu/ai_atc` is no day, file, folder or id\n  help: did you mean `eu/ai_act`?"),
        (("eu/ai_act", "nosuch.yaml"), "`nosuch.yaml` is no day, file, folder or id"),
        (("2025-01-01", "2026-01-01", "eu/ai_atc"), "there is no policy `eu/ai_atc`"),
        (("2025-01-01", "2026-01-01", "eu/ai_act#larg"), "`eu/ai_act` has no entry `larg`"),
        (("eu/ai_act", "eu/ai_act", "us/ear/letters"), "there is no policy `us/ear/letters`"),
        (("2025-01-01", "2026-01-01", "--known", "soon"), "`soon` is not a day for `--known`"),
        (("eu/ai_act", __file__), "error: "),
    ],
)
def test_what_cannot_be_compared(arguments: tuple[str, ...], message: str) -> None:
    result = govern(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [("diff",), ("policies", "diff"), ("policies", "table"), ("policies", "show")])
def test_help(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


def test_what_a_file_says_stays_text(tmp_path: Path) -> None:
    file = act()
    file["title"] = file["short"] = file["provisions"]["large_model"]["label"] = "[bold]x[/bold]\u202eevil\nsecond"
    (tmp_path / "act.yaml").write_text(json.dumps(file), encoding="utf-8")
    (tmp_path / "vocabulary.yaml").write_text(json.dumps({"vocabulary": 1, "facts": FACTS}))
    for command in (("list",), ("show", "act"), ("diff", "2025-01-01", "2027-01-01"), ("table",)):
        result = CliRunner().invoke(app, ["policies", *command, "--policies", str(tmp_path)])
        assert result.exit_code == 0, result.stderr
        assert "\u202e" not in result.stdout
        assert "[bold]x" in result.stdout.replace("\\", "")
