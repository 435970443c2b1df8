"""Killed workers and a wiped broker, on both brokers: none lost, no effect twice."""

from collections import Counter

import pytest

from tests.jobs import packs, scenario
from tests.jobs.brokers import BROKERS

NUMBER, PACKS = 6, 3


@pytest.mark.parametrize("name", BROKERS)
def test_a_killed_worker_and_a_wiped_broker_lose_nothing_and_double_nothing(
    committed, tmp_path, name
):
    meetings = packs.arrange(committed, PACKS)
    with BROKERS[name](tmp_path) as broker:
        came = scenario.run(
            broker, tmp_path, committed, number=NUMBER, meetings=meetings, seed=name
        )

    everything_once = Counter(range(1, NUMBER + 1))
    assert came.before_the_kill <= NUMBER + PACKS - 4
    assert came.jobs == everything_once
    assert came.packs == Counter(meetings)
    assert came.statuses == {"done": NUMBER + PACKS}
    # The control: the same kill, and nothing behind the message.
    assert came.naive < everything_once
    assert came.naive_sent_again > everything_once
    # And one for the count of packs.
    packs.keep_once_more(meetings[0])
    assert packs.kept() == Counter([*meetings, meetings[0]])
