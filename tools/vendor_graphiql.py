#!/usr/bin/env python3
"""Fetches the files of GraphiQL that the mock serves, into conformance/mock/assets/.

    python tools/vendor_graphiql.py

Needs npm. Each package is the version named here, and must have the integrity named here. Taken out of the files are
the fonts that GraphiQL's style sheet embeds (nine tenths of it) and the addresses of source maps. Which packages
GraphiQL's bundle contains is read from its source map; LICENSES.txt holds the licence of each.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "conformance" / "mock" / "assets"


@dataclass(frozen=True)
class Package:
    """An npm package, and which of its files are served under which names."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "graphiql",
        "3.9.0",
        "sha512-rJYFlHdBbug9+YbFSwRVvgfPjCayC7wHecZkx/qB4XLuQPFQZw/yB9pmHFtOJV6RiNBBHro3u1GdocKa3YcGRA==",
        {"graphiql.min.js": "graphiql.min.js", "graphiql.min.css": "graphiql.min.css"},
    ),
    Package(
        "react",
        "18.3.1",
        "sha512-wS+hAgJShR0KhEvPJArfuPVN1+Hz1t0Y6n5jLrGQbkb4urgPE/0Rve+1kMB1v/oWgHgm4WIcV+i7F2pTVj+2iQ==",
        {"umd/react.production.min.js": "react.min.js"},
    ),
    Package(
        "react-dom",
        "18.3.1",
        "sha512-5m4nQKp+rZRb09LNH59GM4BxTh9251/ylbKIbpe7TpGxfJ+9kv6BLkLBXIjjspbgbnIBNqlI23tRnTWT0snUIw==",
        {"umd/react-dom.production.min.js": "react-dom.min.js"},
    ),
)

WORKSPACE = ("@graphiql/react", "@graphiql/toolkit", "codemirror-graphql", "graphql-language-service")
"""Packages of GraphiQL's own repository; the source map has other paths for them."""

README = """\
# Vendored files

The mock serves GraphiQL from here, so that it works without a network. `python tools/vendor_graphiql.py` makes the files
in this table anew; the style sheet lacks the fonts it embeds. Their licences, and those of the {count} packages that
GraphiQL's bundle contains, stand in [LICENSES.txt](LICENSES.txt). Files not in the table are ours.

| file | npm package | version | licence | SHA-256 |
|---|---|---|---|---|
"""


def main() -> None:
    """Write the assets, their licences, and what they are."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = [row for package in PACKAGES for row in vendor(package, folder)]
        bundled = bundled_packages(folder / "graphiql" / "graphiql.min.js.map")
        (TARGET / "LICENSES.txt").write_text(licences(folder, bundled), encoding="utf-8")
    text = README.format(count=len(bundled)) + "".join(f"{row}\n" for row in rows)
    (TARGET / "README.md").write_text(text, encoding="utf-8")
    print("\n".join(rows))


def vendor(package: Package, folder: Path) -> list[str]:
    """Fetch a package, keep what is served of it, and return its rows of the table."""
    npm(folder, "pack", f"{package.name}@{package.version}")
    archive = folder / f"{package.name}-{package.version}.tgz"
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if integrity != package.integrity:
        message = f"{package.name} {package.version} is {integrity}, not {package.integrity}."
        raise SystemExit(message)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    unpacked = (folder / "package").rename(folder / package.name)
    licence = json.loads((unpacked / "package.json").read_text(encoding="utf-8"))["license"]
    rows = []
    for source, name in package.files.items():
        kept = trimmed((unpacked / source).read_text(encoding="utf-8")).encode()
        (TARGET / name).write_bytes(kept)
        digest = hashlib.sha256(kept).hexdigest()
        rows.append(f"| {name} | {package.name} | {package.version} | {licence} | `{digest}` |")
    return rows


def trimmed(text: str) -> str:
    """Return a file without embedded fonts, and without the address of a source map that is not served."""
    return re.sub(r"@font-face\s*\{[^}]*\}|\n?//# sourceMappingURL=\S*", "", text)


def bundled_packages(source_map: Path) -> list[str]:
    """Return the names of the packages in a bundle."""
    sources: list[str] = json.loads(source_map.read_text(encoding="utf-8"))["sources"]
    found = {
        match[1] for each in sources if (match := re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)", each))
    }
    return sorted(found | set(WORKSPACE))


def licences(folder: Path, bundled: list[str]) -> str:
    """Return the licences of the packages served and of those bundled in them, each text once."""
    tree = folder / "tree"
    tree.mkdir()
    install(tree, "graphql@16", *(f"{package.name}@{package.version}" for package in PACKAGES))
    missing = [name for name in bundled if installed(tree, name) is None]
    # Some are needed for building only; their licences did not change since.
    install(tree, *missing)
    holders: dict[str, list[str]] = {}
    for name in sorted({*bundled, *(package.name for package in PACKAGES)}):
        found = installed(tree, name)
        if found is None:
            message = f"npm did not install {name}, so that its licence is not known."
            raise SystemExit(message)
        about: dict[str, Any] = json.loads((found / "package.json").read_text(encoding="utf-8"))
        texts = sorted(each for each in found.iterdir() if re.match(r"licen[cs]e", each.name, re.IGNORECASE))
        text = texts[0].read_text(encoding="utf-8") if texts else f"As declared: {about['license']}."
        holders.setdefault(text.replace("\r\n", "\n").strip(), []).append(f"{name} ({about['license']})")
    rule = "-" * 80
    return "\n\n".join("\n".join((*who, "", text, "", rule)) for text, who in holders.items()) + "\n"


def install(tree: Path, *names: str) -> None:
    """Install packages without running anything of theirs."""
    npm(tree, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", *names)


def installed(tree: Path, name: str) -> Path | None:
    """Return the folder of a package at the top of the tree or below another."""
    found = sorted(tree.glob(f"**/node_modules/{name}/package.json"), key=lambda each: len(each.parts))
    return found[0].parent if found else None


def npm(folder: Path, *arguments: str) -> None:
    """Run npm in a folder; what it says is shown if it fails."""
    subprocess.run(["npm", "--silent", *arguments], cwd=folder, check=True)  # noqa: S607 - the user's npm


if __name__ == "__main__":
    main()
