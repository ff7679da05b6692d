"""The floor of a cold run: start the mock, send recorded bodies in a plain httpx loop, stop."""

import json
import subprocess
import sys
from pathlib import Path

import httpx


def main() -> int:
    """Send every body of the file that is named on the command line."""
    command = [sys.executable, "-m", "conformance", "mock", "--port", "0", "--bucket", "999999999/999999999"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
        bodies = json.loads(Path(sys.argv[1]).read_text())
        base = (mock.stdout.readline() if mock.stdout else "").split()[1]
        with httpx.Client(headers={"X-Shopify-Access-Token": "any"}) as client:
            for body in bodies:
                client.post(f"{base}/admin/api/2026-10/graphql.json", json=body).json()
        mock.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
