"""Simulates the three-tier design of bench_test.go with simpy, and prints as
JSON how many requests ended in the measured time, how many seconds of processor
time that took, and the mean latency in seconds of each of ten stretches.

Clients call a load balancer, which calls one of eight application servers (the
less loaded of two), which reads from a database. Every call crosses the network
both ways, has 100 ms, is tried three times at most with full jitter and a retry
budget of 10%, and stands behind a circuit breaker.
"""

import json
import math
import random
import time
from collections import deque

import simpy

SEED = 20261122
RATE, NET, TIMEOUT = 4000, 0.25e-3, 0.1
WARM, MEASURED, STRETCHES = 0.5, 4.0, 10


class Station:
    """Slots with a waiting room, and cores where there are fewer of them."""

    def __init__(self, env, slots, room, cores=None):
        self.slots, self.room = simpy.Resource(env, slots), room
        self.cores = simpy.Resource(env, cores) if cores else None

    def load(self):
        return self.slots.count + len(self.slots.queue)

    def full(self):
        return self.slots.count == self.slots.capacity and len(self.slots.queue) >= self.room


class Edge:
    """What one caller keeps about one callee: a breaker over the last 20 calls
    and a budget of retries over the first attempts of the last ten seconds."""

    def __init__(self, env, rng):
        self.env, self.rng = env, rng
        self.last, self.open_until, self.probing = deque(maxlen=20), None, False
        self.firsts, self.retries = deque(), deque()

    def allow(self):
        if self.open_until is None:
            return True
        if self.env.now < self.open_until or self.probing:
            return False
        self.probing = True
        return True

    def record(self, good):
        if self.open_until is not None:
            if self.probing:
                self.probing, self.open_until = False, None if good else self.env.now + 5
                self.last.clear()
            return
        self.last.append(good)
        if len(self.last) == 20 and self.last.count(False) >= 10:
            self.open_until = self.env.now + 5

    def may_retry(self):
        for times in (self.firsts, self.retries):
            while times and times[0] <= self.env.now - 10:
                times.popleft()
        if len(self.retries) + 1 > 0.1 * len(self.firsts):
            return False
        self.retries.append(self.env.now)
        return True

    def call(self, serve):
        self.firsts.append(self.env.now)
        for attempt in range(3):
            good = False
            if self.allow():
                answer = self.env.process(self.hop(serve))
                yield answer | self.env.timeout(TIMEOUT)
                good = answer.processed and answer.value
                self.record(good)
            if good:
                return True
            if attempt == 2 or not self.may_retry():
                return False
            yield self.env.timeout(self.rng.uniform(0, 0.005 * 2**attempt))

    def hop(self, serve):
        yield self.env.timeout(NET)
        good = yield from serve()
        yield self.env.timeout(NET)
        return good


def main():
    rng, env = random.Random(SEED), simpy.Environment()
    lb, db = Station(env, 64, 1000), Station(env, 4, 200)
    apps = [Station(env, 8, 100, cores=1) for _ in range(8)]
    to_lb, to_apps, to_db = Edge(env, rng), Edge(env, rng), [Edge(env, rng) for _ in apps]

    def hold(station, mean, onward=None):
        if station.full():
            return False
        with station.slots.request() as slot:
            yield slot
            if station.cores:
                with station.cores.request() as core:
                    yield core
                    yield env.timeout(rng.expovariate(1 / mean))
            else:
                yield env.timeout(rng.expovariate(1 / mean))
            return (yield from onward()) if onward else True

    def serve_db():
        return hold(db, 0.6e-3)

    def serve_app():
        a, b = rng.sample(range(8), 2)
        k = a if apps[a].load() <= apps[b].load() else b
        return hold(apps[k], 1.5e-3, lambda: to_db[k].call(serve_db))

    def serve_lb():
        return hold(lb, 0.1e-3, lambda: to_apps.call(serve_app))

    ended = [[] for _ in range(STRETCHES)]

    def client():
        begin = env.now
        good = yield from to_lb.call(serve_lb)
        at = math.floor((env.now - WARM) / MEASURED * STRETCHES)
        if good and 0 <= at < STRETCHES:
            ended[at].append(env.now - begin)

    def clients():
        while True:
            yield env.timeout(rng.expovariate(RATE))
            env.process(client())

    env.process(clients())
    env.run(WARM)
    begin = time.process_time()
    env.run(WARM + MEASURED)
    seconds = time.process_time() - begin
    print(json.dumps({
        "requests": sum(map(len, ended)),
        "seconds": seconds,
        "means": [sum(e) / len(e) for e in ended],
    }))


main()
