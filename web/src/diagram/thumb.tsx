import type { ReactNode } from "react";
import type { Sketch } from "../api";
import { pathOf } from "./line";

/** Thumb is a design as a small picture: its boxes, boundaries and calls, without a word. */
export function Thumb({ sketch }: { sketch: Sketch }): ReactNode {
  return (
    <svg className="thumb" viewBox={`0 0 ${sketch.w} ${sketch.h}`} aria-hidden="true">
      {sketch.areas.map((a, i) => (
        <rect key={i} className="area" x={a.x} y={a.y} width={a.w} height={a.h} rx="12" />
      ))}
      {sketch.lines.map((points, i) => (
        <path key={i} d={pathOf(points)} />
      ))}
      {sketch.boxes.map((b, i) => (
        <rect key={i} className="part" x={b.x} y={b.y} width={b.w} height={b.h} rx="8" />
      ))}
    </svg>
  );
}
