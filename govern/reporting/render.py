"""Reports from templates: the document of an assessment as HTML or Markdown, the same bytes every time.

In: a document and the name of a format. Out: text. Templates run in a sandbox; what the document says is never a
template, and every character of it is escaped for the format it goes into.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from govern.reporting.axis import Chart
from govern.reporting.axis_drawing import NARROW, WIDE, draw
from govern.reporting.comparisons import Document
from govern.reporting.typesetting import code_markdown, day, escape_markdown, html_figures, safe_link, visible
from govern.reporting.view import view
from govern.shipped import reports_folder

__all__ = ["Format", "render", "render_template"]

Format = Literal["html", "md"]

_REPORT: Final = "assessment"
_WIDTHS: Final = {"wide": WIDE, "narrow": NARROW}


class _Markdown(str):
    """Markdown that is already escaped."""

    __slots__ = ()


def render(document: Document, template: Format, *, folder: Path | None = None) -> str:
    """The report on one assessment; ``folder`` holds the templates, those shipped with govern by default."""
    environment = _environment(template, folder or reports_folder())
    text = environment.get_template(f"{_REPORT}.{template}.jinja").render(view(document))
    return text if template == "html" else _compact(text)


def render_template(name: str, template: Format, values: Mapping[str, Any], *, folder: Path | None = None) -> str:
    """Any other report by the name of its template, from plain values; what they say is never a template."""
    environment = _environment(template, folder or reports_folder())
    text = environment.get_template(f"{name}.{template}.jinja").render({"kept": (), **values})
    return text if template == "html" else _compact(text)


def render_page(template: str, values: Mapping[str, Any], *, folder: Path | None = None) -> str:
    """A page of its own from ``template.html.jinja``, with the same filters, sandbox and escapes as the report."""
    environment = _environment("html", folder or reports_folder())
    return environment.get_template(f"{template}.html.jinja").render({"kept": (), **values})


@cache
def _environment(template: Format, folder: Path) -> ImmutableSandboxedEnvironment:
    html = template == "html"
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=html,
        finalize=_html_text if html else _markdown_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= _html_filters() if html else _markdown_filters()
    environment.filters |= {"day": day, "link": safe_link}
    return environment


def _html_text(value: Any) -> Any:
    """Autoescape follows; only controls that would hide or turn text are taken out here."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _markdown_text(value: Any) -> Any:
    """INVARIANT: in Markdown every expression of a template is escaped unless a filter here made it."""
    if isinstance(value, _Markdown | Undefined):
        return value
    return escape_markdown(str(value))


def _html_filters() -> dict[str, Any]:
    return {"figures": _figures, "drawing": _drawing, "svg": _svg}


def _markdown_filters() -> dict[str, Any]:
    return {
        "code": lambda text: _Markdown(code_markdown(str(text))),
        "made": _Markdown,
    }


def _svg(drawn: str) -> Markup:
    return Markup(drawn)  # noqa: S704 - drawn by this package, every text in it escaped


@pass_context
def _figures(context: Context, text: object) -> Markup:
    return Markup(html_figures(str(text), context["kept"]))  # noqa: S704 - escaped piece by piece


@pass_context
def _drawing(context: Context, chart: Chart, name: str, width: str) -> Markup:
    return _svg(draw(chart, width=_WIDTHS[width], name=f"{name}-{width}", kept=context["kept"]))


def _compact(text: str) -> str:
    """At most one empty line in a row, no spaces at line ends."""
    out: list[str] = []
    for line in map(str.rstrip, text.splitlines()):
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).rstrip() + "\n"
