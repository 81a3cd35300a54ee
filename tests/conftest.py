"""What all tests share."""

from __future__ import annotations

import os

# Before Qt is first imported. `QT_QPA_PLATFORM=xcb pytest` shows the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
