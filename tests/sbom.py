"""`make sbom`: what the image ships, as a CycloneDX bill in sbom.json; the same lists make the same bytes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "requirements.txt"
BILL = ROOT / "sbom.json"


def write(bill: Path) -> None:
    """The tool holds it against CycloneDX's schema before it writes."""
    options = ["--output-reproducible", "--spec-version", "1.6", "--output-format", "JSON", "--validate"]
    lists = [str(SHIPPED), "--pyproject", str(ROOT / "pyproject.toml")]
    # It warns that a list of requirements does not say who needs whom.
    tool = [sys.executable, "-W", "ignore::UserWarning", "-m", "cyclonedx_py", "requirements"]
    subprocess.run([*tool, *lists, *options, "--output-file", str(bill)], check=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else BILL)
