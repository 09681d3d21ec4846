"""Bringing a database to what the files under ``sql/`` say, and comparing the two."""

from .files import Blocked, FileError
from .ledger import Entry, Ledger, Problem, read_ledger, release
from .plan import Plan, Status, Step, Work, plan, status
from .run import Result, baseline, migrate, rehearse
from .session import OWNER

__all__ = [
    "OWNER",
    "Blocked",
    "Entry",
    "FileError",
    "Ledger",
    "Plan",
    "Problem",
    "Result",
    "Status",
    "Step",
    "Work",
    "baseline",
    "migrate",
    "plan",
    "read_ledger",
    "rehearse",
    "release",
    "status",
]
