"""Whether a page keeps nobody out: what axe finds on it as it stands, in light and in dark."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def findings(page: Page) -> list[str]:
    """Every rule broken, with the theme and the element; all of axe's rules count, the merely advised ones too."""
    found: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(50)
        for one in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            found += [f"{theme}: {one['id']}: {node['html'][:240]}" for node in one["nodes"]]
    return found
