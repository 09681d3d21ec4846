"""No import circle: a module, and a package, is understood from those that it imports."""

import ast
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HARNESS = Path(__file__).parent.parent
MODULES = {
    tuple(part for part in path.relative_to(HARNESS).with_suffix("").parts if part != "__init__"): path
    for path in HARNESS.rglob("*.py")
}

Name = tuple[str, ...]


def imported(module: Name, path: Path) -> Iterable[Name]:
    """Give what a module imports of the package, wherever in the file: a late import hides a circle, and is one."""
    package = module if path.name == "__init__.py" else module[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            source = (
                (*package[: len(package) - node.level + 1], *(node.module or "").split("."))
                if node.module
                else (package[: len(package) - node.level + 1])
            )
            for alias in node.names:
                yield (*source, alias.name) if (*source, alias.name) in MODULES else source


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


IMPORTS = {module: set(imported(module, path)) - {module} for module, path in MODULES.items()}


def test_no_module_imports_itself_by_way_of_others() -> None:
    # What is above all, harness/__init__.py, imports nothing.
    assert not circle({".".join(module): {".".join(one) for one in ones if one} for module, ones in IMPORTS.items()})


def test_no_package_imports_itself_by_way_of_others() -> None:
    packages: dict[str, set[str]] = {}
    for module, ones in IMPORTS.items():
        if module and module[0] != "tests":
            packages.setdefault(module[0], set()).update(one[0] for one in ones if one and one[0] != module[0])
    assert {"cli", "migrate", "email", "races", "dev"} <= packages.keys()
    assert not circle(packages)


@pytest.mark.parametrize("lower", ["migrate", "email", "data", "server"])
def test_what_is_used_by_commands_knows_no_command(lower: str) -> None:
    above = {"cli", "dev", "tests", "demo", "races"}
    assert not {
        one for module, ones in IMPORTS.items() if module[:1] == (lower,) for one in ones if one[:1] and one[0] in above
    }


def test_a_circle_is_seen() -> None:
    assert sorted(set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}))) == ["a", "b", "c"]
