"""What happens to visits beside the commands of their tickets."""

from __future__ import annotations

SITE_MARKED = "SiteMarked"
