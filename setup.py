"""Where the package's files lie: harness/ is the package maitred, and sql/ goes into it."""

import shutil
from fnmatch import fnmatch

from setuptools import find_namespace_packages, find_packages, setup
from setuptools.command.build import build
from setuptools.command.build_py import build_py

TOOLS = ("bench*", "checks", "coverage", "lint", "mutants", "pgtap")  # of developers: no command needs them


class FreshBuild(build):
    """A build that starts from nothing: what an older one has left, such as SQL files that are gone, would go along."""

    def run(self) -> None:
        """Remove what is left, then build."""
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


class WithoutTools(build_py):
    """The modules that the command ``maitred`` is made of."""

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Leave the tools out."""
        modules = super().find_package_modules(package, package_dir)
        return [module for module in modules if not any(fnmatch(module[1], tool) for tool in TOOLS)]


python = find_packages("harness", exclude=["tests", "tests.*"])
sql = find_namespace_packages("sql", include=["migrations", "functions", "functions.*"])

setup(
    cmdclass={"build": FreshBuild, "build_py": WithoutTools},
    packages=["maitred", *(f"maitred.{name}" for name in python), *(f"maitred.sql.{name}" for name in sql)],
    package_dir={"maitred": "harness", "maitred.sql": "sql"},
    package_data={"": ["*.sql"], "maitred": ["py.typed", "templates/**/*", "data/*"]},
    include_package_data=False,
)
