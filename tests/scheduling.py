"""Which tests one worker runs together: those that stand in what takes long to make.

By file, because pytest-xdist 3.8 does not see its own mark `xdist_group` under pytest 9.2.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/test_canary.py": "crawls",
    "tests/test_twin_world.py": "crawls",
    "tests/browser/test_pages.py": "pages",
    "tests/reports/test_demo.py": "demonstration",
}


class OneWorkerForEachGroup(LoadScopeScheduling):
    """The groups come first, the largest before the others; then every test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)
