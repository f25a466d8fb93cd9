"""Reports hold what they promise: order, words, structure, contrast, and that text stays text."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markdown_it import MarkdownIt

from govern.assessment.assess import assess
from govern.catalog.catalog import read_catalogue
from govern.declaration.read import read
from govern.law.corpus import read_corpus
from govern.reporting.document import document_of
from govern.reporting.render import Format, render
from govern.reporting.typesetting import day, escape_markdown, html_figures, safe_link, visible

GOLDEN = Path(__file__).parent / "golden"
REPORTS = Path(__file__).parent.parent / "reports"
EXAMPLES = Path(__file__).parent.parent / "examples"
FORBIDDEN = re.compile(r"compliant|(?<!ward )\bpass(ed)?\b|uncontrolled|no licence required|: None\b", re.IGNORECASE)
FORMATS: tuple[Format, ...] = ("html", "md")
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
HOSTILE = (
    "<script>alert(1)</script>{{7*7}}{% raw %}|`x`\n# *a* _b_ [c](javascript:d) ![e](f) \"'&lt; </style></title>\u202e"
)
NUMBERS: defaultdict[str, int] = defaultdict(count().__next__)
STRUCTURAL = {
    *("id", "policy", "outcome", "kind", "force", "status", "operator", "value", "at_least", "at_most", "low", "high"),
    *("unit", "origin", "severity", "factor", "format", "finding", "findings", "settles", "bears_on", "default"),
    *("interpretation", "reading", "version", "name", "law_status", "wrong_now", "wrong_if_known"),
}


class Page(HTMLParser):
    """A parse that fails on a tag left open, with what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute is given twice in {tag}"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"{tag} closes what it did not open at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.shown.append((tuple(self.open), data))

    def text(self, inside: str = "", without: str = "-") -> str:
        return "".join(t for path, t in self.shown if (not inside or inside in path) and without not in path)

    def targets(self) -> list[str]:
        """Ids that something on the page refers to."""
        links = [attrs["href"] or "" for attrs in self.all("a")]
        named = [id for _, attrs in self.tags for id in (attrs.get("aria-labelledby") or "").split()]
        return [link.removeprefix("#") for link in links if link.startswith("#")] + named

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    return load()


def load() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((GOLDEN / "document_sample.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def page(sample: dict[str, Any]) -> Page:
    return Page(render(sample, "html", folder=REPORTS))


@pytest.mark.parametrize("template", FORMATS)
def test_the_report_is_as_reviewed(
    sample: dict[str, Any], template: Format, golden: Callable[[str, str], None]
) -> None:
    golden(f"report_sample.{template}", render(sample, template, folder=REPORTS))


@pytest.mark.parametrize("template", FORMATS)
def test_rendering_again_gives_the_same_bytes_and_leaves_the_document_alone(template: Format) -> None:
    document = load()
    assert render(document, template, folder=REPORTS) == render(document, template, folder=REPORTS)
    assert document == load()


@pytest.mark.parametrize("template", FORMATS)
def test_it_is_not_legal_advice_once(sample: dict[str, Any], template: Format) -> None:
    assert render(sample, template, folder=REPORTS).lower().count("legal advice") == 1


@pytest.mark.parametrize("template", FORMATS)
def test_words_for_people(sample: dict[str, Any], template: Format) -> None:
    made = render(sample, template, folder=REPORTS)
    shown = Page(made).text(without="code") if template == "html" else re.sub(r"`[^`]*`", "", made)
    assert not FORBIDDEN.search(shown)
    for words in ("applies", "does not apply", "open: facts missing", "depends on the reading"):
        assert words in shown


@pytest.mark.parametrize("template", FORMATS)
def test_the_order_is_the_one_that_a_lawyer_reads(sample: dict[str, Any], template: Format) -> None:
    made = render(sample, template, folder=REPORTS)
    shown = Page(made).text("body") if template == "html" else made
    order = (
        "DeepSeek-V3 on 8",
        "not declared by DeepSeek",
        "Stated by",
        "On the public estimate",
        "Rule by rule",
        "Estimates against lines",
        "whom to ask",
        "Duties and dates",
        "The chip against its limits",
        "Assumptions and readings",
        "Figures, evidence and derivations",
        "What is not covered",
        "Versions and digests",
        "sha256:",
    )
    places, start = [], 0
    for words in order:
        start = shown.rfind(words) if words == "Estimates against lines" else shown.find(words, start)
        places.append(start)
    assert min(places) >= 0
    assert places == sorted(places)


def test_a_third_party_s_estimate_is_not_shown_as_declared(sample: dict[str, Any], page: Page) -> None:
    assert "analyst's statement (the govern project)" in page.text()
    provider = sample | {"declarant": {"name": "DeepSeek", "role": "provider"}}
    assert "analyst's statement" not in Page(render(provider, "html", folder=REPORTS)).text()


def test_every_finding_is_in_the_table_and_is_explained(sample: dict[str, Any], page: Page) -> None:
    explained = [attrs["id"] for attrs in page.all("details") if "id" in attrs]
    linked = [attrs["href"] for attrs in page.all("a") if attrs.get("class") == "rule"]
    others = [finding["label"] for finding in sample["findings"] if not finding["concerns_case"]]
    assert len(explained) == len(linked) == len(sample["findings"]) - len(others)
    assert set(linked) == {f"#{id}" for id in explained}
    assert "Not about what this case states: modifier counts as provider" in page.text()


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "foreignobject"}
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not {name for name in attributes if name.startswith("on")} | attributes & {
        "src",
        "srcset",
        "action",
        "style",
    }
    policy = next(attrs["content"] for attrs in page.all("meta") if attrs.get("http-equiv"))
    assert (policy or "").startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    style = (REPORTS / "_partials" / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|</", style)


def test_the_page_can_be_found_through_without_seeing_it(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    for landmark in ("header", "main", "nav"):
        assert page.all(landmark)
    assert next(attrs for tag, attrs in page.tags if tag == "a")["href"] == "#answer"
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert [place for place, level in enumerate(levels) if level == 1] == [0]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_references_resolve(page: Page) -> None:
    ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
    assert set(ids.values()) == {1}
    targets = page.targets()
    assert len(targets) > 20
    assert set(targets) <= set(ids)


def test_tables_have_captions_and_headers(page: Page) -> None:
    tables: list[list[str | None]] = []
    for tag, attrs in page.tags:
        if tag == "table":
            tables.append([])
        elif tag in {"caption", "th"}:
            tables[-1].append(attrs.get("scope", tag))
    assert len(tables) > 5
    for parts in tables:
        assert parts[0] == "caption"
        assert {"col", "row"} <= set(parts[1:]) <= {"col", "row", "rowgroup"}


def test_answers_are_never_told_by_colour_alone(page: Page) -> None:
    outcomes = {"met", "not_met", "unknown", "unsettled"}
    coloured = [attrs for _, attrs in page.tags if outcomes & set((attrs.get("class") or "").split())]
    marked = render(load(), "html", folder=REPORTS)
    assert len(coloured) > 20
    said = re.findall(r'<span class="is \w+"><svg class="mark".*?</svg>([^<]+)</span>', marked, re.DOTALL)
    assert {"applies", "does not apply", "open: facts missing", "depends on the reading", "holds"} <= set(said)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    style = (REPORTS / "_partials" / "style.css").read_text(encoding="utf-8")
    return [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{([^}]*--[^}]*)\}", style)
    ]


def test_colours_reach_the_contrast_of_wcag_aa() -> None:
    light, dark = palettes()
    assert set(light) == set(dark)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for palette, papers in (
        (light, (light["paper"], light["panel"], "#ffffff")),
        (dark, (dark["paper"], dark["panel"])),
    ):
        for paper in papers:
            for text in ("ink", "muted", "link", "applies", "not", "open", "depends", "point"):
                assert contrast(palette[text], paper) >= 4.5, (text, palette[text], paper)
            assert contrast(palette["rule"], paper) >= 3
        assert contrast(palette["ink"], palette["band"]) >= 3
        assert contrast(palette["point"], palette["band"]) >= 3


def hostile(value: Any, key: str = "") -> Any:
    """Every text that a stranger or a policy's author wrote, replaced by an attack."""
    if isinstance(value, dict):
        return {name: hostile(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [hostile(each, key) for each in value]
    if key == "href":
        return "javascript:alert(1)"
    return f"{HOSTILE} {NUMBERS[value]}" if isinstance(value, str) and key not in STRUCTURAL else value


def test_what_strangers_wrote_stays_text_in_html(page: Page) -> None:
    document = hostile(load())
    document["subject"] |= {"name": HOSTILE, "text": HOSTILE}
    attacked = Page(render(document, "html", folder=REPORTS))
    assert {tag for tag, _ in attacked.tags} <= {tag for tag, _ in page.tags}
    assert attacked.text("h1") == visible(HOSTILE)
    assert "<script>alert(1)</script>{{7*7}}" in attacked.text("main")
    assert all(re.match(r"#|https?://", attrs["href"] or "") for attrs in attacked.all("a"))
    assert not {name for _, attrs in attacked.tags for name in attrs if name.startswith("on")}
    assert "\u202e" not in attacked.text()


def test_what_strangers_wrote_stays_text_in_markdown() -> None:
    document = hostile(load())
    document["subject"] |= {"name": HOSTILE, "text": HOSTILE}
    made = render(document, "md", folder=REPORTS)
    plain = MarkdownIt("commonmark").enable("table")
    tokens = [each for token in plain.parse(made) for each in (token, *(token.children or ()))]
    assert not [token for token in tokens if token.type in {"html_block", "html_inline", "image", "link_open", "fence"}]
    ours = [token.tag for token in MarkdownIt("commonmark").enable("table").parse(render(load(), "md", folder=REPORTS))]
    assert [token.tag for token in plain.parse(made) if token.tag in {"h1", "h2", "table", "tr", "td"}] == [
        tag for tag in ours if tag in {"h1", "h2", "table", "tr", "td"}
    ]
    assert Page(plain.render(made)).text("h1").strip() == visible(HOSTILE).strip()
    assert not re.search(r"\{[{%]", made)
    assert "<" not in made


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8")) | st.text("*_`|[]()<>&\\#-+=:.1 \n~$!{}%\"'"))
def test_any_text_survives_markdown(text: str) -> None:
    plain = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    escaped = escape_markdown(text)
    for frame in ("p {}", "- {}", "1. {}", "> {}", "# {}", "**{}**", "| a | {} |\n|---|---|\n", "| a |\n|---|\n| {} |"):
        if "**" in frame and (text != text.strip() or not text.isalnum()):
            continue
        shown = Page(plain.render(frame.format(escaped))).text()
        assert " ".join(visible(text).split()) in " ".join(shown.split()), frame


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_name_survives_html(name: str) -> None:
    document = load()
    document["subject"] |= {"name": name, "text": name}
    page = Page(render(document, "html", folder=REPORTS))
    assert page.text("h1") == visible(name)


def test_figures_are_set_but_copy_as_they_were_meant() -> None:
    made = html_figures("3.4e24 FLOP > 10^25 on 8 x H20, 814 mm2, GPT-1e9", kept=["GPT-1e9"])
    assert Page(f"<p>{made}</p>").text() == "3.4 \u00d7 10^24 FLOP > 10^25 on 8\u00a0\u00d7\u00a0H20, 814 mm^2, GPT-1e9"
    assert html_figures("v1e25x 210^3 1e25.5 a10^3") == "v1e25x 210^3 1e25.5 a10^3"


@pytest.mark.parametrize(
    ("href", "followed"),
    [
        ("https://eur-lex.europa.eu/eli/reg/2024/1689/oj", True),
        ("http://example.org/a?b=c#d", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://example.org/%0aalert(1)", False),
        ("data:text/html,<script>", False),
        ("//example.org", False),
        ("https://example.org/) [x](javascript:y", False),
        ("https://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_followed(href: str | None, followed: bool) -> None:
    assert safe_link(href) == (href if followed else "")


def test_days() -> None:
    assert day("2026-11-02") == "2 November 2026"
    assert [day(text) for text in ("2026-13-01", "soon", None)] == ["2026-13-01", "soon", ""]


@pytest.mark.parametrize("template", FORMATS)
def test_an_assessment_that_says_little_still_reads(template: Format) -> None:
    document = load() | {
        "findings": [], "groups": [], "answers": {}, "obligations": [], "quantities": {}, "assumptions": [],
        "interpretations": [], "facts": [], "ask_next": [], "untranslated": [], "problems": [], "warnings": [],
        "declarant": None, "title": None, "verified_through": None,
    }  # fmt: skip
    made = render(document, template, folder=REPORTS)
    assert "None of the duties" in made
    assert "No estimate is held against a line" in made


def test_a_template_that_names_what_is_not_there_fails(tmp_path: Path) -> None:
    (tmp_path / "assessment.html.jinja").write_text("{{ document.no_such_thing }}")
    with pytest.raises(UndefinedError):
        render(load(), "html", folder=tmp_path)


def test_a_template_cannot_leave_its_sandbox(tmp_path: Path) -> None:
    (tmp_path / "assessment.html.jinja").write_text("{{ ''.__class__.__mro__ }}")
    with pytest.raises(Exception, match=r"unsafe|undefined|attribute"):
        render(load(), "html", folder=tmp_path)


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, Any]]:
    """Documents as the program makes them: the sample's shape is theirs."""
    corpus = read_corpus()
    catalogue = read_catalogue(corpus.vocabulary)
    law = corpus.in_force(on=date(2026, 11, 22), known=date(2026, 11, 22))
    files = (EXAMPLES / f"{name}.yaml" for name in ("deepseek-v3-on-h20-china", "closed-frontier-model", "h100"))
    return {file.stem: document_of(assess(read(file, corpus, catalogue), law, "direct")) for file in files}


def test_the_sample_has_the_keys_of_a_real_document(
    sample: dict[str, Any], examples: dict[str, dict[str, Any]]
) -> None:
    real = examples["deepseek-v3-on-h20-china"]
    assert set(real) <= set(sample)
    for part in (
        "findings",
        "obligations",
        "facts",
        "ask_next",
        "untranslated",
        "assumptions",
        "interpretations",
        "groups",
    ):
        assert set(sample[part][0]) <= set(real[part][0]), part


@pytest.mark.parametrize("name", ["deepseek-v3-on-h20-china", "closed-frontier-model", "h100"])
def test_an_example_makes_a_sound_page(examples: dict[str, dict[str, Any]], name: str) -> None:
    document = examples[name]
    page = Page(render(document, "html", folder=REPORTS))
    assert max(Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs).values()) == 1
    assert set(page.targets()) <= {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert not FORBIDDEN.search(page.text(without="code"))
    names = [document["subject"]["name"], document["subject"]["chip"] or ""]
    for sentence in document["summary"]:
        assert Page(f"<p>{html_figures(sentence, names)}</p>").text() in page.text("main")
    assert all(heading in render(document, "md", folder=REPORTS) for heading in ("## The answer", "## 10. Versions"))


def test_an_unknown_compute_is_drawn_as_unknown(examples: dict[str, dict[str, Any]]) -> None:
    page = render(examples["closed-frontier-model"], "html", folder=REPORTS)
    assert 'class="band open"' in page
    assert "not known FLOP" not in page
