"""``python -m quoth`` is ``quoth``."""

from quoth.ui.cli import main

main()
