"""From a declaration file to facts: every form it may be written in, and every mistake with its place."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from govern.catalog.catalog import Catalogue
from govern.declaration.declaration import Declarant, Declaration
from govern.declaration.read import declaration_model, read, read_declaration_text
from govern.law.corpus import Corpus
from govern.problem import Rejected
from govern.source import MOST_BYTES, digest

Declare = Callable[[str], Declaration]
COMPUTE = "model.training.compute"


@pytest.fixture(scope="session")
def refused(declare: Declare) -> Callable[[str], list[str]]:
    def problems(text: str) -> list[str]:
        with pytest.raises(Rejected) as caught:
            declare(text)
        return [problem.render().removeprefix("case.yaml:") for problem in caught.value.problems]

    return problems


Refused = Callable[[str], list[str]]


def test_the_head_of_a_declaration(declare: Declare) -> None:
    case = declare(
        "version: 2\nsupersedes: sha256:abc\ndeclarant: {name: Example AI GmbH, role: provider}\nnote: seen by counsel"
    )
    assert case.version == "2"
    assert case.supersedes == "sha256:abc"
    assert case.declarant == Declarant(name="Example AI GmbH", role="provider")
    assert case.problems == ()


def test_version_1_may_be_quoted_and_stand_anywhere(corpus: Corpus, catalogue: Catalogue) -> None:
    for text in ("model: x\ndeclaration: 1\n", 'declaration: "1"\n', "{declaration: 1}", '{"declaration": 1}'):
        assert read_declaration_text(text, corpus, catalogue, file="f").version is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model: x\n", "f:1:1: `declaration` is missing"),
        ("declaration: 2\n", "f:1:14: `2` is not one of `1`"),
        ("declaration: 1.0\n", "f:1:14: `1.0` is not one of `1`"),
        ("declaration:\n", "f:1:13: nothing is not one of `1`"),
        ("declaration: [1]\n", "f:1:14: a list is not one of `1`"),
        ("", "f:1:1: the file is empty"),
        ("# only a comment\n", "f:1:1: the file is empty"),
        ("[]", "f:1:1: a block of keys is due here"),
        ("5", "f:1:1: a block of keys is due here"),
        ("\ufeffdeclaration: 1", "f:1:1: the file starts with a byte order mark"),
        ("declaration: 1\n---\ndeclaration: 1\n", "f:2:1: a second document starts here"),
    ],
)
def test_what_is_no_declaration(corpus: Corpus, catalogue: Catalogue, text: str, message: str) -> None:
    with pytest.raises(Rejected) as caught:
        read_declaration_text(text, corpus, catalogue, file="f")
    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    "text", ["1e25", "1e+25", "10^25", "10000000000000000000000000", "1e25 FLOP", "'1e25'", "10 YFLOP"]
)
def test_every_form_of_a_number_is_the_same_number(declare: Declare, text: str) -> None:
    assert declare(f"model: {{training: {{compute: {text}}}}}").facts[COMPUTE].value == 10**25


def test_010_is_ten_and_no_is_norway(declare: Declare) -> None:
    case = declare("deployment: {chips: 010}\ntransfer: {destination: NO}\norganization: {name: 010}")
    assert case.facts["deployment.chips"].value == 10
    assert case.facts["transfer.destination"].value == "NO"
    assert case.facts["organization.name"].value == "010"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("3.8e25 FLOP/s", "`3.8e25 FLOP/s` is a rate (FLOP per second) where an amount of computation (FLOP) is due"),
        (".nan", "`.nan` is not a number that can be compared"),
        ("inf", "`inf` is not a number that can be compared"),
        ("true", "`true` is a truth value where a number is due"),
        ("-1e25", "`-1e25` is out of range (training compute (total): never negative)"),
        ("10^400", "`10^400` has more than 300 digits"),
        ("[1e25]", "a number is due here"),
        ("lots", "`lots` is not a number"),
    ],
)
def test_what_is_no_amount_of_compute_is_refused_at_its_place(refused: Refused, written: str, message: str) -> None:
    (problem,) = refused(f"model:\n  training:\n    compute: {written}")
    assert problem.splitlines()[0] == f"4:14: {message}"
    (problem,) = refused(f"model:\n  training:\n    compute: {{value: {written}}}")
    assert problem.splitlines()[0].endswith(message)


def test_all_problems_come_at_once_in_the_order_of_the_file(refused: Refused) -> None:
    text = """\
declarant: {name: "", role: boss}
modle: {name: x}
model:
  parameters: -5
  weigths: open
  output_modalities: [text, txt]
  training: {compute: 3.8e25 FLOP/s, complete: {on: 2025-01-01}}
transfer: {destination: China, on: 2025-02-30}
fulfilled: {eu/ai_act#notify: {on: 2025-01-01}}
"""
    assert refused(text) == [
        "2:19: an empty text says nothing",
        "2:29: `boss` is not one of `provider`, `analyst`, `authority` or `auditor`",
        "3:1: `modle` is not a known key\n  help: did you mean `model`?",
        "5:15: `-5` is out of range (parameters: more than 0)",
        "6:3: `weigths` is not a known key\n  help: did you mean `weights`?",
        (
            "7:29: `txt` is not one of `text`, `audio`, `image`, `video`, `music`, `biological_sequence`, `other`"
            "\n  help: did you mean `text`?"
        ),
        (
            "8:23: `3.8e25 FLOP/s` is a rate (FLOP per second) where an amount of computation (FLOP) is due"
            "\n  help: write a number, alone or with its unit: 12 FLOP"
        ),
        "8:48: a statement names who makes it\n  help: write `{stated_by: ..., on: ...}`",
        "9:25: `China` is not the code of a country (destination)\n  help: did you mean `CN`?",
        "9:36: `2025-02-30` is not a date such as 2025-08-02",
        "10:13: there is no duty `eu/ai_act#notify`\n  help: did you mean `eu/ai_act#notify_commission`?",
    ]


def test_a_key_that_is_wrong_inside_a_value_has_its_own_place(refused: Refused) -> None:
    assert refused("model: {parameters: {value: 5, sorce: x}}") == [
        "2:32: `sorce` is not a known key of a value\n  help: did you mean `source`?"
    ]
    assert refused("model: {training: {complete: {stated_by: x, soruce: y}}}") == [
        "2:45: `soruce` is not a known key of a statement\n  help: did you mean `source`?"
    ]


def test_duplicate_keys_are_refused_wherever_they_stand(refused: Refused) -> None:
    assert refused("model: {name: x, name: y}\nmodel: z") == [
        "2:18: `name` is written twice in the same mapping\n  help: the first is in line 2, column 9",
        "3:1: `model` is written twice in the same mapping\n  help: the first is in line 2, column 1",
    ]


def test_json_is_read_like_yaml(corpus: Corpus, catalogue: Catalogue) -> None:
    case = {
        "declaration": 1,
        "model": {"name": "x", "training": {"compute": {"at_least": 1e25}, "complete": True}, "dense": None},
        "transfer": {"destination": "NO"},
    }
    for indent in (None, 2):
        facts = read_declaration_text(json.dumps(case, indent=indent), corpus, catalogue, file="f.json").facts
        assert facts[COMPUTE].text == "at least 1e+25"
        assert facts["transfer.destination"].value == "NO"
        assert facts["model.dense"].value is None
        assert facts["model.training.complete"].value is True


def test_null_is_an_unknown_that_somebody_wrote_down(declare: Declare, corpus: Corpus) -> None:
    case = declare("model: {parameters: null, weights: ~, training: {compute: null, pretraining: {tokens: null}}}")
    for name in ("model.parameters", "model.weights", COMPUTE, "model.training.pretraining.tokens"):
        assert case.facts[name].value == corpus.vocabulary[name].unknown
    zeros = [fact for each in case.assumptions for fact in each.facts if fact.startswith("model.training.")]
    assert not [fact for fact in zeros if corpus.vocabulary[fact].type == "number"]


def test_a_fact_that_is_not_written_is_no_fact(declare: Declare) -> None:
    facts = declare("model: {parameters: 5}").facts
    assert "model.active_parameters" not in facts
    assert [name for name, fact in facts.items() if fact.origin == "declared"] == ["model.parameters"]


def test_every_fact_knows_its_place(declare: Declare) -> None:
    facts = declare("model:\n  parameters: 5\n  training:\n    compute: {value: 1e25}\nchip: x").facts
    assert str(facts["model.parameters"].place) == "case.yaml:3:15"
    assert str(facts[COMPUTE].place) == "case.yaml:5:14"
    assert str(facts["chip.name"].place) == "case.yaml:6:7"


def test_facts_come_in_the_order_of_the_vocabulary(declare: Declare, corpus: Corpus) -> None:
    order = list(corpus.vocabulary.facts)
    found = [name for name, fact in declare("transfer: {destination: CN}\nmodel: {dense: true, name: x}").facts.items()]
    declared = [name for name in found if name in ("model.name", "model.dense", "transfer.destination")]
    assert declared == sorted(declared, key=order.index)


def test_placed_on_the_market_by_jurisdiction(declare: Declare, refused: Refused) -> None:
    facts = declare("model: {placed_on_market: {EU: 2025-01-27}}").facts
    assert facts["model.placed_on_market.EU"].value == date(2025, 1, 27).toordinal()
    assert refused("model: {placed_on_market: {UE: 2025-01-27}}")[0].startswith("2:28: `UE` is not a known key")


def test_duties_done(declare: Declare, refused: Refused) -> None:
    written = "on: 2025-12-29, reference: a letter, evidence: page 3"
    done = declare(f"fulfilled: {{eu/ai_act#notify_commission: {{{written}}}}}").fulfilled
    ((id, (each,)),) = done.items()
    assert (id, each.on, each.at) == ("eu/ai_act#notify_commission", date(2025, 12, 29), None)
    assert (each.reference, each.evidence) == ("a letter", "page 3")
    several = "[2025-12-29, 2026-01-02T09:30Z, {on: 2026-02-03}, {at: '2026-02-04T23:30-05:00'}]"
    ((_, times),) = declare(f"fulfilled: {{eu/ai_act#notify_commission: {several}}}").fulfilled.items()
    assert [each.on.isoformat() for each in times] == ["2025-12-29", "2026-01-02", "2026-02-03", "2026-02-04"]
    assert [each.at and each.at.isoformat() for each in times] == [
        None,
        "2026-01-02T09:30:00+00:00",
        None,
        "2026-02-04T23:30:00-05:00",
    ]
    assert refused("fulfilled: {eu/ai_act#notify_comission: {on: 2025-01-01}}") == [
        "2:13: there is no duty `eu/ai_act#notify_comission`\n  help: did you mean `eu/ai_act#notify_commission`?"
    ]
    assert refused("fulfilled: {eu/ai_act#notify_commission: {on: 1735689600}}") == [
        "2:47: `1735689600` is not a date such as 2025-08-02"
    ]
    assert refused("fulfilled: {eu/ai_act#notify_commission: {reference: x}}") == [
        "2:42: a duty was done `on` a day or `at` a time"
    ]
    assert refused("fulfilled: {eu/ai_act#notify_commission: 2025-13-01}") == [
        "2:42: `2025-13-01` is not a date such as 2025-08-02"
    ]
    assert refused("fulfilled: {eu/ai_act#notify_commission: 2025-12-01T10:00}") == [
        "2:42: `2025-12-01T10:00` is not a time with its zone, such as 2026-05-02T14:00Z"
    ]


def test_a_declaration_is_frozen_and_carries_no_order_of_reading(declare: Declare) -> None:
    case = declare("model: {parameters: 5}")
    with pytest.raises(AttributeError):
        case.version = "2"  # type: ignore[misc]
    assert declare("model: {parameters: 5}") == case


def test_the_model_of_a_vocabulary_is_made_once(corpus: Corpus) -> None:
    assert declaration_model(corpus.vocabulary) is declaration_model(corpus.vocabulary)


def test_a_file_is_read_with_the_digest_of_its_bytes(tmp_path: Path, corpus: Corpus, catalogue: Catalogue) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"declaration: 1\r\nmodel: {parameters: 5}\r\n")
    case = read(path, corpus, catalogue)
    assert case.file == str(path)
    assert case.digest == digest(path)
    assert str(case.facts["model.parameters"].place) == f"{path}:2:21"


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = Thread(target=lambda: path.write_bytes(b"declaration: 1\n"), daemon=True)
    writer.start()
    yield path
    writer.join(timeout=5)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_once(pipe: Path, corpus: Corpus, catalogue: Catalogue) -> None:
    assert read(pipe, corpus, catalogue).digest == digest(b"declaration: 1\n")


def test_files_that_cannot_be_read(tmp_path: Path, corpus: Corpus, catalogue: Catalogue) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    expected = {
        tmp_path / "none.yaml": "cannot be read: no such file or directory",
        tmp_path: "cannot be read: is a directory",
        large: "the file is larger than 5 MB",
        tmp_path / "a\0b": "cannot be read: embedded null byte",
    }
    for path, message in expected.items():
        with pytest.raises(Rejected) as caught:
            read(path, corpus, catalogue)
        assert [problem.message.endswith(message) for problem in caught.value.problems] == [True]


def test_a_name_of_a_file_that_is_no_text_is_shown_all_the_same(
    tmp_path: Path, corpus: Corpus, catalogue: Catalogue
) -> None:
    name = os.fsdecode(b"\xff.yaml")
    try:
        (tmp_path / name).write_bytes(b"declaration: 1\n")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    case = read(tmp_path / name, corpus, catalogue)
    assert case.file.endswith("\ufffd.yaml")
    case.file.encode()
