"""Where the package's files lie: harness/ is the package maitred, and sql/ goes into it."""

from setuptools import find_namespace_packages, find_packages, setup

python = find_packages("harness", exclude=["tests", "tests.*"])
sql = find_namespace_packages("sql", include=["migrations", "functions", "functions.*"])

setup(
    packages=["maitred", *(f"maitred.{name}" for name in python), *(f"maitred.sql.{name}" for name in sql)],
    package_dir={"maitred": "harness", "maitred.sql": "sql"},
    package_data={"": ["*.sql"], "maitred": ["py.typed", "templates/**/*", "data/*"]},
    include_package_data=False,
)
