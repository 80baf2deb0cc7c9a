import { useEffect, useRef, type ReactNode } from "react";
import uPlot from "uplot";
import { useDark } from "./theme";

/** Series is one line of a chart; a broken one is what would have been. */
export interface Series {
  name: string;
  values: (number | null)[];
  tone?: "main" | "second" | "third" | "bad" | "calm";
}

interface Props {
  title: string;
  x: number[];
  series: Series[];
  format: (v: number) => string;
  at: number;
  marks?: { at: number; text: string }[];
  onSeek: (at: number) => void;
}

const height = 96;

/** spread is the range of an axis: a little more than what there is, and something where there is nothing. */
const spread = (low: number, high: number): [number, number] => {
  if (!(high > low)) return high > 0 ? [0, high * 1.25] : [0, 0.01];
  const room = (high - low) * 0.08;
  return [low - room < 0 && low >= 0 ? 0 : low - room, high + room];
};

/** Chart draws series over the seconds of a run, with a line at the moment that is shown; a click goes there. */
export function Chart({ title, x, series, format, at, marks, onSeek }: Props): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const dark = useDark();
  const plot = useRef<uPlot | null>(null);
  const now = useRef({ at, onSeek });
  now.current = { at, onSeek };
  useEffect(() => {
    const box = ref.current!;
    const style = getComputedStyle(box);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const tones = { main: "--accent", second: "--second", third: "--third", bad: "--bad", calm: "--faint" };
    const axis = { stroke: color("--soft"), grid: { stroke: color("--hair"), width: 1 }, ticks: { show: false }, font: "11px 'Inter var', system-ui, sans-serif" };
    const u = new uPlot(
      {
        width: box.clientWidth,
        height,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { show: false }, sync: { key: "run" } },
        scales: { x: { time: false }, y: { range: (_, low, high) => spread(low, high) } },
        axes: [
          { ...axis, size: 20, values: (_, ticks) => ticks.map((t) => `${t} s`) },
          { ...axis, size: 58, space: 26, values: (_, ticks) => ticks.map(format) },
        ],
        series: [{}, ...series.map((s) => ({ label: s.name, stroke: color(tones[s.tone ?? "main"]), width: 1.6, dash: s.tone === "calm" ? [4, 3] : [], points: { show: false } }))],
        hooks: {
          draw: [
            (p) => {
              const line = (at: number, stroke: string, dash: number[]): void => {
                const left = p.valToPos(at, "x", true);
                p.ctx.save();
                p.ctx.strokeStyle = stroke;
                p.ctx.lineWidth = devicePixelRatio;
                p.ctx.setLineDash(dash);
                p.ctx.beginPath();
                p.ctx.moveTo(left, p.bbox.top);
                p.ctx.lineTo(left, p.bbox.top + p.bbox.height);
                p.ctx.stroke();
                p.ctx.restore();
              };
              for (const m of marks ?? []) line(m.at, color("--bad"), [3, 3]);
              line(now.current.at, color("--ink"), []);
            },
          ],
          ready: [(p) => p.over.addEventListener("click", () => p.cursor.left !== undefined && now.current.onSeek(p.posToVal(p.cursor.left, "x")))],
        },
      },
      [x, ...series.map((s) => s.values)],
      box,
    );
    plot.current = u;
    const watch = new ResizeObserver(() => u.setSize({ width: box.clientWidth, height }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      u.destroy();
    };
  }, [x, series, format, marks, dark]);
  useEffect(() => plot.current?.redraw(false), [at]);
  return (
    <figure className="chart">
      <figcaption>
        {title}
        {series.map((s) => (
          <span key={s.name} className={`key ${s.tone ?? "main"}`}>
            {s.name} <b>{shownValue(s.values[Math.floor(at)], format)}</b>
          </span>
        ))}
      </figcaption>
      <div ref={ref} />
    </figure>
  );
}

const shownValue = (v: number | null | undefined, format: (v: number) => string): string => (v === null || v === undefined ? "–" : format(v));
