"""A policy file reads as a lawyer would: sentences from the condition trees, labels for names, every figure cited."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from govern.cli.app import app
from govern.law.corpus import Corpus
from govern.reporting.law_phrases import Phrases
from govern.reporting.law_text import Line, law_lines
from tests.changing_law import DAY, FACTS, act, small_corpus
from tests.small_law import corpus_of

Golden = Callable[[str, str], None]


def text_of(lines: list[Line]) -> str:
    return "".join(f"{'  ' * line.depth}{'- ' * line.bullet}{line.text}\n" for line in lines)


def shown(corpus: Corpus, id: str, entry: str | None = None, *, on: date = DAY, names: bool = False) -> str:
    phrases = Phrases(corpus.policies, corpus.vocabulary, on, on, names=names)
    return text_of(list(law_lines(corpus.policies[id], phrases, entry)))


def test_a_whole_file(golden: Golden) -> None:
    golden("law_small_act.txt", shown(small_corpus(), "us/small"))


def sentence(when: object, **more: object) -> str:
    """The condition of a provision as it is shown, on one line."""
    corpus = corpus_of({"law": _file(when, **more)}, FACTS)
    text = shown(corpus, "law", "rule")
    body = text.split("Classification.\n")[1].split("  sec. 1")[0]
    return " ".join(re.sub(r"(?m)^( *)- ", r"\1* ", body).split())


def _file(when: object, **more: object) -> dict[str, object]:
    rule = {"label": "a rule", "kind": "classification", "reference": "sec. 1", "when": when}
    kept = {key: each for key, each in act().items() if key in ("parameters", "history", "verified")}
    return {**kept, "title": "law", "jurisdiction": "EU", "force": "law", "provisions": {"rule": rule}, **more}


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("model.compute > large_compute", "training compute is greater than 10^25 FLOP (sec. 2(a), primary)."),
        ("model.compute >= large_compute", "training compute is at least 10^25 FLOP (sec. 2(a), primary)."),
        ("model.compute < large_compute", "training compute is less than 10^25 FLOP (sec. 2(a), primary)."),
        ("model.compute <= large_compute", "training compute is at most 10^25 FLOP (sec. 2(a), primary)."),
        ("not model.compute > large_compute", "training compute is not greater than 10^25 FLOP (sec. 2(a), primary)."),
        ("1 < case.count", "a fact is greater than 1."),
        ("model.weights == 'open'", "weights: open."),
        ("model.weights != 'open'", "weights: other than open."),
        ("not model.weights == 'open'", "weights: not open."),
        ("'text' in model.modalities", "output modalities include text."),
        ("not 'text' in model.modalities", "output modalities do not include text."),
        ("developer.seat in ['DE', 'FR']", "headquarters is one of DE or FR."),
        ("not developer.seat in ['DE', 'FR']", "headquarters is none of DE or FR."),
        ("model.released_on < date('2026-01-01')", "released before 1 January 2026."),
        ("model.released_on >= on", "released on or after the day of the decision."),
        ("not model.for_research_only", "not: for research only."),
        ("model.compute > model.original * share", "compute is greater than 1/3 of compute of the original (sec. 2(b)"),
        ("model.compute > 3 * model.original", "compute is greater than 3 x compute of the original."),
        ("case.count - case.any > 1", "a fact - a fact is greater than 1."),
        ("max(case.count, 1) > 2", "the largest of a fact and 1 is greater than 2."),
        ("model.for_research_only if case.flag else true", "where a fact, for research only * otherwise yes"),
        ("(case.count if case.flag else 1) > 2", "(a fact where a fact, otherwise 1) is greater than 2."),
        ("case.count + (1 if case.flag else 0) > 2", "a fact + (1 where a fact) is greater than 2."),
        ("(0 if case.flag else case.any) + 1 > 2", "(a fact unless a fact) + 1 is greater than 2."),
        ("max(0, case.any - case.other) > 1", "the largest of 0 and (a fact - a fact) is greater than 1."),
        ("case.any / (case.size * case.size) > 1", "a fact / (a fact x a fact) is greater than 1."),
        ("true", "in every case."),
        ("false", "in no case."),
    ],
)
def test_conditions_in_words(when: str, words: str) -> None:
    assert words in sentence(when)


def test_lists_nest_and_texts_sought_in_one_list_are_one_part() -> None:
    when = {"any": ["'text' in model.modalities", "'audio' in model.modalities", {"all": ["case.flag", "case.flag2"]}]}
    assert sentence(when) == (
        "Applies if at least one of these holds: * output modalities include text or audio "
        "* all of these hold: * a fact * a fact"
    )
    assert "none of these holds: " in sentence({"not": when})
    assert "not all of these hold: " in sentence({"not": {"all": ["case.flag", "case.count > 1"]}})


def test_names_stand_beside_labels_when_asked_for() -> None:
    text = shown(small_corpus(), "us/small", "modified_model", names=True)
    assert "a fact [case.compute] is greater than a third of the original [share_line]" in text
    assert "[" not in shown(small_corpus(), "us/small", "modified_model")


def test_one_entry_stands_alone_with_the_quotes_of_its_figures() -> None:
    text = shown(small_corpus(), "us/small", "large_model")
    assert text.count("#") == 2
    assert '"more than 10^25 operations"' in text
    assert "Small Act on large models" not in text


def test_a_figure_is_that_of_the_day() -> None:
    corpus = small_corpus()
    values = [
        next(line for line in shown(corpus, "us/small", "large_model", on=on).splitlines() if "counted compute" in line)
        for on in (date(2025, 6, 1), DAY, date(2026, 9, 1))
    ]
    assert [value.split(" is ")[1] for value in values] == [
        "greater than 10^25 FLOP (from 1 January 2026) (sec. 2(a), primary)",
        "greater than 10^25 FLOP (sec. 2(a), primary)",
        "greater than 3 x 10^25 FLOP (Order 7, secondary)",
    ]


def test_an_entry_of_another_file_is_named_with_its_file() -> None:
    assert "counted compute (us/small) is not less than 10^26 FLOP" in shown(small_corpus(), "us/bill")


# --- the shipped law ------------------------------------------------------------------------------


def govern(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_ai_act_reads_well() -> None:
    text = " ".join(govern("policies", "show", "eu/ai_act", "--on", "2026-08-31").stdout.split())
    assert "in force since 2025-08-02, enforced" in text
    assert "- cumulative training compute is greater than 10^25 FLOP (Art. 51(2), primary)" in text
    assert "1/3 of training compute of the original" in text
    assert "model.training" not in text
    assert "[cumulative_training_compute]" in govern("policies", "show", "eu/ai_act", "--names").stdout


def test_every_file_is_shown_within_100_columns(corpus: Corpus) -> None:
    for id in corpus.policies:
        phrases = Phrases(corpus.policies, corpus.vocabulary, date(2026, 8, 31), date(2026, 8, 31))
        text = text_of(list(law_lines(corpus.policies[id], phrases)))
        entries = sum(len(getattr(corpus.policies[id].file, group)) for group in ("provisions", "obligations"))
        assert text.count("\n\n") >= entries
        for entry in corpus.policies[id].file.provisions:
            assert list(law_lines(corpus.policies[id], phrases, entry))
    shown = govern("policies", "show", "eu/ai_act", "--on", "2026-08-31").stdout
    assert max(map(len, shown.splitlines())) <= 100


def test_the_list_groups_by_jurisdiction(tmp_path: Path) -> None:
    listed = govern("policies", "list", "--on", "2026-08-31", "--known", "2026-08-31").stdout
    lines = listed.splitlines()
    assert max(map(len, lines)) <= 100
    assert lines.index("European Union") < lines.index("United States") < lines.index("No jurisdiction")
    (row,) = (i for i, line in enumerate(lines) if "eu/ai_act " in line)
    assert lines[row].split() == ["eu/ai_act", "EU", "AI", "Act"]
    assert lines[row + 1].strip() == "law, in force since 2025-08-02, enforced"
    before = govern("policies", "list", "--on", "2026-08-01", "--known", "2026-08-31").stdout
    assert " ".join(before.split()).startswith(
        "European Union eu/ai_act EU AI Act law, in force since 2025-08-02, not enforced"
    )


def test_the_open_questions_on_which_a_law_builds_are_shown_with_it() -> None:
    shown = govern("policies", "show", "us/california/sb_53").stdout
    asked = [line.split()[-1] for line in shown.splitlines() if "   methods/training_operations#" in line]
    assert asked == [
        f"methods/training_operations#{name}"
        for name in ("third_party_base_counts", "teachers_count", "synthetic_data_counts", "rollouts_count")
    ]
    assert "Counted in FLOP as by methods/training_operations: training operations." in shown
    assert "methods/training_operations#" not in govern("policies", "show", "eu/ai_act").stdout
    bill = govern("policies", "show", "us/federal/bis_reporting_proposal").stdout
    assert "methods/training_operations#teachers_count" not in bill
    assert "Open questions" in bill
