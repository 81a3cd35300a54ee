"""Find the system libraries that Qt needs and has not, and install them where that is possible.

Run by `make setup` inside the virtual environment. What is missing is measured: the loader is asked which libraries
it cannot find for Qt's own files, and Qt is started once. Only the names of Debian's packages follow from a rule.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PLATFORMS = ("offscreen", "xcb", "wayland")
FONTS = "fonts-dejavu-core"
COUNT_FONTS = (
    "from PySide6.QtGui import QFontDatabase, QGuiApplication;"
    "from PySide6 import QtWidgets;"
    "app = QGuiApplication([]);"
    "print(len(QFontDatabase.families()))"
)
# Debian's package for a library is named by rule, but for these.
EXCEPTIONS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}


def main() -> int:
    """Say and, where possible, install what is missing; 0 when Qt starts without a screen, else 1."""
    libraries = missing_libraries()
    fonts, complaint = count_fonts()
    if libraries or fonts == 0:
        supply(libraries, fonts=fonts)
        fonts, complaint = count_fonts()
    if complaint:
        print(f"Qt cannot start: {complaint}", file=sys.stderr)
    return 1 if complaint else 0


def missing_libraries() -> set[str]:
    """The sonames (such as `libEGL.so.1`) that Qt's files need and the loader cannot find; Linux only."""
    loader = shutil.which("ldd")
    if sys.platform != "linux" or loader is None:
        return set()
    listing = subprocess.run([loader, *qt_files()], capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^\s*(\S+) => not found", listing, flags=re.MULTILINE))


def qt_files() -> list[Path]:
    """The files whose libraries count: what Python imports, the platforms, and how they draw."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise SystemExit("PySide6 is not installed: run `make setup`.")
    root = Path(spec.origin).parent
    modules = [root / f"{name}.abi3.so" for name in ("QtCore", "QtGui", "QtWidgets")]
    platforms = [path for name in PLATFORMS for path in root.glob(f"Qt/plugins/platforms/libq{name}*.so")]
    return modules + platforms + sorted(root.glob("Qt/plugins/xcbglintegrations/*.so"))


def count_fonts() -> tuple[int | None, str]:
    """How many font families Qt finds without a screen, and its complaint (then None) where it does not start."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.debug=false"}
    python = [sys.executable, "-c", COUNT_FONTS]
    done = subprocess.run(python, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return None, (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
    return int(done.stdout), ""


def supply(libraries: set[str], *, fonts: int | None) -> None:
    """Install Debian's packages for `libraries`, and a font where `fonts` is 0 or unknown; else say what to do."""
    if shutil.which("apt-get") is None:
        wanted = ", ".join(sorted(libraries)) or "any font"
        print(f"Qt misses {wanted}: install what holds them with your system's package manager.")
        return
    as_root = become_root()
    if as_root is not None:
        apt(as_root, "update")
    packages = debian_packages(libraries) + ([] if fonts else [FONTS])
    install = ["install", "--yes", "--no-install-recommends", *packages]
    if as_root is None or not apt(as_root, *install):
        command = f"sudo apt-get update && sudo apt-get {' '.join(install)}"
        print(f"Qt misses system libraries or fonts. This installs them:\n    {command}", flush=True)


def become_root() -> list[str] | None:
    """What to put before a command to run it as root; None where that needs a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    free = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if free else None


def apt(as_root: list[str], *arguments: str) -> bool:
    """Run apt-get, showing only its complaints, and tell whether it went well."""
    print("apt-get", *arguments, flush=True)
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C"]
    wait_for_others = ["--option", "DPkg::Lock::Timeout=120"]
    command = [*as_root, *settings, "apt-get", *wait_for_others, *arguments]
    null = subprocess.DEVNULL
    return subprocess.run(command, stdin=null, stdout=null, check=False).returncode == 0


def debian_packages(libraries: set[str]) -> list[str]:
    """The packages that hold `libraries`; where the package list knows a name as a later release spells it, that."""
    names = {debian_name(library) for library in libraries}
    known = known_packages({spelling for name in names for spelling in (name, f"{name}t64")})
    return sorted(f"{name}t64" if f"{name}t64" in known else name for name in names)


def debian_name(library: str) -> str:
    """Debian's name for the package of a library: `libEGL.so.1` is in libegl1, `libxkbcommon-x11.so.0` in …-x11-0."""
    stem, _, version = library.lower().replace("_", "-").partition(".so.")
    joint = "-" if stem[-1].isdigit() else ""
    return EXCEPTIONS.get(library, f"{stem}{joint}{version}")


def known_packages(names: set[str]) -> set[str]:
    """Those of `names` that apt could install."""
    policy = ["env", "LC_ALL=C", "apt-cache", "policy", *sorted(names)]
    listing = subprocess.run(policy, capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^(\S+):\n  Installed: .*\n  Candidate: (?!\(none\))", listing, flags=re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main())
