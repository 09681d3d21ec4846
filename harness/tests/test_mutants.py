from collections.abc import Iterator

import psycopg
import pytest

from ..database import Connection
from ..dev.mutants import MUTANTS, Mutant
from ..server.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def scratch(server: EmbeddedServer, template: str) -> Iterator[Connection]:
    with psycopg.connect(server.create_database("mutants", template), autocommit=True) as connection:
        connection.execute("set role maitred_owner")
        yield connection
    server.drop_database("mutants")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_fault_fits_its_function_and_is_sql(scratch: Connection, mutant: Mutant) -> None:
    with scratch.transaction(force_rollback=True):
        scratch.execute(mutant.text().encode())
