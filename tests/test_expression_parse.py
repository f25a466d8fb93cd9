"""From text to tree: Python's precedence, exact numbers, and a place and help for all that is not in the language."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.expression.parse import MAXIMAL_DEPTH, MAXIMAL_LENGTH, ExpressionError, parse
from govern.expression.syntax import COMPARISONS, FUNCTIONS, Expr, depth_of, names_in, text_of


def name(text: str) -> Expr:
    return Expr("name", (), text)


def number(value: int | Fraction) -> Expr:
    return Expr("number", (), value)


A, B, C = name("a"), name("b"), name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("model.training.compute", name("model.training.compute")),
        ("a + b * c", Expr("add", (A, Expr("multiply", (B, C))))),
        ("(a + b) * c", Expr("multiply", (Expr("add", (A, B)), C))),
        ("a - b - c", Expr("subtract", (Expr("subtract", (A, B)), C))),
        ("a / b / c", Expr("divide", (Expr("divide", (A, B)), C))),
        ("-a ** 2", Expr("negate", (Expr("power", (A, number(2))),))),
        ("a ** -2", Expr("power", (A, number(-2)))),
        ("not a or b and c", Expr("or", (Expr("not", (A,)), Expr("and", (B, C))))),
        ("not a > b", Expr("not", (Expr("compare", (A, B), ">"),))),
        ("a < b <= c", Expr("and", (Expr("compare", (A, B), "<"), Expr("compare", (B, C), "<=")))),
        ("a if b else c", Expr("if", (B, A, C))),
        ("a if b else b if c else a", Expr("if", (B, A, Expr("if", (C, B, A))))),
        ("'x' in a", Expr("in", (Expr("text", (), "x"), A))),
        ("'x' not in a", Expr("not", (Expr("in", (Expr("text", (), "x"), A)),))),
        ("a in ['x', 'y']", Expr("in", (A, Expr("list", (Expr("text", (), "x"), Expr("text", (), "y")))))),
        ("a[b]", Expr("lookup", (B,), "a")),
        ("a['x']", Expr("lookup", (Expr("text", (), "x"),), "a")),
        ("date('2025-08-02')", Expr("date", (), date(2025, 8, 2))),
        ("on >= date('2025-08-02')", Expr("compare", (Expr("on"), Expr("date", (), date(2025, 8, 2))), ">=")),
        ("not_applicable", Expr("not_applicable")),
        ("True", Expr("boolean", (), True)),
        ("true", Expr("boolean", (), True)),
        ("false", Expr("boolean", (), False)),
        ("first(a, b)", Expr("first", (A, B))),
        ("both(a, b)", Expr("first", (A, B), "both")),
        ("ceil(a)", Expr("ceil", (A,))),
        ("  a  +\n  b ", Expr("add", (A, B))),
        ("+a", A),
    ],
)
def test_trees(text: str, tree: Expr) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10000000000000000000000001", 10**25 + 1),
        ("1e25", 10**25),
        ("1E+25", 10**25),
        ("9007199254740993", 2**53 + 1),
        ("0.1", Fraction(1, 10)),
        ("3.2", Fraction(16, 5)),
        ("1e-3", Fraction(1, 1000)),
        ("0.30000000000000000000000000000000000001", Fraction(30000000000000000000000000000000000001, 10**38)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("-7", -7),
    ],
)
def test_numbers_are_read_from_the_text_and_not_from_a_double(text: str, value: int | Fraction) -> None:
    assert parse(text) == number(value)
    payload = parse(text).payload
    assert type(payload) is type(value)


def test_columns_count_in_the_text_as_written() -> None:
    tree = parse("  first(a,\n  b) > c")
    assert tree.column == 2
    assert [arg.column for arg in tree.args[0].args] == [8, 13]
    assert tree.args[1].column == 18


REFUSED = {
    "a ^ b": ("operator that is not part", 0, "10 ** 25"),
    "a > 10^25": ("operator that is not part", 4, "binds looser"),
    "a + b # c": ("`#` has no place", 6, "uses:"),
    "eu/ai_act#x": ("`#` has no place", 9, "uses:"),
    "a ≥ b": ("`≥` is not an ASCII character", 2, ">="),
    "modèle > 1": ("`è` is not an ASCII character", 3, "plain letters"),
    "a // b": ("operator that is not part", 0, "floor(a / b)"),
    "a % b": ("operator that is not part", 0, "remainder"),
    "a & b": ("operator that is not part", 0, "and"),
    "a | b": ("operator that is not part", 0, "or"),
    "~a": ("not part of the expression language", 0, "not"),
    "a is b": ("unknown comparison", 0, "=="),
    "a is not b": ("unknown comparison", 0, "!="),
    "a @ b": ("operator that is not part", 0, None),
    "a >": ("is not an expression", None, None),
    "a > > b": ("is not an expression", 4, None),
    "a = b": ("is not an expression", None, None),
    "a; b": ("is not an expression", 1, None),
    "": ("is not an expression", 0, None),
    "   ": ("is not an expression", None, None),
    "a\0b": ("is not an expression", None, None),
    "lambda: a": ("not part of the expression language", 0, None),
    "[x for x in a]": ("not part of the expression language", 0, None),
    "(a := 1)": ("not part of the expression language", 1, None),
    "{'a': 1}": ("not part of the expression language", 0, None),
    "{a}": ("not part of the expression language", 0, None),
    "(a, b)": ("not part of the expression language", 0, None),
    "f'{a}'": ("not part of the expression language", 0, None),
    "b'a'": ("not part of the expression language", 0, None),
    "1j": ("not part of the expression language", 0, None),
    "None": ("not part of the expression language", 0, None),
    "...": ("not part of the expression language", 0, None),
    "await a": ("not part of the expression language", 0, None),
    "a == '\\d'": ("`\\` has no place", 6, None),
    "a[1:2]": ("not part of the expression language", 2, None),
    "a[b][c]": ("is not a name", 0, None),
    "f(a).b": ("is not a name", 0, None),
    "'a'.b": ("is not a name", 0, None),
    "print(a)": ("is not a function", 0, "min, max"),
    "a.b(c)": ("is not a function", 0, "min, max"),
    "__import__('os').system('x')": ("is not a name", 0, None),
    "(a)(b)": ("is not a function", 0, None),
    "min(a, key=b)": ("arguments by place", 0, None),
    "first(*a)": ("arguments by place", 0, None),
    "min()": ("at least one argument", 0, None),
    "ceil(a, b)": ("one argument", 0, None),
    "sqrt()": ("one argument", 0, None),
    "date(2025)": ("is not a date", 0, "date('2025-08-02')"),
    "date('2025-02-30')": ("is not a date", 0, "date('2025-08-02')"),
    "date('20250802')": ("is not a date", 0, "date('2025-08-02')"),
    "date('2025-W31-6')": ("is not a date", 0, "date('2025-08-02')"),
    "date(a)": ("is not a date", 0, "date('2025-08-02')"),
    "date('2025-08-02', '2025-08-03')": ("is not a date", 0, None),
    "0x10": ("not a decimal number", 0, None),
    "1_000": ("separators", 0, None),
    "1e400": ("300 digits", 0, None),
    "1e-400": ("300 digits", 0, None),
    "010": ("is not an expression", None, None),
    "a > 1e999999999": ("300 digits", 4, None),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_in_the_language_is_refused_with_its_place(text: str) -> None:
    message, column, help = REFUSED[text]
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert message in refused.value.message
    assert not refused.value.message.endswith(".")
    assert refused.value.message[:1] == "`" or refused.value.message[:1].islower()
    if column is not None:
        assert refused.value.column == column
    if help is not None:
        assert help in (refused.value.help or "")


# --- limits ---------------------------------------------------------------------------------------


def test_the_longest_expression() -> None:
    name_of = "a" * 40
    text = f"{name_of} in ['x'" + ", 'x'" * 1980 + "]"
    assert len(text) <= MAXIMAL_LENGTH
    assert parse(text + " " * (MAXIMAL_LENGTH - len(text))).op == "in"
    with pytest.raises(ExpressionError, match="longer than 10000 characters"):
        parse(text + " " * (MAXIMAL_LENGTH - len(text) + 1))


def test_the_deepest_expression() -> None:
    assert depth_of(parse("not " * MAXIMAL_DEPTH + "a")) == MAXIMAL_DEPTH + 1
    with pytest.raises(ExpressionError, match="deeper than 60 levels"):
        parse("not " * (MAXIMAL_DEPTH + 1) + "a")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "a" + ")" * 3000,
        "-" * 9000 + "1",
        "not " * 2400 + "a",
        "a" + "+a" * 4900,
        "a" + ".b" * 4900,
        "a" + "**2" * 3000,
        "a if b else " * 800 + "c",
        "[" * 4000 + "]" * 4000,
        "min(" * 2000 + "a" + ")" * 2000,
        "a[" * 3000 + "b" + "]" * 3000,
        "a" + "<b" * 4900,
        "'" * 9999,
        "9" * 9999,
    ],
    ids=lambda text: text[:8],
)
def test_whatever_is_nested_is_a_tree_or_a_refusal(text: str) -> None:
    try:
        assert depth_of(parse(text)) <= MAXIMAL_DEPTH + 2
    except ExpressionError as refused:
        assert len(refused.message) < 120  # noqa: PT017 - a tree is as good


@given(st.text(max_size=60))
def test_any_text_is_a_tree_or_a_refusal(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as refused:
        assert 0 <= refused.column <= len(text) + 1  # noqa: PT017 - a tree is as good


# --- text of a tree -------------------------------------------------------------------------------


def trees() -> st.SearchStrategy[Expr]:
    leaves = st.one_of(
        st.sampled_from([A, B, name("case.count"), Expr("on"), Expr("not_applicable"), Expr("boolean", (), True)]),
        st.integers(0, 10**30).map(number),
        st.fractions(0, 1000, max_denominator=1000).map(lambda f: number(f.numerator if f.denominator == 1 else f)),
        st.text(st.characters(min_codepoint=32, max_codepoint=300, exclude_characters="#"), max_size=5).map(
            lambda text: Expr("text", (), text)
        ),
        st.dates().map(lambda day: Expr("date", (), day)),
    )

    def larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        def of(op: str, *sizes: int, payload: str | None = None) -> st.SearchStrategy[Expr]:
            least, most = (sizes[0], sizes[-1])
            return st.lists(inner, min_size=least, max_size=most).map(lambda args: Expr(op, tuple(args), payload))

        return st.one_of(
            *(of(op, 2) for op in ("add", "subtract", "multiply", "divide", "in")),
            *(of("compare", 2, payload=symbol) for symbol in COMPARISONS),
            *(of(op, 2, 4) for op in ("and", "or", "min", "max", "first")),
            *(of(op, 1) for op in ("not", "negate", "ceil", "floor", "sqrt", "ln")),
            of("if", 3),
            st.tuples(inner, st.integers(-9, 9).map(number)).map(lambda args: Expr("power", args)),
            inner.map(lambda key: Expr("lookup", (key,), "table")),
        )

    return st.recursive(leaves, larger, max_leaves=12)


def finite(expr: Expr) -> bool:
    """Whether its numbers have a finite decimal; a third is written as a division."""
    own = expr.payload
    decimal = not isinstance(own, Fraction) or set(_factors(own.denominator)) <= {2, 5}
    negated = expr.op == "negate" and expr.args[0].op == "number" and isinstance(expr.args[0].payload, int)
    return decimal and not negated and all(finite(arg) for arg in expr.args)


def _factors(whole: int) -> list[int]:
    return [
        factor for factor in range(2, whole + 1) if whole % factor == 0 and all(factor % n for n in range(2, factor))
    ]


@given(trees())
def test_the_text_of_a_tree_is_parsed_to_the_same_tree(tree: Expr) -> None:
    text = text_of(tree)
    assert text.isascii()
    if finite(tree) and "\\" not in text:
        assert parse(text) == tree
        assert text_of(parse(text)) == text


def test_the_names_of_a_tree() -> None:
    tree = parse("first(a, b.c) > table[d] and 'x' in e.f if on > date('2025-01-01') else g")
    assert names_in(tree) == {"a", "b.c", "table", "d", "e.f", "g"}
    assert set(FUNCTIONS) >= {"min", "max", "first", "ceil", "floor"}
