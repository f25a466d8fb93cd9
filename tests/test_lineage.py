"""Compute summed through the models that a model was made from: once each, by the law's own rules, in no circle."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.assessment.assess import Assessment, assess
from govern.catalog.catalog import Catalogue, read_catalogue
from govern.declaration.read import read, read_declaration_text
from govern.engines.lineage import summed
from govern.law.corpus import Corpus, read_corpus
from govern.law.schema import LineageSum
from govern.lineage import Ancestor, Lineage, Parent
from govern.problem import Rejected
from govern.ranges import Number, Range
from govern.reporting.document import document_of

LAW = """
title: A law that counts what a model was made from
jurisdiction: ZZ
force: law
history:
  - {event: published, on: 2024-01-01, published: 2024-01-01, reference: "1"}
  - {event: in_force, on: 2024-01-01, published: 2024-01-01, reference: "1"}
verified: {through: 2026-01-01}
parameters:
  line: {unit: FLOP, values: [{from: 2024-01-01, published: 2024-01-01, value: 10^25, reference: "2"}]}
definitions:
  own:
    unit: FLOP
    domain: nonnegative
    is: "first(model.training.compute, model.training.pretraining.compute + model.training.fine_tuning.compute)"
    reference: "3"
  holds:
    type: boolean
    is: "'base_model' in model.training.compute.counts and model.training.total_stated"
    reference: "3"
  taken_over:
    unit: FLOP
    domain: nonnegative
    is: model.training.base_model.compute
    lineage: {sum: own, contained: holds, from: [base_models, merged_models]}
    reference: "3"
  taken_over_from_the_same:
    unit: FLOP
    domain: nonnegative
    is: model.training.base_model.compute
    lineage: {sum: own, contained: holds, from: [base_models, merged_models], developer: same}
    reference: "3"
  teachers:
    unit: FLOP
    domain: nonnegative
    is: 0
    lineage: {sum: own, from: [teachers], through: [base_models]}
    reference: "3"
provisions:
  caught:
    label: caught
    kind: classification
    reference: "2"
    when: model.training.fine_tuning.compute + taken_over > line
  own_line: {label: own, kind: classification, reference: "2", when: taken_over_from_the_same > line}
  taught: {label: taught, kind: classification, reference: "2", when: teachers > line}
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("policies")
    (folder / "zz.yaml").write_text(LAW, encoding="utf-8")
    return read_corpus(folder)


@pytest.fixture(scope="module")
def catalogue(corpus: Corpus) -> Catalogue:
    return read_catalogue(corpus.vocabulary)


class Files:
    """Writes declarations into one folder and assesses the first of them."""

    def __init__(self, folder: Path, corpus: Corpus, catalogue: Catalogue) -> None:
        self.folder, self.corpus, self.catalogue = folder, corpus, catalogue

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.yaml").write_text(f"declaration: 1\n{text}\n", encoding="utf-8")

    def assess(self, name: str) -> Assessment:
        declaration = read(self.folder / f"{name}.yaml", self.corpus, self.catalogue)
        return assess(declaration, self.corpus.in_force(), "direct")

    def problems(self, name: str) -> list[str]:
        with pytest.raises(Rejected) as rejected:
            read(self.folder / f"{name}.yaml", self.corpus, self.catalogue)
        return [problem.message for problem in rejected.value.problems if problem.severity == "error"]


@pytest.fixture
def files(tmp_path: Path, corpus: Corpus, catalogue: Catalogue) -> Files:
    return Files(tmp_path, corpus, catalogue)


def quantity(assessment: Assessment, name: str) -> object:
    return assessment.decision.values[assessment.law.definitions[f"zz#{name}"]]


BASE = "model: {name: Base, training: {pretraining: {compute: 9e24}, fine_tuning: {compute: 0}}}"
CHILD = "model: {name: Child, training: {fine_tuning: {compute: 1e24}}}\nlineage: "


def test_exactly_the_line_is_not_above_it_and_a_hair_more_is(files: Files) -> None:
    files.write(base=BASE, child=CHILD + "{base_models: [{file: base.yaml}]}")
    assert files.assess("child").findings["zz#caught"].outcome == "not_met"
    files.write(child=CHILD.replace("1e24", "1000000000000000000000001") + "{base_models: [{file: base.yaml}]}")
    assert files.assess("child").findings["zz#caught"].outcome == "met"


def test_a_model_that_two_ways_lead_to_counts_once(files: Files) -> None:
    branch = "model: {{name: {}, training: {{pretraining: {{compute: 0}}, fine_tuning: {{compute: 1e23}}}}}}\n"
    files.write(
        base=BASE,
        left=branch.format("Left") + "lineage: {base_models: [{file: base.yaml}]}",
        right=branch.format("Right") + "lineage: {base_models: [{file: base.yaml}]}",
        child=CHILD + "{merged_models: [{file: left.yaml}, {file: right.yaml}]}",
    )
    assert quantity(files.assess("child"), "taken_over") == 92 * 10**23


def test_totals_that_hold_their_base_do_not_count_it_again(files: Files) -> None:
    files.write(
        base=BASE,
        left="model: {name: Left, training: {compute: 9.1e24}}\nlineage: {base_models: [{file: base.yaml}]}",
        right="model: {name: Right, training: {compute: 9.1e24}}\nlineage: {base_models: [{file: base.yaml}]}",
        child=CHILD + "{merged_models: [{file: left.yaml}, {file: right.yaml}]}",
    )
    assert quantity(files.assess("child"), "taken_over") == 92 * 10**23


def test_a_total_that_holds_an_unknown_base_is_known_all_the_same(files: Files) -> None:
    files.write(
        middle="model: {name: Middle, training: {compute: 5e24}}\nlineage: {base_models: [Never heard of it]}",
        child=CHILD + "{base_models: [{file: middle.yaml}]}",
    )
    assert quantity(files.assess("child"), "taken_over") == 5 * 10**24


def test_an_unknown_parent_leaves_a_lower_bound_and_is_asked_for(files: Files) -> None:
    files.write(base=BASE, child=CHILD + "{base_models: [{file: base.yaml}, Never heard of it]}")
    assessment = files.assess("child")
    assert quantity(assessment, "taken_over") == Range(9 * 10**24, None)
    finding = assessment.findings["zz#caught"]
    assert (finding.outcome, finding.missing) == ("unknown", ("lineage: Never heard of it",))
    asked = next(each for each in document_of(assessment)["ask_next"] if each["id"].startswith("lineage"))
    assert asked["question"].startswith("How much compute was used to train Never heard of it")


def test_a_lower_bound_above_the_line_decides(files: Files) -> None:
    files.write(
        base=BASE.replace("9e24", "1e25"), child=CHILD + "{base_models: [{file: base.yaml}, Never heard of it]}"
    )
    assert files.assess("child").findings["zz#caught"].outcome == "met"


@pytest.mark.parametrize(("said", "outcome"), [("true", "met"), ("false", "not_met")])
def test_whose_model_it_was(files: Files, said: str, outcome: str) -> None:
    files.write(
        base=BASE.replace("9e24", "2e25"),
        child=CHILD + f"{{base_models: [{{file: base.yaml, same_developer: {said}}}]}}",
    )
    assert files.assess("child").findings["zz#own_line"].outcome == outcome


def test_whose_model_it_was_is_asked_for_where_names_do_not_tell(files: Files) -> None:
    files.write(base=BASE.replace("9e24", "2e25"), child=CHILD + "{base_models: [{file: base.yaml}]}")
    finding = files.assess("child").findings["zz#own_line"]
    assert (finding.outcome, finding.missing) == ("unknown", ("developer: Base",))


def test_the_same_name_of_a_developer_is_the_same_developer(files: Files) -> None:
    files.write(
        base=BASE.replace("name: Base", "name: Base, developer: Lab").replace("9e24", "2e25"),
        child=CHILD.replace("name: Child", "name: Child, developer: LAB") + "{base_models: [{file: base.yaml}]}",
    )
    assert files.assess("child").findings["zz#own_line"].outcome == "met"


def test_teachers_count_only_where_the_law_counts_them(files: Files) -> None:
    files.write(base=BASE.replace("9e24", "2e25"), child=CHILD + "{teachers: [{file: base.yaml}]}")
    assessment = files.assess("child")
    assert quantity(assessment, "taken_over") == 0
    assert [assessment.findings[f"zz#{name}"].outcome for name in ("caught", "taught")] == ["not_met", "met"]


def test_without_a_lineage_the_plain_figure_counts(files: Files) -> None:
    files.write(child="model: {training: {fine_tuning: {compute: 1e24}, base_model: {compute: 1e25}}}")
    assert files.assess("child").findings["zz#caught"].outcome == "met"


def test_a_name_of_the_catalogue_is_a_parent(files: Files) -> None:
    files.write(child=CHILD + "{base_models: [deepseek-v3]}")
    assessment = files.assess("child")
    assert quantity(assessment, "taken_over") == 33 * 10**23
    assert "lineage is taken to list every model" in assessment.declaration.assumptions[-1].text
    explanation = assessment.findings["zz#caught"].explanation
    sources = [*explanation.sources, *(each for step in explanation.children for each in step.sources)]
    assert any(source.origin == "catalogue" for source in sources)


def test_the_spread_of_an_estimate_of_a_parent_is_told(files: Files) -> None:
    files.write(
        base=BASE.replace("compute: 9e24", "compute: {value: 9e24, confidence: confident}"),
        child=CHILD.replace("1e24", "9e23") + "{base_models: [{file: base.yaml}]}",
    )
    finding = files.assess("child").findings["zz#caught"]
    assert (finding.outcome, finding.open_within_spread) == ("not_met", True)


def test_a_circle_is_refused_with_its_path(files: Files) -> None:
    files.write(
        a="model: {name: A}\nlineage: {base_models: [{file: b.yaml}]}",
        b="model: {name: B}\nlineage: {base_models: [{file: c.yaml}]}",
        c="model: {name: C}\nlineage: {merged_models: [{file: a.yaml}]}",
    )
    assert files.problems("a") == ["the lineage runs in a circle: `a.yaml` -> `b.yaml` -> `c.yaml` -> `a.yaml`"]


def test_a_circle_of_names_is_refused(files: Files) -> None:
    files.write(
        a="model: {name: A}\nlineage: {base_models: [{file: b.yaml}]}",
        b="model: {name: B}\nlineage: {teachers: [a]}",
        own="model: {name: Own}\nlineage: {base_models: [own]}",
    )
    assert files.problems("a") == ["the lineage runs in a circle: `A` -> `B` -> `a`"]
    assert files.problems("own") == ["the lineage runs in a circle: `Own` -> `own`"]


def test_problems_of_a_parents_file_have_their_own_place(files: Files) -> None:
    files.write(base="model: {name: Base, parametres: 7}", child=CHILD + "{base_models: [{file: base.yaml}]}")
    with pytest.raises(Rejected) as rejected:
        read(files.folder / "child.yaml", files.corpus, files.catalogue)
    (problem,) = [each for each in rejected.value.problems if each.severity == "error"]
    assert problem.place is not None
    assert problem.place.file.endswith("base.yaml")
    assert "parametres" in problem.message


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("{base_models: [{}]}", "a model of the lineage has a `name` or a `file`"),
        ("{base_models: [{file: /etc/passwd}]}", "`/etc/passwd` is not named from where the declaration lies"),
        ("{base_models: [{file: nowhere.yaml}]}", "cannot be read"),
        ("{base_models: [{name: X, same_developer: perhaps}]}", "`same_developer` is `true` or `false`"),
        ("{base_model: [X]}", "`base_model` is not a known key"),
        ("{base_models: X}", "a list is due here"),
    ],
)
def test_a_wrong_lineage_is_refused(files: Files, block: str, message: str) -> None:
    files.write(child=CHILD + block)
    assert any(message in found for found in files.problems("child"))


def test_a_long_line_of_files_is_refused_and_not_followed_for_ever(files: Files) -> None:
    for i in range(60):
        files.write(**{f"m{i}": f"model: {{name: M{i}}}\nlineage: {{base_models: [{{file: m{i + 1}.yaml}}]}}"})
    files.write(m60="model: {name: M60}")
    assert files.problems("m0") == ["the lineage goes back more than 40 files"]


def test_many_ways_to_the_same_models_are_read_once(files: Files) -> None:
    for i in range(30):
        parents = f"lineage: {{base_models: [{{file: m{i + 1}.yaml}}], merged_models: [{{file: n{i + 1}.yaml}}]}}"
        body = "model: {{name: {}, training: {{pretraining: {{compute: 1}}, fine_tuning: {{compute: 0}}}}}}\n"
        files.write(**{f"m{i}": body.format(f"M{i}") + parents, f"n{i}": body.format(f"N{i}") + parents})
    last = "model: {{name: {}, training: {{pretraining: {{compute: 1}}, fine_tuning: {{compute: 0}}}}}}"
    files.write(m30=last.format("M30"), n30=last.format("N30"))
    assert quantity(files.assess("m0"), "taken_over") == 60


def test_a_lineage_on_standard_input_is_read_from_the_working_directory(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(base=BASE)
    monkeypatch.chdir(files.folder)
    text = "declaration: 1\n" + CHILD + "{base_models: [{file: base.yaml}]}"
    declaration = read_declaration_text(text, files.corpus, files.catalogue, file="-")
    assert declaration.lineage is not None
    assert list(declaration.lineage.models) == ["base"]


RULE = LineageSum.model_validate({"sum": "own", "contained": "holds", "from": ["base_models", "merged_models"]})


@st.composite
def lineages(draw: st.DrawFn) -> tuple[Lineage, dict[str, int], dict[str, tuple[object, bool]]]:
    """A lineage without circles, each model's own compute, and its figure: own, or a total that holds its ancestors."""
    count = draw(st.integers(1, 7))
    own = {f"m{i}": draw(st.integers(0, 50)) for i in range(count)}
    parents: dict[str, dict[str, tuple[Parent, ...]]] = {}
    for i in range(count):
        above = draw(st.lists(st.integers(0, i - 1), unique=True, max_size=3)) if i else []
        relation = draw(st.sampled_from(["base_models", "merged_models"]))
        parents[f"m{i}"] = {relation: tuple(Parent(key=f"m{j}") for j in above)}
    start = draw(st.lists(st.integers(0, count - 1), unique=True, min_size=1, max_size=3))
    models = {key: Ancestor(key=key, name=key, parents=each) for key, each in parents.items()}
    lineage = Lineage(parents={"base_models": tuple(Parent(key=f"m{i}") for i in start)}, models=models)
    figures: dict[str, tuple[object, bool]] = {}
    for key, alone in own.items():
        held = draw(st.booleans())
        ancestors = lineage.reached(RULE.through, RULE.through, of=models[key].parents)
        true = alone + (sum(own[other] for other in ancestors) if held else 0)
        known = draw(st.booleans())
        figures[key] = (true if known else Range(draw(st.integers(0, true)), None), held)
    return lineage, own, figures


@given(lineages())
def test_the_sum_always_holds_the_true_one_and_is_it_where_all_is_known(
    case: tuple[Lineage, Mapping[str, int], Mapping[str, tuple[object, bool]]],
) -> None:
    lineage, own, figures = case
    total, parts = summed(lineage, RULE, lambda ancestor: figures[ancestor.key])  # type: ignore[arg-type,return-value]
    true = sum(own[key] for key in lineage.reached(RULE.from_, RULE.through))
    assert {part.ancestor.key for part in parts} == set(lineage.reached(RULE.from_, RULE.through))
    if isinstance(total, Number):
        assert total == true
    else:
        assert isinstance(total, Range)
        assert total.low is None or total.low <= true
        assert total.high is None or true <= total.high
    if all(isinstance(figure, int) for figure, _ in figures.values()):
        assert total == true


def test_a_figure_that_may_hold_its_ancestors_is_left_open(files: Files) -> None:
    case = SimpleNamespace(
        lineage=Lineage(
            parents={"base_models": (Parent(key="b"),)},
            models={
                "a": Ancestor(key="a", name="a"),
                "b": Ancestor(key="b", name="b", parents={"base_models": (Parent(key="a"),)}),
            },
        )
    )
    figures = {"a": (3, False), "b": (10, None)}
    total, _ = summed(case.lineage, RULE, lambda ancestor: figures[ancestor.key])
    assert total == Range(10, 13)


def test_a_law_cannot_sum_what_is_such_a_sum_itself(tmp_path: Path) -> None:
    through = "  through: {unit: FLOP, domain: nonnegative, is: 2 * taken_over, reference: '3'}\n"
    text = LAW.replace("sum: own, from: [teachers]", "sum: through, from: [teachers]")
    text = text.replace("provisions:", f"{through}provisions:")
    (tmp_path / "zz.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Rejected) as rejected:
        read_corpus(tmp_path)
    message = "`teachers` sums over a lineage what is such a sum itself: `zz#taken_over`"
    assert [problem.message for problem in rejected.value.problems] == [message]
