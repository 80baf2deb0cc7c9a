"""Simulates three systems that have no closed form with simpy, and prints what
it measured as JSON: {system: {metric: [value of each replication]}}.

The same systems stand as designs in oracle_test.go. Nothing here is shared
with the engine under test but the words that describe them. Times are in
seconds, rates per second, shares from 0 to 1.
"""

import json
import math
import random

import simpy

SEED = 20261122
REPLICATIONS = 12


class Station:
    """Slots with a waiting room; counts who came and how busy it was."""

    def __init__(self, env, slots, room=math.inf):
        self.env, self.slots, self.room = env, simpy.Resource(env, slots), room
        self.held, self.since, self.busy, self.arrivals = 0, 0.0, 0.0, 0

    def full(self):
        return self.slots.count == self.slots.capacity and len(self.slots.queue) >= self.room

    def load(self):
        return self.slots.count + len(self.slots.queue)

    def hold(self, steps):
        """Runs steps with a slot of this station. Returns whether they went
        well; the full station refuses at once."""
        self.arrivals += 1
        if self.full():
            return False
        with self.slots.request() as slot:
            yield slot
            self.change(1)
            good = yield from steps
            self.change(-1)
        return good

    def change(self, by):
        self.busy += self.held * (self.env.now - self.since)
        self.held, self.since = self.held + by, self.env.now

    def reset(self):
        self.change(0)
        self.busy, self.arrivals = 0.0, 0


class Log:
    """What the requests that ended after the warm-up have seen."""

    def __init__(self):
        self.latencies, self.failed = [], 0

    def ended(self, good, latency):
        if good:
            self.latencies.append(latency)
        else:
            self.failed += 1


def works(env, time):
    yield env.timeout(time)
    return True


def impatient(env, rng, log):
    """Clients wait 25 ms for one of two exponential servers of 10 ms, and try
    up to twice more, 10 ms after giving up. Nobody tells the server, which
    goes on with what was abandoned."""
    server = Station(env, 2)

    def client():
        begin = env.now
        for attempt in range(3):
            if attempt > 0:
                yield env.timeout(0.010)
            answer = env.process(server.hold(works(env, rng.expovariate(1 / 0.010))))
            yield answer | env.timeout(0.025)
            if answer.processed:
                return log.ended(True, env.now - begin)
        log.ended(False, env.now - begin)

    env.process(poisson(env, rng, 60, client))
    return {"server": server}


def tiers(env, rng, log):
    """Five slots and one place at the front; a request works there for 2 ms
    and keeps its slot while it calls the back, two slots and two places, for
    8 ms. What the back refuses is asked once more after 5 ms."""
    front, back = Station(env, 5, 1), Station(env, 2, 2)

    def steps():
        yield env.timeout(rng.expovariate(1 / 0.002))
        good = yield from back.hold(works(env, rng.expovariate(1 / 0.008)))
        if not good:
            yield env.timeout(0.005)
            good = yield from back.hold(works(env, rng.expovariate(1 / 0.008)))
        return good

    def client():
        begin = env.now
        good = yield from front.hold(steps())
        log.ended(good, env.now - begin)

    env.process(poisson(env, rng, 220, client))
    return {"front": front, "back": back}


def office(env, rng, log):
    """Ten users think for 40 ms, then ask whichever of three servers has the
    fewest requests; one takes from 5 to 25 ms."""
    desks = [Station(env, 1) for _ in range(3)]

    def user():
        while True:
            yield env.timeout(rng.expovariate(1 / 0.040))
            begin = env.now
            desk = min(desks, key=lambda d: (d.load(), rng.random()))
            yield from desk.hold(works(env, rng.uniform(0.005, 0.025)))
            log.ended(True, env.now - begin)

    for _ in range(10):
        env.process(user())
    return {"desk": desks}


def poisson(env, rng, rate, client):
    while True:
        yield env.timeout(rng.expovariate(rate))
        env.process(client())


def measure(system, seed, warm_up, length):
    """Runs one replication and returns its metrics."""
    env, rng, log = simpy.Environment(), random.Random(seed), Log()
    parts = {name: p if isinstance(p, list) else [p] for name, p in system(env, rng, log).items()}
    env.run(until=warm_up)
    log.latencies, log.failed = [], 0
    for replicas in parts.values():
        for station in replicas:
            station.reset()
    env.run(until=warm_up + length)
    ended = len(log.latencies) + log.failed
    metrics = {
        "latency": sum(log.latencies) / len(log.latencies),
        "p90": sorted(log.latencies)[len(log.latencies) * 9 // 10],
        "failed": log.failed / ended,
        "rate": ended / length,
    }
    for name, replicas in parts.items():
        for station in replicas:
            station.change(0)
        slots = sum(s.slots.capacity for s in replicas)
        metrics[name + " utilization"] = sum(s.busy for s in replicas) / slots / length
        metrics[name + " arrivals"] = sum(s.arrivals for s in replicas) / length
    return metrics


def main():
    out = {}
    for system, length in (impatient, 120), (tiers, 30), (office, 20):
        runs = [measure(system, SEED + i, 2, length) for i in range(REPLICATIONS)]
        out[system.__name__] = {metric: [run[metric] for run in runs] for metric in runs[0]}
    print(json.dumps(out))


main()
