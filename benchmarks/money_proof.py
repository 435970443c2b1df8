"""The full proof of the money, of which the suite runs a sample; its figures go to docs/proofs.

    python3 benchmarks/money_proof.py [rounds]

Each round makes databases of its own and runs every race once; the kills and the ledger's story
run once, longer.
"""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

PROJECT = Path(__file__).resolve().parent.parent
RECORD = PROJECT / "docs" / "proofs" / "money.md"
LONGER = {"SEND_KILLS": "60", "SEND_LEDGER_EXAMPLES": "150", "SEND_LEDGER_STEPS": "50"}
WORDS = {
    "test_one_of_32_releases_of_one_payment_pays_it": "32 releases of one payment at once",
    "test_half_of_32_reservations_pass_where_the_fund_affords_half": (
        "32 reservations at once, the fund affords 16"
    ),
    "test_half_of_32_approvals_become_awards_where_the_fund_affords_half": (
        "32 approvals at once, the fund affords 16"
    ),
    "test_the_control_without_locks_pays_one_payment_more_than_once": (
        "Control without locks and guards: 32 releases of one payment of £625.00"
    ),
    "test_the_control_without_locks_promises_twice_what_there_is": (
        "Control without locks and guards: 32 reservations, the fund affords 16"
    ),
}

Found = dict[str, list[tuple[bool, int | None]]]


def main(rounds: int) -> int:
    found: Found = defaultdict(list)
    for _ in range(rounds):
        run("tests/funding/test_money_races.py", found)
    once: Found = defaultdict(list)
    run("tests/funding/test_money_killed.py", once)
    run("tests/funding/test_ledger_story.py", once)
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(page(rounds, found, once))
    print(RECORD.read_text())
    return int(not all(good for runs in (*found.values(), *once.values()) for good, _ in runs))


def run(tests: str, found: Found) -> None:
    """Adds each test's outcome, and by how many pence the books were off."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", tests, "-q", f"--junitxml={report.name}"]
        command += ["-o", "junit_family=xunit1"]  # which keeps what a test records
        subprocess.run(command, cwd=PROJECT, env=os.environ | LONGER, check=False)
        for case in ElementTree.parse(report.name).iter("testcase"):  # noqa: S314 - our own file
            good = case.find("failure") is None and case.find("error") is None
            off = [int(one.attrib["value"]) for one in case.iter("property")]
            found[case.attrib["name"]].append((good, off[0] if off else None))


def page(rounds: int, found: Found, once: Found) -> str:
    lines = [
        "# The money under load and under fire",
        "",
        f"Recorded on {datetime.now(UTC):%d %B %Y} by `python3 benchmarks/money_proof.py {rounds}`:"
        f" {rounds} rounds of the races, each in a database of its own, 32 connections at a time.",
        "",
        "| What | Rounds | As expected | Largest amount off |",
        "|---|--:|--:|--:|",
    ]
    for name, words in WORDS.items():
        runs = found[name]
        worst = max((abs(off) for _, off in runs if off is not None), default=0)
        good = sum(good for good, _ in runs)
        lines.append(f"| {words} | {len(runs)} | {good} | £{worst // 100:,}.{worst % 100:02d} |")
    kills = all(good for name, runs in once.items() if "killed" in name for good, _ in runs)
    story = all(good for name, runs in once.items() if "books" in name for good, _ in runs)
    lines += [
        "",
        f"- A process killed with `kill -9` while it releases, {LONGER['SEND_KILLS']} times, and"
        " once between the mark on the payment and its ledger line: every payment whole or not"
        f" made: {'yes' if kills else 'NO'}.",
        f"- {LONGER['SEND_LEDGER_EXAMPLES']} random stories of up to {LONGER['SEND_LEDGER_STEPS']}"
        " acts, each step against a reference kept by hand: lines add up to nothing, no account"
        f" below nothing, every balance as the reference has it: {'yes' if story else 'NO'}.",
        "",
        "The controls run the same code with its locks taken out, on a database whose guards are"
        " switched off: they must be off by money, or the races would prove nothing.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
