import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef, type ReactNode } from "react";
import type { Arrow } from "../api";
import { useDark } from "../parts/theme";

/** Flowing is what moves on each arrow at a moment: how many a second, and which share of them is refused. */
export interface Flowing {
  now: () => { rates: Float64Array; failed: Float64Array; moving: boolean };
}

// The busiest arrow has this many dots a pixel; the others are in proportion, and one that carries anything has one.
const densest = 1 / 11;
const mostDots = 2000;
const pace = 90; // pixels a second

interface Road {
  points: [number, number][];
  ends: number[]; // length from the start to each corner
  length: number;
}

function roadOf(arrow: Arrow): Road {
  const ends = [0];
  for (let i = 1; i < arrow.points.length; i++) {
    const [x, y] = arrow.points[i]!;
    const [px, py] = arrow.points[i - 1]!;
    ends.push(ends[i - 1]! + Math.abs(x - px) + Math.abs(y - py));
  }
  return { points: arrow.points, ends, length: ends.at(-1) ?? 0 };
}

/**
 * Traffic is one canvas above the diagram. A dot is a share of the calls, not one call: their number on an arrow is in
 * proportion to its rate. What fails is a cross.
 */
export function Traffic({ arrows, flowing }: { arrows: Arrow[]; flowing: Flowing }): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  const { getViewport } = useReactFlow();
  const dark = useDark();
  useEffect(() => {
    const canvas = ref.current!;
    const pen = canvas.getContext("2d")!;
    const roads = arrows.map(roadOf);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const style = getComputedStyle(canvas);
    const [good, bad] = [style.getPropertyValue("--dot"), style.getPropertyValue("--bad")];
    let phase = 0;
    let last = performance.now();
    let frame = 0;
    const draw = (at: number): void => {
      frame = requestAnimationFrame(draw);
      const { rates, failed, moving } = flowing.now();
      if (moving && !still) phase += ((at - last) / 1000) * pace;
      last = at;
      const ratio = devicePixelRatio;
      const [w, h] = [canvas.clientWidth, canvas.clientHeight];
      if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
        canvas.width = Math.round(w * ratio);
        canvas.height = Math.round(h * ratio);
      }
      const view = getViewport();
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, w, h);
      pen.setTransform(ratio * view.zoom, 0, 0, ratio * view.zoom, ratio * view.x, ratio * view.y);
      let busiest = 0;
      for (const r of rates) busiest = Math.max(busiest, r);
      if (busiest === 0) return;
      let dots = 0;
      const wrong: [number, number][] = [];
      pen.fillStyle = good;
      pen.beginPath();
      for (let i = 0; i < roads.length; i++) {
        const road = roads[i]!;
        const rate = rates[i] ?? 0;
        if (rate <= 0 || road.length === 0 || dots >= mostDots) continue;
        const n = Math.min(Math.max(1, Math.round(densest * road.length * Math.sqrt(rate / busiest))), mostDots - dots);
        dots += n;
        const gap = road.length / n;
        const lost = failed[i] ?? 0;
        let corner = 1;
        const start = phase % gap;
        for (let k = 0; k < n; k++) {
          const s = start + k * gap;
          while (corner < road.ends.length - 1 && road.ends[corner]! < s) corner++;
          const [px, py] = road.points[corner - 1]!;
          const [x, y] = road.points[corner]!;
          const part = (s - road.ends[corner - 1]!) / Math.max(1, road.ends[corner]! - road.ends[corner - 1]!);
          const [cx, cy] = [px + (x - px) * part, py + (y - py) * part];
          // The same dots fail on every frame: their place in the row decides.
          if (lost > 0 && (((Math.floor(phase / gap) * 7919 + (n - k) * 104729) % 997) + 997) % 997 < 997 * lost) wrong.push([cx, cy]);
          else pen.rect(cx - 2, cy - 2, 4, 4);
        }
      }
      pen.fill();
      if (wrong.length > 0) {
        pen.strokeStyle = bad;
        pen.lineWidth = 1.8;
        pen.beginPath();
        for (const [x, y] of wrong) {
          pen.moveTo(x - 3, y - 3);
          pen.lineTo(x + 3, y + 3);
          pen.moveTo(x + 3, y - 3);
          pen.lineTo(x - 3, y + 3);
        }
        pen.stroke();
      }
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [arrows, flowing, getViewport, dark]);
  return <canvas ref={ref} className="traffic" aria-hidden="true" />;
}
