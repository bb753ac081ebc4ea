"""Small errors in Python code: what can be changed, and the code afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One error in one file.

    Attributes:
        path: The file.
        line: Line of the error, from 1.
        before: The piece of code that is replaced.
        after: The wrong code.
        start: Offset of the piece in the file, in bytes.
        stop: Offset of its end.
    """

    path: Path
    line: int
    before: str
    after: str
    start: int
    stop: int

    def __str__(self) -> str:
        before, after = (' '.join(text.split()) for text in (self.before, self.after))
        return f'{self.path}:{self.line}: {before} -> {after}'

    def apply(self, source: bytes) -> bytes:
        """Return the content of the file with the error."""
        return source[: self.start] + self.after.encode() + source[self.stop :]


def mutants_of(path: Path, source: bytes) -> list[Mutant]:
    """Return all mutants of a file."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for text in lines:
        starts.append(starts[-1] + len(text))
    found = []
    for node, changed in changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        stop = starts[node.end_lineno - 1] + node.end_col_offset
        before, after = source[start:stop].decode(), ast.unparse(changed)
        if isinstance(node, ast.expr) and '\n' in before:
            after = f'({after})'
        found.append(Mutant(path, node.lineno, before, after, start, stop))
    return found


def changes(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield each node that can be changed, and what it becomes.

    Types, docstrings and messages are left alone.
    """
    for node in walk_code(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield node, _with(node, ops=[COMPARISONS[type(node.ops[0])]()])
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            if not any(isinstance(part, ast.JoinedStr) for part in ast.walk(node)):
                yield node, _with(node, op=OPERATORS[type(node.op)]())
        elif isinstance(node, ast.BoolOp):
            other = ast.Or if isinstance(node.op, ast.And) else ast.And
            yield node, _with(node, op=other())
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            yield node, node.operand
        elif isinstance(node, ast.Constant) and type(node.value) in (bool, int, float):
            yield node, ast.Constant(_other_value(node.value))
        elif isinstance(node, (ast.If, ast.IfExp)):
            yield node.test, ast.UnaryOp(ast.Not(), node.test)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield node, ast.Pass()
        elif isinstance(node, ast.Return) and not is_none(node.value):
            yield node, ast.Return(ast.Constant(None))


def walk_code(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through the code that computes something."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ('annotation', 'returns', 'decorator_list'):
            continue
        if isinstance(node, ast.Raise) or (name == 'test' and is_main(node)):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not is_text(child):
                yield from walk_code(child)


def is_text(node: ast.AST) -> bool:
    """Return whether a node is a docstring or an f-string."""
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, ast.JoinedStr)


def is_none(node: ast.expr | None) -> bool:
    """Return whether an expression is absent or None."""
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def is_main(node: ast.AST) -> bool:
    """Return whether a node asks for ``__main__`` or type checking."""
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return isinstance(node, ast.If) and bool(names & {'__name__', 'TYPE_CHECKING'})


def _other_value(value: float) -> float | bool:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else 2 * value + (value == 0)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node with other fields."""
    changed = deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
