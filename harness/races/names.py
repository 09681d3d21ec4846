"""Names in the place of ids, and back: what a scenario calls anna is another booking in each schedule."""

import re
from collections.abc import Mapping, Sequence

ID = re.compile(r"(?:'(?=[-0-9a-f]{36}'::uuid))?\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b(?:'::uuid)?")


def fill(statement: str, names: Mapping[str, str]) -> str:
    """Put ids in the place of names in braces."""

    def literal(match: re.Match[str]) -> str:
        value = names[match[1]]
        return f"'{value}'::uuid" if len(value) == 36 else f"'{value}'"

    return re.sub(r"\{(\w+)\}", literal, statement)


def name_ids(lines: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Put names in the place of ids."""
    ids = {value: name for name, value in names.items() if len(value) == 36}
    return [ID.sub(lambda match: ids.get(match[1], match[0]), line) for line in lines]
