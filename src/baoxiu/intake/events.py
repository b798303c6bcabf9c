"""What happens at intake."""

from __future__ import annotations

REPORT_FILED = "ReportFiled"
REPORTS_FILED = "ReportsFiled"  # many at once; only for those who react, each report keeps its own ReportFiled
SIGN_HUNG = "ReportSignHung"  # a sign to report by was made; `anew` where it replaces one that was lost
