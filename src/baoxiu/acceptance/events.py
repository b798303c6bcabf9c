"""What happens to papers."""

from __future__ import annotations

from baoxiu.journal.queries import DISPOSED

DISPOSAL_PROPOSED = "DisposalProposed"
DISPOSAL_DECLINED = "DisposalDeclined"
PAPERS_DISPOSED = DISPOSED  # `baoxiu verify` looks for it
