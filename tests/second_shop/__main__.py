"""Serve the second shop, or the naive one: `python -m second_shop --port 8123 [--naive]`."""

from __future__ import annotations

import argparse

from second_shop.answer import SecondShop
from second_shop.naive import NaiveShop
from second_shop.server import server


def main() -> None:
    """Serve until the process is stopped."""
    parser = argparse.ArgumentParser(prog="second_shop", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--naive", action="store_true")
    wanted = parser.parse_args()
    made = server(NaiveShop(tells_cost=True) if wanted.naive else SecondShop(), wanted.port)
    print(f"ready http://127.0.0.1:{made.server_port}", flush=True)  # noqa: T201 - whoever starts it waits for this line
    made.serve_forever()


if __name__ == "__main__":
    main()
