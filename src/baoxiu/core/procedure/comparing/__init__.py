"""Two versions of a pack told apart in words, by clause.

For: whoever reviews or approves a new version, and whoever asks what it means for him. Not for: moving tickets between
versions; open tickets stay on theirs.
"""

from baoxiu.core.procedure.comparing.differences import Change, changes
from baoxiu.core.procedure.comparing.telling import Unsaid, by_clause, names_of, tell, unsaid

__all__ = ["Change", "Unsaid", "by_clause", "changes", "names_of", "tell", "unsaid"]
