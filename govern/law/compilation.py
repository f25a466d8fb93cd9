"""From the expressions of policy files to the graph of one day's law.

Every name is replaced by what it means on that day: a parameter by its value, a provision by its condition
or, outside its dates, by "not in force", which is never met.
"""

from collections.abc import Mapping
from datetime import date

from govern.expression.syntax import Expr
from govern.law.calendar import Standing, standing, value_on
from govern.law.graph import Graph
from govern.law.names import Entry, resolved
from govern.law.parameter import parameter_symbol, read_spread, read_value, table_items, table_spreads
from govern.law.policy import Location, Policy
from govern.law.schema import Parameter, ParameterValue
from govern.lineage import LINEAGE
from govern.ranges import DOMAINS, NOT_APPLICABLE, Range
from govern.units import unit
from govern.values import UNKNOWN_LIST, AnyText, Value
from govern.vocabulary import Vocabulary

__all__ = ["Compilation"]


class Compilation:
    """Builds the graph of the law on a day as known on a day."""

    def __init__(self, policies: Mapping[str, Policy], vocabulary: Vocabulary, on: date, known: date) -> None:
        """Take all files, the facts, and the two clocks."""
        self.policies, self.vocabulary, self.on, self.known = policies, vocabulary, on, known
        self.graph = Graph()
        self.parameters: dict[str, ParameterValue | None] = {}
        self._built: dict[tuple[str, str, bool], int] = {}

    def standing_of(self, policy: Policy, group: str, name: str) -> Standing:
        """Return how a provision, answer or obligation stands on the day."""
        own = getattr(policy.file, group)[name].history
        always = policy.file.force == "method"
        return standing(policy.file.history if own is None else own, self.on, self.known, always=always)

    def condition(self, policy: Policy, location: Location, *, hypothetical: bool = False) -> int:
        """Return the node of the expression at a location of a file."""
        return self.node(policy.expressions[location], policy, hypothetical)

    def provision(self, policy: Policy, name: str, *, hypothetical: bool = False) -> int:
        """Return the node of a provision; outside its dates one that is never met.

        ``hypothetical`` evaluates it as if its file were in force, for those who ask what if.
        """
        key = (policy.id, name, hypothetical)
        if key not in self._built:
            held = self.standing_of(policy, "provisions", name)
            if held.in_force or hypothetical:
                inner = self.condition(policy, ("provisions", name, "when"), hypothetical=hypothetical)
                inner = self.with_untranslated(policy, name, inner)
                # INVARIANT: a what-if is another node than the provision in force, and has another name.
                payload = policy.qualified(name) + ("?" if hypothetical else "")
                self._built[key] = self.graph.add("provision", (inner,), payload=payload)
            else:
                self._built[key] = self.graph.add("not_in_force", payload=policy.qualified(name), value=False)
        return self._built[key]

    def with_untranslated(self, policy: Policy, name: str, node: int) -> int:
        """Return the condition opened by what the file does not encode and could turn the verdict."""
        gaps = [gap for gap in policy.file.untranslated if name in gap.bears_on and gap.could_make is not None]
        add = self.graph.add
        unknown = {gap.name: add("untranslated", payload=policy.qualified(gap.name)) for gap in gaps}
        could_meet = tuple(unknown[gap.name] for gap in gaps if gap.could_make in ("met", "either"))
        could_miss = tuple(unknown[gap.name] for gap in gaps if gap.could_make in ("not_met", "either"))
        node = add("or", (node, *could_meet)) if could_meet else node
        return add("and", (node, *could_miss)) if could_miss else node

    def definition(self, policy: Policy, name: str, hypothetical: bool) -> int:
        """Return the node of a definition, clipped to its domain."""
        key = (policy.id, name, hypothetical)
        if key not in self._built:
            inner = self.condition(policy, ("definitions", name, "is"), hypothetical=hypothetical)
            inner = self.over_lineage(policy, name, inner, hypothetical)
            domain = DOMAINS[policy.file.definitions[name].domain]
            self._built[key] = self.graph.add("definition", (inner,), payload=policy.qualified(name), value=domain)
        return self._built[key]

    def over_lineage(self, policy: Policy, name: str, otherwise: int, hypothetical: bool) -> int:
        """Return the node of a definition that sums over the models that the case's own was made from."""
        rule = policy.file.definitions[name].lineage
        if rule is None:
            return otherwise
        parts = [rule.sum] if rule.contained is None else [rule.sum, rule.contained]
        summed = [self.definition(policy, part, hypothetical) for part in parts]
        listed = self.graph.add("ancestors", payload=LINEAGE)
        return self.graph.add("lineage", (listed, otherwise, *summed), payload=rule)

    def interpretation(self, policy: Policy, name: str, hypothetical: bool) -> int:
        """Return the node that takes the chosen reading of an interpretation."""
        key = (policy.id, name, hypothetical)
        if key not in self._built:
            entry = policy.file.interpretations[name]
            readings = [
                self.condition(policy, ("interpretations", name, "readings", reading, "is"), hypothetical=hypothetical)
                for reading in entry.readings
            ]
            choice = self.graph.add("choice", payload=policy.qualified(name), value=0)
            domain = DOMAINS[entry.domain]
            self._built[key] = self.graph.add(
                "reading", (choice, *readings), payload=policy.qualified(name), value=domain
            )
        return self._built[key]

    def parameter_value(self, policy: Policy, name: str, hypothetical: bool) -> ParameterValue | None:
        """Return the dated value of a parameter on the day."""
        parameter = policy.file.parameters[name]
        found = value_on(parameter.values, self.on, self.known)
        if found is None and hypothetical:
            published = [value for value in parameter.values if value.published <= self.known]
            found = max(published, key=lambda value: value.from_, default=None)
        self.parameters[policy.qualified(name)] = found
        return found

    def node(self, expr: Expr, policy: Policy, hypothetical: bool) -> int:
        """Return the node of an expression of a file."""
        if expr.op == "name":
            return self.named(str(expr.payload), policy, hypothetical)
        if expr.op == "lookup":
            return self.lookup(expr, policy, hypothetical)
        leaf = self.leaf(expr)
        if leaf is not None:
            return leaf
        args = tuple(self.node(arg, policy, hypothetical) for arg in expr.args)
        if expr.op == "if":
            return self.choose(args)
        if expr.op == "power":
            return self.graph.add("power", args[:1], payload=expr.args[1].payload)
        return self.graph.add(expr.op, args, payload=expr.payload)

    def leaf(self, expr: Expr) -> int | None:
        """Return the node of a literal, or ``None`` for an operation."""
        if expr.op in ("number", "text", "boolean"):
            value: Value = expr.payload  # type: ignore[assignment]
            return self.graph.add("constant", value=value)
        if expr.op == "date" and isinstance(expr.payload, date):
            return self.graph.add("constant", payload="date", value=expr.payload.toordinal())
        if expr.op == "on":
            return self.graph.add("constant", payload="on", value=self.on.toordinal())
        if expr.op == "not_applicable":
            return self.graph.add("constant", value=NOT_APPLICABLE)
        if expr.op == "list":
            return self.graph.add("constant", value=frozenset(str(arg.payload) for arg in expr.args))
        return None

    def choose(self, args: tuple[int, ...]) -> int:
        """Return the node of ``x if c else y``; over conditions it is (c and x) or (not c and y) or (x and y)."""
        condition, yes, no = args
        if not (self.is_condition(yes) and self.is_condition(no)):
            return self.graph.add("choose", args)
        add = self.graph.add
        negated = add("not", (condition,))
        return add("or", (add("and", (condition, yes)), add("and", (negated, no)), add("and", (yes, no))))

    def is_condition(self, index: int) -> bool:
        """Return whether a node's value is a truth value."""
        node = self.graph.nodes[index]
        if node.op in ("compare", "in", "and", "or", "not", "provision", "not_in_force", "untranslated"):
            return True
        if node.op in ("definition", "reading"):
            return self.is_condition(node.args[-1])
        return isinstance(node.value, bool) or (node.op in ("fact", "parameter") and node.value is None)

    def named(self, name: str, policy: Policy, hypothetical: bool) -> int:
        """Return the node of what a name means."""
        entry = resolved(policy, name, self.policies, self.vocabulary)
        if entry is None:
            message = f"`{name}` in `{policy.id}` was not checked"
            raise KeyError(message)
        if entry.policy is None:
            return self.graph.add("fact", payload=name, value=self.vocabulary[name].unknown)
        # INVARIANT: a what-if stays within its own file; it never changes what another file says today.
        what_if = hypothetical and entry.policy is policy
        return self.entry_node(entry, entry.policy, what_if)

    def entry_node(self, entry: Entry, policy: Policy, hypothetical: bool) -> int:
        """Return the node of an entry of a file."""
        if entry.role == "parameter":
            return self.parameter(policy, entry.name, hypothetical)
        if entry.role == "definition":
            return self.definition(policy, entry.name, hypothetical)
        if entry.role == "interpretation":
            return self.interpretation(policy, entry.name, hypothetical)
        return self.provision(policy, entry.name, hypothetical=hypothetical)

    def parameter(self, policy: Policy, name: str, hypothetical: bool) -> int:
        """Return the node of a parameter's value on the day; without one it is unknown."""
        found = self.parameter_value(policy, name, hypothetical)
        parameter = policy.file.parameters[name]
        value = _no_value(parameter) if found is None else read_value(found.value, unit(parameter.unit))
        spread = None if found is None or parameter.key else read_spread(found.value, unit(parameter.unit))
        return self.graph.add("parameter", payload=policy.qualified(name), value=value, spread=spread)

    def lookup(self, expr: Expr, policy: Policy, hypothetical: bool) -> int:
        """Return the node of a table's value for a key."""
        entry = resolved(policy, str(expr.payload), self.policies, self.vocabulary)
        if entry is None or entry.policy is None:
            message = f"`{expr.payload}` in `{policy.id}` was not checked"
            raise KeyError(message)
        key = self.node(expr.args[0], policy, hypothetical)
        parameter = entry.policy.file.parameters[entry.name]
        found = self.parameter_value(entry.policy, entry.name, hypothetical and entry.policy is policy)
        rows, otherwise = ({}, None) if found is None else table_items(parameter, found.value)
        spreads = {} if found is None else table_spreads(parameter, found.value)
        return self.graph.add(
            "lookup",
            (key,),
            payload=entry.policy.qualified(entry.name),
            value=_no_value(parameter),
            table=(tuple(sorted(rows.items())), otherwise),
            spreads=tuple(sorted(spreads.items())),
        )


def _no_value(parameter: Parameter) -> Value:
    """Return the unknown value of a parameter's kind."""
    kind = parameter_symbol(parameter).kind
    kind = kind.of if kind.of is not None else kind
    unknown: dict[str, Value] = {"boolean": None, "list": UNKNOWN_LIST, "text": AnyText()}
    return unknown.get(kind.base, Range())
