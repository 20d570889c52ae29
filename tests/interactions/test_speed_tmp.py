import time
from tests.interactions.book import *
from lately.imports import bulk
def test_speed(db):
    cs=[customer() for _ in range(200)]
    life=Life(cs,1)
    for k in range(4):
        t=time.perf_counter()
        for _ in range(500): life.step()
        print(500/(time.perf_counter()-t),"steps/s")
    print(life.counts)
    t=time.perf_counter(); in_bulk(cs,18000,seed=1,now=life.now,key="b"); print("bulk",time.perf_counter()-t)
    t=time.perf_counter(); services.rows_changed(cs,life.now); print("changed",time.perf_counter()-t)
    assert same(looked_at(at=life.now+days(1)),added_up(at=life.now+days(1)))
    assert 0
