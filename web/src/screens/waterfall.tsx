import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Span, Waterfall } from "../api";
import { percent, seconds } from "../parts/words";
import { go, select, useRoute } from "../route";
import { trace, useStore } from "../store";
import { partsOf, ticksOf, tracksOf, type Track } from "./tracks";
import "./waterfall.css";

const which: [string, string][] = [
  ["p50", "p50"],
  ["p95", "p95"],
  ["p99", "p99"],
  ["p99.9", "p99.9"],
  ["max", "the slowest"],
  ["failed", "one that failed"],
];

/** Requests explains one request of the run that is played. The address says which. */
export function Requests({ flows, second, seek }: { flows: string[]; second: number; seek: (at: number) => void }): ReactNode {
  const { query, selected } = useRoute();
  const played = useStore((s) => s.played);
  const working = useStore((s) => s.working?.what === "trace");
  const trouble = useStore((s) => s.trouble);
  const [seen, setSeen] = useState<Waterfall | null>(null);
  const flow = query.get("flow") ?? flows[0] ?? "";
  const percentile = query.get("request") ?? "p99";
  const moment = query.get("second");
  useEffect(() => void trace({ flow, percentile, second: moment === null ? null : Number(moment) }, setSeen), [flow, percentile, moment, played]);
  return (
    <section className="requests" aria-label="One request" aria-busy={working}>
      <div className="asked">
        <label>
          Flow{" "}
          <select value={flow} onChange={(e) => go({ query: { flow: e.target.value } })}>
            {flows.map((f) => (
              <option key={f}>{f}</option>
            ))}
          </select>
        </label>
        <label>
          Request{" "}
          <select value={percentile} onChange={(e) => go({ query: { request: e.target.value } })}>
            {which.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label>
          of{" "}
          <select value={moment ?? ""} onChange={(e) => go({ query: { second: e.target.value || null } })}>
            <option value="">the whole run</option>
            {moment !== null && moment !== String(second) && <option value={moment}>second {moment}</option>}
            <option value={second}>second {second}, which is shown</option>
          </select>
        </label>
      </div>
      {seen && !trouble ? <Drawn waterfall={seen} selected={selected} seek={seek} /> : <p className="legend">{working ? "Following it through the run …" : trouble && "There is none to show."}</p>}
    </section>
  );
}

function Drawn({ waterfall, selected, seek }: { waterfall: Waterfall; selected: string; seek: (at: number) => void }): ReactNode {
  const tracks = useMemo(() => tracksOf(waterfall), [waterfall]);
  const [ref, width] = useWidth();
  const end = Math.max(waterfall.latency, ...tracks.map((t) => t.end));
  const at = (s: number): number => (end > 0 ? (s / end) * width : 0);
  return (
    <>
      <p>
        <b>{waterfall.flow}</b> {waterfall.head}
        {waterfall.outcome !== "ok" && <span className="bad"> ✕ {waterfall.outcome}</span>}{" "}
        <button className="link" onClick={() => seek(waterfall.at)}>
          Show that moment
        </button>
      </p>
      <Hatches />
      <ol className="waterfall">
        <li className="axis" aria-hidden="true">
          <span />
          <span ref={ref} className="ticks">
            {ticksOf(end)
              .filter((t) => at(t) <= width - 46)
              .map((t) => (
                <i key={t} style={{ left: at(t) }}>
                  {seconds(t)}
                </i>
              ))}
          </span>
        </li>
        {tracks.map((t, i) => (
          <li key={i}>
            <button className={selected === `c:${t.component}` ? "on" : ""} onClick={() => select(t.component ? `c:${t.component}` : "")} title={t.spans.map(told).join("\n")}>
              <span className="who" style={{ paddingLeft: 9 * Math.max(0, t.depth - 1) }}>
                {t.attempt > 1 && <em aria-hidden="true">↻{t.attempt} </em>}
                <b>{t.component || waterfall.flow}</b> {t.name}
                <span className="visually-hidden">{spoken(t)}</span>
              </span>
              <svg width={width} height={18} aria-hidden="true">
                {t.spans.flatMap((s) => partsOf(s, t.failed)).map((s, k) => (
                  <Bar key={k} span={s} x={at(s.start)} w={Math.max(1.5, at(s.end) - at(s.start))} />
                ))}
                {t.failed !== null && <path className="cross" d={`M${at(t.failed) - 4} 5l8 8m0 -8l-8 8`} />}
              </svg>
            </button>
          </li>
        ))}
      </ol>
      <Shares waterfall={waterfall} />
      {waterfall.why.length > 0 && (
        <ul className="reasons" aria-label="Why it took so long">
          {waterfall.why.map((w) => (
            <li key={w}>{w}</li>
          ))}
        </ul>
      )}
      <Table waterfall={waterfall} />
    </>
  );
}

/** Bar is a span: its kind is a height and a hatching as well as a colour. */
function Bar({ span, x, w }: { span: Span; x: number; w: number }): ReactNode {
  const thin = span.kind === "network" || span.kind === "backoff";
  return <rect className={`span-${span.kind}${span.abandoned ? " abandoned" : ""}`} x={x} y={thin ? 7 : 2} width={w} height={thin ? 4 : 14} />;
}

/** Hatches are the patterns of the bars; every picture of the page may use them. */
const Hatches = (): ReactNode => (
  <svg width="0" height="0" className="hatches" aria-hidden="true">
    <defs>
      <pattern id="hatch-wait" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="ground" width="6" height="6" />
        <rect className="stripe" width="2.6" height="6" />
      </pattern>
      <pattern id="hatch-backoff" width="5" height="4" patternUnits="userSpaceOnUse">
        <rect className="dash" width="2.4" height="4" />
      </pattern>
    </defs>
  </svg>
);

const kinds: Record<string, string> = { work: "work", wait: "waiting", network: "network", backoff: "pause before a retry" };

/** Shares is how the time of the request divides among the kinds, which is the legend too. */
const Shares = ({ waterfall }: { waterfall: Waterfall }): ReactNode => (
  <ul className="shares" aria-label="Where its time went">
    {waterfall.shares.map((s) => (
      <li key={s.kind}>
        <svg width="18" height="18" aria-hidden="true">
          <Bar span={{ component: "", operation: "", replica: 0, depth: 0, start: 0, end: 0, kind: s.kind }} x={0} w={18} />
        </svg>
        {kinds[s.kind] ?? s.kind} <b>{percent(s.share)}</b>
      </li>
    ))}
  </ul>
);

const told = (s: Span): string => `${kinds[s.kind] ?? s.kind} ${seconds(s.end - s.start)}${s.reason ? `: ${s.reason}` : ""}${s.abandoned ? "; nobody waits for it any more" : ""}`;
const spoken = (t: Track): string => `${t.attempt > 1 ? `, attempt ${t.attempt}` : ""}, from ${seconds(t.start)} to ${seconds(t.end)}: ${t.spans.map(told).join("; ")}`;

/** Table is the same without a picture. */
const Table = ({ waterfall }: { waterfall: Waterfall }): ReactNode => (
  <details>
    <summary>As a table</summary>
    <table>
      <thead>
        <tr>
          {["where", "what", "from", "took", "why"].map((h) => (
            <th key={h} scope="col">
              {h}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {waterfall.spans.map((s, i) => (
          <tr key={i}>
            <th scope="row">
              {s.component || waterfall.flow}
              {s.replica > 0 && `#${s.replica}`} {s.operation}
            </th>
            <td>{kinds[s.kind] ?? s.kind}</td>
            <td>{seconds(s.start)}</td>
            <td>{seconds(s.end - s.start)}</td>
            <td className="why-so">
              {s.reason}
              {s.abandoned && " nobody waits for it any more"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
);

/** useWidth is how wide an element is, in pixels. */
function useWidth(): [(e: HTMLElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const watch = useRef<ResizeObserver | null>(null);
  const ref = useRef((e: HTMLElement | null): void => {
    watch.current?.disconnect();
    if (!e) return;
    watch.current = new ResizeObserver(() => setWidth(e.clientWidth));
    watch.current.observe(e);
  });
  return [ref.current, width];
}
