"""What the address of a shop looks like."""

from __future__ import annotations

import re
import zlib
from typing import Final

SHOP_ADDRESS: Final = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com", re.ASCII)
"""Of a whole lower-case text."""


TOKEN: Final = "token:"  # noqa: S105 - the beginning of a name, not a token
"""How a section begins that is for the shop which an access token has of its own: `token:read-only`."""


def of_token(token: str) -> str:
    """Return the address of the shop that an access token has where no host names one."""
    return f"shop-{zlib.crc32(token.encode('utf-8', 'replace')):08x}.myshopify.com"
