import type { EdgeProps } from "@xyflow/react";
import type { ReactNode } from "react";

export interface LineData extends Record<string, unknown> {
  points: [number, number][];
  async: boolean;
  link: string;
  rate: number;
  failing: boolean;
}

const bend = 7;

/** pathOf draws corners round. */
export function pathOf(points: [number, number][]): string {
  if (points.length === 0) return "";
  let d = `M${points[0]![0]} ${points[0]![1]}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [px, py] = points[i - 1]!;
    const [x, y] = points[i]!;
    const [nx, ny] = points[i + 1]!;
    const r = Math.min(bend, (Math.abs(x - px) + Math.abs(y - py)) / 2, (Math.abs(nx - x) + Math.abs(ny - y)) / 2);
    d += `L${x - r * Math.sign(x - px)} ${y - r * Math.sign(y - py)}Q${x} ${y} ${x + r * Math.sign(nx - x)} ${y + r * Math.sign(ny - y)}`;
  }
  const [x, y] = points.at(-1)!;
  return `${d}L${x} ${y}`;
}

/** Line is a call: solid when its caller waits, broken when nobody does; thicker with the load. */
export function Line({ data, selected }: EdgeProps): ReactNode {
  const { points, async, rate, failing } = data as LineData;
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before) return null;
  const width = rate > 0 ? Math.min(1.2 + 0.45 * Math.log10(1 + rate), 3.4) : 1.2;
  const turn = (Math.atan2(last[1] - before[1], last[0] - before[0]) * 180) / Math.PI;
  const d = pathOf(points);
  return (
    <g className={`line${selected ? " selected" : ""}${failing ? " failing" : ""}${async ? " later" : ""}`}>
      <path className="hit" d={d} />
      <path className="stroke" d={d} style={{ strokeWidth: width }} />
      <path className="head" d={async ? "M-8 -4.5L0 0L-8 4.5" : "M-8 -4.5L0 0L-8 4.5Z"} transform={`translate(${last[0]} ${last[1]}) rotate(${turn})`} />
    </g>
  );
}
