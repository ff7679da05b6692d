"""What the address of a shop looks like."""

from __future__ import annotations

import re
from typing import Final

SHOP_ADDRESS: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", re.ASCII)
"""Of a whole lower-case text."""
