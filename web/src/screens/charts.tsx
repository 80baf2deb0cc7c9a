import { useMemo, useState, type ReactNode } from "react";
import type { Row } from "../api";
import { Chart, type Series } from "../parts/chart";
import { count, percent, seconds } from "../parts/words";
import type { Player } from "./playback";
import "./charts.css";

interface Props {
  rows: Row[];
  calm?: Row[];
  player: Player;
  marks?: { at: number; text: string }[];
  component: string; // whose utilisation is drawn; "" for the fullest
  explain?: (flow: string, second: number) => void; // shows the slowest request of a second
  first?: string; // the flow that is drawn first; the busiest when absent
}

const rate = (v: number): string => `${count(v)}/s`;

/** Charts are latency, throughput, errors and utilisation of a run on one axis of time. */
export function Charts({ rows, calm, player, marks, component, explain, first }: Props): ReactNode {
  const flows = useMemo(() => flowsOf(rows), [rows]);
  const [chosen, setChosen] = useState("");
  const flow = flows.includes(chosen) ? chosen : (first ?? flows[0] ?? "");
  const part = component || fullest(rows);
  const drawn = useMemo(() => seriesOf(rows, calm, flow, part), [rows, calm, flow, part]);
  const common = { x: drawn.x, at: player.at, follow: player.follow, onSeek: player.seek, times: false, ...(marks ? { marks } : {}) };
  return (
    <div className="charts">
      <div className="flow">
        <label>
          Flow{" "}
          <select value={flow} onChange={(e) => setChosen(e.target.value)}>
            {flows.map((f) => (
              <option key={f}>{f}</option>
            ))}
          </select>
        </label>
        {explain && <button onClick={() => explain(flow, Math.floor(Math.min(player.live(), rows.length - 1)))}>Slowest of this second</button>}
      </div>
      <Chart title="Latency" series={drawn.latency} format={seconds} log {...common} />
      <Chart title="Throughput" series={drawn.throughput} format={rate} {...common} />
      <Chart title="Errors" series={drawn.errors} format={percent} {...common} />
      <Chart title={`Utilisation of ${part}`} series={drawn.utilization} format={percent} {...common} times />
    </div>
  );
}

/** flowsOf are the flows of a run, the busiest first. */
export function flowsOf(rows: Row[]): string[] {
  const total = (f: string): number => rows.reduce((n, r) => n + (r.flows[f]?.offered ?? 0), 0);
  return Object.keys(rows[0]?.flows ?? {})
    .map((f) => ({ f, n: total(f) }))
    .sort((a, b) => b.n - a.n)
    .map(({ f }) => f);
}

function fullest(rows: Row[]): string {
  const total = new Map<string, number>();
  for (const r of rows) for (const [name, c] of Object.entries(r.components)) total.set(name, (total.get(name) ?? 0) + c.utilization);
  return [...total].reduce((best, next) => (next[1] > best[1] ? next : best), ["", -1] as [string, number])[0];
}

function seriesOf(rows: Row[], calm: Row[] | undefined, flow: string, part: string): Record<"latency" | "throughput" | "errors" | "utilization", Series[]> & { x: number[] } {
  const read = (from: Row[], value: (r: Row) => number | null | undefined): (number | null)[] => rows.map((_, i) => (from[i] ? (value(from[i]) ?? null) : null));
  const latency = (p: "p50" | "p95" | "p99") => (r: Row): number | null | undefined => r.flows[flow]?.latency?.[p] || null;
  const p99 = latency("p99");
  const errors = (r: Row): number => share(r.flows[flow]?.failed ?? 0, (r.flows[flow]?.failed ?? 0) + (r.flows[flow]?.ok ?? 0));
  const without = (name: string, value: (r: Row) => number | null | undefined): Series[] => (calm ? [{ name: `${name} without`, values: read(calm, value), tone: "calm" }] : []);
  const named = (name: string): string => (calm ? `${name} with faults` : name);
  return {
    x: rows.map((r) => r.t),
    latency: [{ name: named("p50"), values: read(rows, latency("p50")), tone: "second" }, { name: named("p95"), values: read(rows, latency("p95")), tone: "third" }, { name: named("p99"), values: read(rows, p99) }, ...without("p99", p99)],
    throughput: [{ name: "offered", values: read(rows, (r) => r.flows[flow]?.offered), tone: "third" }, { name: named("ok"), values: read(rows, (r) => r.flows[flow]?.ok) }, ...without("ok", (r) => r.flows[flow]?.ok)],
    errors: [{ name: named("failed"), values: read(rows, errors), tone: "bad" }, ...without("failed", errors)],
    utilization: [{ name: named("full"), values: read(rows, (r) => r.components[part]?.utilization) }, ...without("full", (r) => r.components[part]?.utilization)],
  };
}

const share = (part: number, all: number): number => (all > 0 ? part / all : 0);
