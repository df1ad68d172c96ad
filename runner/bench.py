"""How long a `load` of a small FastAPI app takes, from request to reply, with a warm parent.

    python bench.py [LOADS]

Prints one line of JSON: milliseconds, the budget beside them (a p50 below 100 ms).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))

from harness import App, fastapi_app, running_parent

BUDGET_P50_MS = 100


def main(loads: int) -> None:
    """Measure and print."""
    with running_parent() as parent:
        app = parent.spawn()
        app.must_load(fastapi_app("warm"))
        samples = sorted(_measure(app, number) for number in range(loads))
    result = {
        "loads": loads,
        "p50_ms": round(statistics.median(samples), 1),
        "p95_ms": round(samples[int(loads * 0.95) - 1], 1),
        "max_ms": round(samples[-1], 1),
        "budget_p50_ms": BUDGET_P50_MS,
    }
    print(json.dumps(result))


def _measure(app: App, number: int) -> float:
    began = time.perf_counter()
    app.must_load(fastapi_app(number))
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
