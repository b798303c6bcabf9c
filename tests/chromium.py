"""The browser tests and pictures look with: where it is, how it is started, how large a desk and a phone are."""

from __future__ import annotations

import shutil

DESK, PHONE = (1440, 900), (390, 844)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
