import { useEffect, useRef, type ReactNode } from "react";
import uPlot from "uplot";
import { exportable } from "../export/plot";
import { useDark } from "./theme";

/** Series is one line of a chart; its tone is a colour and a kind of line. */
export interface Series {
  name: string;
  values: (number | null)[];
  tone?: keyof typeof tones;
}

interface Props {
  title: string;
  x: number[];
  series: Series[];
  format: (v: number) => string;
  at: number; // whose values the caption tells
  follow: (f: (at: number) => void) => () => void; // moves the line of the moment
  marks?: { at: number; text: string }[];
  onSeek: (at: number) => void;
  log?: boolean; // for what differs by factors
  times?: boolean; // the axis of time has its numbers; without, it is that of the chart below
}

const tones = {
  main: { colour: "--accent", dash: [] },
  second: { colour: "--second", dash: [1.5, 2.5] },
  third: { colour: "--third", dash: [7, 3] },
  bad: { colour: "--bad", dash: [] },
  calm: { colour: "--faint", dash: [4, 3] },
} satisfies Record<string, { colour: string; dash: number[] }>;

// Pixels, of what is drawn and a margin: four charts fit beside the diagram.
const height = matchMedia("(max-height: 900px)").matches ? 64 : 92;
const axisHeight = 18;

/** spread is the range of an axis: a little more than what there is, and something where there is nothing. */
const spread = (low: number, high: number): [number, number] => {
  if (!(high > low)) return high > 0 ? [0, high * 1.25] : [0, 0.01];
  const room = (high - low) * 0.08;
  return [low - room < 0 && low >= 0 ? 0 : low - room, high + room];
};

/** decades is the range of an axis of factors: whole powers of ten. */
const decades = (low: number, high: number): [number, number] =>
  high > 0 ? [10 ** Math.floor(Math.log10(low) + 1e-9), 10 ** Math.ceil(Math.log10(high * 1.001))] : [1e-3, 1];

/** powers are the powers of ten from one to another. */
function powers(low: number, high: number): number[] {
  const [from, to] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

/** Chart draws series over the seconds of a run, with a line at the moment that is shown; a click goes there. */
export function Chart({ title, x, series, format, at, follow, marks, onSeek, log = false, times = true }: Props): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const dark = useDark();
  const now = useRef({ at, onSeek });
  now.current = { at, onSeek };
  const tall = height + (times ? axisHeight : 0);
  useEffect(() => {
    const box = ref.current!;
    const style = getComputedStyle(box);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const axis = { stroke: color("--soft"), grid: { stroke: color("--hair"), width: 1 }, ticks: { show: false }, font: "11px 'Inter var', system-ui, sans-serif" };
    const u = new uPlot(
      {
        width: box.clientWidth,
        height: tall,
        padding: [8, 8, times ? 0 : 6, 0],
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { show: false }, sync: { key: "run" } },
        scales: { x: { time: false, range: (_, low, high) => [low, Math.max(high, low + 1)] }, y: log ? { distr: 3, range: (_, low, high) => decades(low, high) } : { range: (_, low, high) => spread(low, high) } },
        axes: [
          { ...axis, size: times ? axisHeight : 0, values: (_, ticks) => ticks.map((t) => (times ? `${t} s` : "")) },
          { ...axis, size: 58, space: log ? 14 : 26, values: (_, ticks) => ticks.map(format), ...(log ? { splits: (_p: uPlot, _a: number, low: number, high: number) => powers(low, high) } : {}) },
        ],
        series: [{}, ...series.map((s) => ({ label: s.name, stroke: color(tones[s.tone ?? "main"].colour), width: s.tone === "calm" ? 1.4 : 1.6, dash: tones[s.tone ?? "main"].dash, points: { show: false } }))],
        hooks: {
          draw: [(p) => marks?.forEach((m) => drawMark(p, m.at, color("--soft")))],
          ready: [(p) => p.over.addEventListener("click", () => p.cursor.left !== undefined && now.current.onSeek(p.posToVal(p.cursor.left, "x")))],
        },
      },
      [x, ...series.map((s) => s.values)],
      box,
    );
    exportable(u, marks?.map((m) => m.at));
    const line = document.createElement("div");
    line.className = "moment";
    u.over.append(line);
    const show = (at: number): void => {
      line.style.transform = `translateX(${u.valToPos(Math.min(at, x.at(-1) ?? 0), "x")}px)`;
    };
    const stop = follow(show);
    const watch = new ResizeObserver(() => {
      u.setSize({ width: box.clientWidth, height: tall });
      show(now.current.at);
    });
    watch.observe(box);
    return () => {
      stop();
      watch.disconnect();
      u.destroy();
    };
  }, [x, series, format, marks, dark, follow, log, times, tall]);
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
      <div ref={ref} className="plot" />
    </figure>
  );
}

/** drawMark draws a moment of the run that has a name. */
function drawMark(p: uPlot, at: number, stroke: string): void {
  const left = p.valToPos(at, "x", true);
  p.ctx.save();
  p.ctx.strokeStyle = stroke;
  p.ctx.lineWidth = devicePixelRatio;
  p.ctx.setLineDash([3, 3]);
  p.ctx.beginPath();
  p.ctx.moveTo(left, p.bbox.top);
  p.ctx.lineTo(left, p.bbox.top + p.bbox.height);
  p.ctx.stroke();
  p.ctx.restore();
}

const shownValue = (v: number | null | undefined, format: (v: number) => string): string => (v === null || v === undefined ? "–" : format(v));
