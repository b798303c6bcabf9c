"""What can be done at intake."""

from baoxiu.intake.actions.bulk import Taken, file_reports
from baoxiu.intake.actions.codes import CodeWrong, forget_codes, send_code, use_code
from baoxiu.intake.actions.disposing import empty_requests
from baoxiu.intake.actions.drafts import drop_draft, save_draft
from baoxiu.intake.actions.files import add_request_file
from baoxiu.intake.actions.filing import Filed, file_report
from baoxiu.intake.actions.reports import NoProcedure, Report
from baoxiu.intake.actions.signs import hang_signs, replace_sign

__all__ = [
    "CodeWrong",
    "Filed",
    "NoProcedure",
    "Report",
    "Taken",
    "add_request_file",
    "drop_draft",
    "empty_requests",
    "file_report",
    "file_reports",
    "forget_codes",
    "hang_signs",
    "replace_sign",
    "save_draft",
    "send_code",
    "use_code",
]
