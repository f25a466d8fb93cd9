"""The commands `govern policies ...`: the law itself, listed, shown, compared and set in a table."""

from pathlib import Path
from typing import Annotated

import typer

from govern.cli.options import ChangeFormat, Known, On, Policies, listed

__all__ = ["policies_app"]

policies_app = typer.Typer(no_args_is_help=True, help="Lists and shows the policy files.", rich_markup_mode=None)


@policies_app.command("list")
def policies_list(on: On = None, known: Known = None, policies: Policies = None) -> None:
    """List the policy files and how they stand on a day."""
    from govern.cli.policies import list_policies

    raise typer.Exit(list_policies(on, known, listed(policies)))


@policies_app.command("show")
def policies_show(
    policy: Annotated[str, typer.Argument(metavar="ID", help="An id such as eu/ai_act, or eu/ai_act#entry.")],
    on: On = None,
    known: Known = None,
    names: Annotated[bool, typer.Option("--names", help="With the name of each fact and entry.")] = False,
    policies: Policies = None,
) -> None:
    """Show one policy file in sentences: provisions, duties, penalties, open questions, figures with their sources."""
    from govern.cli.policies import show_policy

    raise typer.Exit(show_policy(policy, on, known, listed(policies), names=names))


@policies_app.command("diff")
def policies_diff(
    old: Annotated[str, typer.Argument(metavar="A", help="A day, a policy file or its id, or a folder of them.")],
    new: Annotated[str, typer.Argument(metavar="B", help="What it is compared with, of the same kind.")],
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these files or entries.")] = None,
    known: Annotated[
        str | None,
        typer.Option("--known", metavar="DATE", help="Published by this day; default what each day knew."),
    ] = None,
    format: Annotated[ChangeFormat, typer.Option("--format", "-f", help="How it is written.")] = ChangeFormat.text,
    policies: Policies = None,
) -> None:
    """Say what changed in meaning: between the law of two days, or two versions of a file or of a folder."""
    from govern.cli.policy_diff import diff_policies

    raise typer.Exit(diff_policies(old, new, tuple(ids or ()), known, format.value, listed(policies)))


@policies_app.command("table")
def policies_table(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Default the newest day of verification.")
    ] = None,
    known: Annotated[str | None, typer.Option("--known", metavar="DATE", help="Published by this day.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to this file.")] = None,
    policies: Policies = None,
) -> None:
    """Write every threshold of the law in one table, as Markdown."""
    from govern.cli.policies import table_of_policies

    raise typer.Exit(table_of_policies(on, known, output, listed(policies)))
