"""The command ``maitred``. What is printed is printed here; the other packages return data."""

from . import data, demo, email, race, schema
from .console import main

__all__ = ["data", "demo", "email", "main", "race", "schema"]
