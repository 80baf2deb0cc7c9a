import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import uPlot from "uplot";
import type { Comparison, Curve } from "../api";
import { exportable } from "../export/plot";
import { useDark } from "../parts/theme";
import { seconds } from "../parts/words";

/** Curves are the latencies of a flow on both sides, from the median to the rarest answers, with their intervals. */
export function Curves({ c }: { c: Comparison }): ReactNode {
  const [chosen, setChosen] = useState("");
  const curve = c.curves.find((f) => f.flow === chosen) ?? c.curves[0]!;
  return (
    <figure className="curves">
      <figcaption>
        <h3>Latency</h3>
        <label>
          <span className="visually-hidden">Flow</span>{" "}
          <select value={curve.flow} onChange={(e) => setChosen(e.target.value)}>
            {c.curves.map((f) => (
              <option key={f.flow}>{f.flow}</option>
            ))}
          </select>
        </label>
        <span className="key left">{c.left}</span>
        <span className="key right">{c.right}</span>
      </figcaption>
      <Plot curve={curve} left={c.left} right={c.right} />
      <details>
        <summary>As numbers</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">percentile</th>
              <th scope="col">{c.left}</th>
              <th scope="col">{c.right}</th>
              <th scope="col">difference, 95% interval</th>
            </tr>
          </thead>
          <tbody>
            {curve.points.map((p) => (
              <tr key={p.share}>
                <th scope="row">{percentile(p.share)}</th>
                <td>{p.left ? seconds(p.left.value) : "too few answers"}</td>
                <td>{p.right ? seconds(p.right.value) : "too few answers"}</td>
                <td>{p.change}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

const percentile = (share: number): string => `p${Number((100 * share).toFixed(3))}`;

// How rare the slower answers are, in powers of ten: p90 is 1, p99 is 2.
const rarity = (share: number): number => -Math.log10(1 - share);

function Plot({ curve, left, right }: { curve: Curve; left: string; right: string }): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const dark = useDark();
  const points = useMemo(() => curve.points.filter((p) => p.left !== null || p.right !== null), [curve]);
  useEffect(() => {
    const box = ref.current!;
    const style = getComputedStyle(box);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const axis = { stroke: color("--soft"), grid: { stroke: color("--hair"), width: 1 }, ticks: { show: false }, font: "11px 'Inter var', system-ui, sans-serif" };
    const bound = { stroke: "transparent", points: { show: false } };
    const shares = points.map((p) => rarity(p.share));
    const u = new uPlot(
      {
        width: box.clientWidth,
        height: 190,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { distr: 3 } },
        axes: [
          { ...axis, size: 22, splits: () => shares, values: () => points.map((p) => percentile(p.share)) },
          { ...axis, size: 58, values: (_, ticks) => ticks.map((t) => (t === null ? "" : seconds(t))) },
        ],
        series: [
          {},
          { label: left, stroke: color("--third"), width: 2, dash: [6, 4], points: { show: true, size: 6, fill: color("--paper") } },
          { label: right, stroke: color("--accent"), width: 2, points: { show: true, size: 6, fill: color("--accent") } },
          bound,
          bound,
          bound,
          bound,
        ],
        bands: [
          { series: [4, 3], fill: `color-mix(in srgb, ${color("--third")} 18%, transparent)` },
          { series: [6, 5], fill: `color-mix(in srgb, ${color("--accent")} 18%, transparent)` },
        ],
      },
      [
        shares,
        points.map((p) => p.left?.value ?? null),
        points.map((p) => p.right?.value ?? null),
        points.map((p) => p.left?.low ?? null),
        points.map((p) => p.left?.high ?? null),
        points.map((p) => p.right?.low ?? null),
        points.map((p) => p.right?.high ?? null),
      ],
      box,
    );
    exportable(u);
    const watch = new ResizeObserver(() => u.setSize({ width: box.clientWidth, height: 190 }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      u.destroy();
    };
  }, [points, left, right, dark]);
  return <div ref={ref} role="img" aria-label={`Latency of ${curve.flow} by percentile: ${left} and ${right}`} />;
}
