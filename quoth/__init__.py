"""The namespace of the installed program: ``quoth.assistant``, ``quoth.index`` and ``quoth.ui``.

A wheel has the three inside this package (see ``setup.py``), so that they meet nobody's own ``index.py``. In a checkout
they stand beside it under their plain names, and :mod:`quoth.checkout` gives the same modules these names, too.
"""

from importlib.util import find_spec

if find_spec("quoth.checkout"):  # a wheel has none
    from quoth import checkout

    checkout.join()
