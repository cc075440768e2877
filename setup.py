"""Builds the wheel: the three packages of the checkout as ``quoth.assistant``, ``quoth.index`` and ``quoth.ui``.

In a checkout they go by the plain names; in other people's environments these could meet a module of their own. So their
imports of each other are rewritten, line by line, as they are copied. Everything else stands in ``pyproject.toml``.
"""

import re
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PACKAGES = ("assistant", "index", "ui")
_IMPORT = re.compile(rf"^(\s*)(from|import) (?=(?:{'|'.join(PACKAGES)})\b)", re.MULTILINE)


class BuildPackages(build_py):
    """Copies modules, into the namespace except where the checkout itself is installed."""

    def get_package_dir(self, package: str) -> str:
        """Where a package of the wheel is in the checkout."""
        return super().get_package_dir(package.removeprefix("quoth."))

    def finalize_options(self) -> None:
        """Names the packages as the wheel has them."""
        super().finalize_options()
        if not self.editable_mode:
            self.packages = [_placed(package) for package in self.packages]
            self.package_data = {_placed(package): files for package, files in self.package_data.items()}

    def build_module(self, module: object, module_file: str, package: object) -> object:
        """Copies a module, its imports rewritten."""
        if (module, package) == ("checkout", "quoth"):
            return None
        built = super().build_module(module, module_file, package)
        if str(package).startswith("quoth."):
            file = Path(built[0])
            file.write_text(_IMPORT.sub(r"\1\2 quoth.", file.read_text("utf-8")), "utf-8")
        return built


def _placed(package: str) -> str:
    return f"quoth.{package}" if package.partition(".")[0] in PACKAGES else package


setup(cmdclass={"build_py": BuildPackages})
