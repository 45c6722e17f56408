"""Start-up, the demo run and the DR Congo run: wall seconds and peak memory of whole processes, beside their goals."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def run(*words: str) -> float:
    start = time.perf_counter()
    subprocess.run([str(Path(sys.executable).with_name("mineplan")), *words], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    from tests.real_data import prepare

    print(f"--help: {statistics.median(run('--help') for _ in range(7)):.3f} s (goal 0.2)")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        demo = run("consolidate", str(ROOT / "scenarios" / "iron.yaml"), "--out", folder)
        print(f"demo, documents included: {demo:.1f} s (goal 20)")
        if not prepare.SOURCES.is_dir():
            print("DR Congo: the real cadastres are not beside this checkout")
            return
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        took = run("consolidate", str(prepare.drc(out)), "--no-documents", "--out", folder)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"DR Congo without documents: {took:.1f} s (goal 60), {max(peak, before) / 1024**2:.2f} GiB (goal 1.5)")


if __name__ == "__main__":
    main()
