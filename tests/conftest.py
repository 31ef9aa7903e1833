"""What holds for all tests."""

from __future__ import annotations

import os
import signal

# Started in the background or by nohup, the suite inherits ignored signals, and would hand them to every process
# that it starts: those that a test interrupts could not be interrupted.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# A test that speaks as if to GitHub adds nothing to the summary of the job that runs the tests.
os.environ.pop("GITHUB_STEP_SUMMARY", None)
