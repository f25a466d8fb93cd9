"""`govern diff`: what is different between two declarations, or two versions of one, under the same law."""

import json

from govern.assessment.difference import difference_of
from govern.cli.check import Request, assessed, prepared
from govern.cli.console import complain, write
from govern.cli.policies import print_lines
from govern.problem import Problem, Rejected
from govern.reporting.difference import difference_document, difference_lines

__all__ = ["run"]

_STANDARD_INPUT = "-"


def run(request: Request, *, format: str) -> int:
    """Assess both files under one law, write what is different, and return the exit code."""
    try:
        if request.files == (_STANDARD_INPUT, _STANDARD_INPUT):
            raise Rejected([Problem(code="input", message="only one of the two can come from standard input")])
        ready = prepared(request)
        problems: list[Problem] = []
        sides = []
        for file in request.files:
            try:
                sides.append(assessed(file, ready, request.engine))
            except Rejected as rejected:
                problems += rejected.problems
        if problems:
            raise Rejected(problems)
    except Rejected as rejected:
        return complain(rejected.problems)
    difference = difference_of(*sides)
    complain(difference.problems)
    document = difference_document(difference)
    if format == "json":
        return 0 if write(json.dumps(document, indent=2) + "\n", None) else 2
    print_lines(difference_lines(document))
    return 0
