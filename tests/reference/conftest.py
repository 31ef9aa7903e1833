from __future__ import annotations

import sys
from pathlib import Path

# reference/ is a package at the top of the checkout; at the end, so that nothing else there hides a module.
sys.path.append(str(Path(__file__).parents[2]))
