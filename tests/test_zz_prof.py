import cProfile, pstats, time, collections
from tests.test_canary import *  # noqa

def test_profile(house):
    b = Browser(house.furnished.world.people.get("dana"))
    times = collections.Counter(); n = collections.Counter(); q = collections.Counter()
    orig = Browser.ask
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    def ask(self, method, url, data=None):
        t = time.process_time()
        page = orig(self, method, url, data)
        import re
        k = method + " " + re.sub(r"[0-9a-z]{10}", "#", url.split("?")[0])
        times[k] += time.process_time() - t; n[k] += 1
        return page
    Browser.ask = ask
    p = cProfile.Profile()
    t = time.process_time()
    p.enable()
    everything_for(b, house.ids)
    p.disable()
    print("TOTAL", time.process_time() - t, sum(n.values()))
    Browser.ask = orig
    for k, v in times.most_common(45): print(f"{v:7.2f} {n[k]:4d} {k}")
    pstats.Stats(p).sort_stats("cumulative").print_stats(70)
    pstats.Stats(p).sort_stats("tottime").print_stats(40)
