"""Where the package's files lie: harness/ is the package maitred, and sql/ goes into it."""

import shutil

from setuptools import find_namespace_packages, find_packages, setup
from setuptools.command.build import build


class FreshBuild(build):
    """A build that starts from nothing: what an older one has left, such as SQL files that are gone, would go along."""

    def run(self) -> None:
        """Remove what is left, then build."""
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


python = find_packages("harness", exclude=["dev", "dev.*", "tests", "tests.*"])
sql = find_namespace_packages("sql", include=["migrations", "functions", "functions.*"])

setup(
    cmdclass={"build": FreshBuild},
    packages=["maitred", *(f"maitred.{name}" for name in python), *(f"maitred.sql.{name}" for name in sql)],
    package_dir={"maitred": "harness", "maitred.sql": "sql"},
    package_data={
        "": ["*.sql"],
        "maitred": ["py.typed"],
        "maitred.demo": ["saturday.csv"],
        "maitred.email": ["templates/**/*"],
    },
    include_package_data=False,
)
