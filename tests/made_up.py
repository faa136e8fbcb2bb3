"""Made-up recordings for tests: small, quick, and no real person in them."""

import json
from pathlib import Path

import numpy as np


def write_made_up_nw_ucla(root: Path) -> Path:
    """Write 36 clips in NW-UCLA's format: 4 actions, 3 performers, 3 views; return the root.

    Each action moves another limb, so that a model can tell them apart.
    """
    folder = root / "nw-ucla" / "all_sqe"
    folder.mkdir(parents=True)
    random = np.random.default_rng(0)
    body = random.normal(size=(20, 3)) * 0.3 + (0, 0, 3)
    for number, action in enumerate((1, 2, 3, 4)):
        for performer in (1, 2, 3):
            for view in (1, 2, 3):
                length = int(random.integers(12, 31))
                joints = np.tile(body, (length, 1, 1)) + random.normal(size=(length, 20, 3)) * 0.01
                swing = np.sin(np.linspace(0, 2 * np.pi, length))[:, None]
                joints[:, 4 * number + 4 : 4 * number + 8, 1] += 0.5 * swing
                name = f"a{action:02d}_s{performer:02d}_e00_v{view:02d}"
                clip = {"file_name": name, "skeletons": joints.tolist(), "label": action}
                (folder / f"{name}.json").write_text(json.dumps(clip), encoding="utf-8")
    return root
