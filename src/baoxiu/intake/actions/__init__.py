"""What can be done at intake."""

from baoxiu.intake.actions.bulk import Taken, file_reports
from baoxiu.intake.actions.disposing import empty_requests
from baoxiu.intake.actions.drafts import drop_draft, save_draft
from baoxiu.intake.actions.files import add_request_file
from baoxiu.intake.actions.filing import Filed, file_report
from baoxiu.intake.actions.reports import NoProcedure, Report

__all__ = [
    "Filed",
    "NoProcedure",
    "Report",
    "Taken",
    "add_request_file",
    "drop_draft",
    "empty_requests",
    "file_report",
    "file_reports",
    "save_draft",
]
