"""The command line `govern`: its commands, their options and exit codes.

Exit codes: 0 assessed, 1 a condition of `--fail-on` was hit, 2 bad input. What a command does stands in its
own module and is loaded only when it runs.
"""

import gc
import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from govern.cli.chips import chips_app
from govern.cli.claim_commands import claims_app
from govern.cli.options import (
    AlsoOn,
    ChangeFormat,
    Declarations,
    Draws,
    DutiesFormat,
    Engine,
    EngineChoice,
    GapFormat,
    GapUse,
    Include,
    Jurisdiction,
    Known,
    On,
    OutputFormat,
    Policies,
    SchemaKind,
    Seed,
    ending_of,
    listed,
)
from govern.cli.policy_commands import policies_app

__all__ = ["app", "main"]

GARBAGE_AFTER = 50_000

app = typer.Typer(
    name="govern",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Checks declarations of AI models, chips and clusters against compute-governance law. Not legal advice.",
    epilog="Exit codes: 0 assessed, 1 a --fail-on condition was hit, 2 bad input.",
)
app.add_typer(policies_app, name="policies")
app.add_typer(chips_app, name="chips")
app.add_typer(claims_app, name="claims")


@app.command()
def check(
    files: Declarations,
    on: On = None,
    known: Known = None,
    also_on: AlsoOn = None,
    jurisdiction: Jurisdiction = None,
    include: Include = None,
    engine: Engine = EngineChoice.durable,
    format: Annotated[
        OutputFormat | None, typer.Option("--format", "-f", help="How; by default as the file's ending says, or text.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option("--fail-on", metavar="WHAT", help="Exit 1 on: met (a requirement or duty), unknown, or an id."),
    ] = None,
    policies: Policies = None,
    draws: Draws = None,
    seed: Seed = None,
) -> None:
    """Assess declarations and say what applies, what does not, what is open and why."""
    from govern.cli.check import Request, run

    request = Request.asked(
        *files,
        on=on,
        known=known,
        jurisdiction=jurisdiction,
        include=include,
        engine=engine.value,
        policies=policies,
        also_on=also_on,
        draws=draws,
        seed=seed,
    )
    kind = format.value if format is not None else ending_of(output, [each.value for each in OutputFormat])
    raise typer.Exit(run(request, format=kind, output=output, fail_on=listed(fail_on) or ()))


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A declaration; - reads standard input.")],
    finding: Annotated[
        str | None,
        typer.Argument(metavar="[FINDING]", help="An id such as eu/ai_act#systemic_risk_presumed; without: all ids."),
    ] = None,
    on: On = None,
    known: Known = None,
    include: Include = None,
    engine: Engine = EngineChoice.durable,
    policies: Policies = None,
    draws: Draws = None,
    seed: Seed = None,
) -> None:
    """Explain one finding or duty: each premise, its value, its threshold, its source, down to file and line."""
    from govern.cli.check import Request
    from govern.cli.explain import run

    request = Request.asked(
        file,
        on=on,
        known=known,
        include=include,
        engine=engine.value,
        policies=policies,
        draws=draws,
        seed=seed,
    )
    raise typer.Exit(run(request, finding))


@app.command()
def report(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A declaration; - reads standard input.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PATH", help="report.html, report.md or report.json.")
    ] = None,
    on: On = None,
    known: Known = None,
    also_on: AlsoOn = None,
    jurisdiction: Jurisdiction = None,
    include: Include = None,
    engine: Engine = EngineChoice.durable,
    policies: Policies = None,
) -> None:
    """Write a printable report of one declaration; the file's ending says which kind."""
    from govern.cli.check import Request
    from govern.cli.report import run

    request = Request.asked(
        file,
        on=on,
        known=known,
        jurisdiction=jurisdiction,
        include=include,
        engine=engine.value,
        policies=policies,
        also_on=also_on,
    )
    raise typer.Exit(run(request, output))


@app.command()
def obligations(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A declaration; - reads standard input.")],
    on: On = None,
    known: Known = None,
    jurisdiction: Jurisdiction = None,
    include: Include = None,
    engine: Engine = EngineChoice.durable,
    format: Annotated[
        DutiesFormat | None, typer.Option("--format", "-f", help="How; by default as the file's ending says, or text.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")] = None,
    policies: Policies = None,
) -> None:
    """List all duties by date: due, done, late or overdue, with penalties; or write a calendar of them."""
    from govern.cli.check import Request
    from govern.cli.obligations import run

    request = Request.asked(
        file, on=on, known=known, jurisdiction=jurisdiction, include=include, engine=engine.value, policies=policies
    )
    kind = format.value if format is not None else ending_of(output, [each.value for each in DutiesFormat])
    raise typer.Exit(run(request, format=kind, output=output))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A declaration; - reads standard input.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another, or the next version of it.")],
    on: On = None,
    known: Known = None,
    jurisdiction: Jurisdiction = None,
    include: Include = None,
    engine: Engine = EngineChoice.durable,
    format: Annotated[ChangeFormat, typer.Option("--format", "-f", help="How it is written.")] = ChangeFormat.text,
    policies: Policies = None,
) -> None:
    """Say what is different between two declarations under the same law: facts, outcomes, answers, duties."""
    from govern.cli.check import Request
    from govern.cli.diff import run

    request = Request.asked(
        old, new, on=on, known=known, jurisdiction=jurisdiction, include=include, engine=engine.value, policies=policies
    )
    raise typer.Exit(run(request, format=format.value))


@app.command("test")
def test_command(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[POLICY]...", help="Ids such as eu/ai_act; default all.")
    ] = None,
    engine: Annotated[EngineChoice | None, typer.Option("--engine", help="Only this engine; default each.")] = None,
    require_coverage: Annotated[
        bool,
        typer.Option("--require-coverage", help="Exit 1 if cases leave anything of the law in force uncovered."),
    ] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change each threshold, operator and date: a case must fail each time.")
    ] = False,
    format: Annotated[ChangeFormat, typer.Option("--format", "-f", help="How it is written.")] = ChangeFormat.text,
    policies: Policies = None,
) -> None:
    """Run the cases that stand beside the policy files, and say what they do not cover."""
    from govern.cli.test import run

    code = run(
        tuple(paths or ()),
        None if engine is None else engine.value,
        listed(policies),
        require_coverage=require_coverage,
        mutate=mutate,
        format=format.value,
    )
    raise typer.Exit(code)


@app.command()
def schema(
    kind: Annotated[SchemaKind, typer.Argument(help="Which schema.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")] = None,
    policies: Policies = None,
) -> None:
    """Print a JSON Schema, for editors and for other programs."""
    from govern.cli.schema import run

    raise typer.Exit(run(kind.value, output, listed(policies)))


@app.command()
def init(
    output: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.")] = Path("declaration.yaml"),
    about: Annotated[
        list[str] | None,
        typer.Option("--about", metavar="BLOCK", help="Only these blocks, for example model or chip; repeatable."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    policies: Policies = None,
) -> None:
    """Write a commented declaration to fill in, with the question that each fact answers."""
    from govern.cli.init import run

    raise typer.Exit(run(output, listed(about), force=force, folders=listed(policies)))


@app.command()
def gap(
    models: Annotated[
        list[str] | None,
        typer.Option("--models", metavar="NAMES", help="Open-weight models of the catalogue; default all."),
    ] = None,
    chips: Annotated[
        list[str] | None, typer.Option("--chips", metavar="NAMES", help="Chips of the catalogue; default all.")
    ] = None,
    chosen: Annotated[
        str,
        typer.Option(
            "--set",
            metavar="U0..U4",
            help="U0 outside 3A090 and the letters, U1 with a licence exception, U2 with a licence that can be had, "
            "U3 with vendors of the destination, U4 with use from afar.",
        ),
    ] = "U1",
    to: Annotated[str, typer.Option("--to", metavar="COUNTRY", help="Destination of the chips.")] = "CN",
    headquarters: Annotated[
        str | None,
        typer.Option("--headquarters", metavar="COUNTRY", help="Of the end user; by default the destination."),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="USD", help="At most so much for one deployment, or a class A to D."),
    ] = None,
    users: Annotated[int, typer.Option("--users", help="Daily users to serve.")] = 1_000_000,
    use: Annotated[GapUse, typer.Option("--use", help="What is interactive: 10 tokens a second, or 20.")] = GapUse.chat,
    on: On = None,
    known: Known = None,
    details: Annotated[bool, typer.Option("--details", help="Every chip, also where models are many.")] = False,
    format: Annotated[
        GapFormat | None, typer.Option("--format", "-f", help="How; by default as the file's ending says, or text.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")] = None,
    policies: Policies = None,
) -> None:
    """Say what open-weight models do on chips outside 3A090 and the letters, and what does not scale there."""
    from govern.cli.gap import Asked, run

    asked = Asked(
        models=listed(models),
        chips=listed(chips),
        chosen=chosen,
        to=to,
        headquarters=headquarters,
        budget=budget,
        users=users,
        reasoning=use is GapUse.reasoning,
        on=on,
        known=known,
        policies=listed(policies),
    )
    kind = format.value if format is not None else ending_of(output, [each.value for each in GapFormat])
    raise typer.Exit(run(asked, format=kind, output=output, details=details))


def _version(asked: bool) -> None:
    if asked:
        from govern import __version__

        typer.echo(f"govern {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Hold the options of `govern` itself."""


def main() -> None:
    """Run the command line; a closed pipe or an interruption ends it quietly."""
    # A run makes much and drops little: looking for garbage after every 700 objects would take a tenth of its time.
    gc.set_threshold(GARBAGE_AFTER, 50, 50)
    # Nothing installed beside govern may change how a declaration is read; looking for such plugins takes time too.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 shows an escape for what it does not have; it does not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
