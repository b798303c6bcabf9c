"""`python -m baoxiu.project.command`: the same as `baoxiu`, for the supervisor's own children."""

import sys

from baoxiu.project.command import main

sys.exit(main())
