import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef, type ReactNode } from "react";
import type { Arrow } from "../api";
import { useDark } from "../parts/theme";
import { sample, spacing, type Road } from "./roads";
import "./traffic.css";

/** Flowing is what moves on each arrow at a moment: how many a second, and which shares of them fail and are retries. */
export interface Flowing {
  now: () => { rates: Float64Array; failed: Float64Array; retried: Float64Array; moving: boolean };
}

const pace = 90; // pixels of the diagram a second

// Pixels on the screen: a dot, and half a cross or a ring. They shrink with the picture, but never out of sight.
const sizes = (zoom: number): { dot: number; half: number } => ({ dot: Math.max(2.4, Math.min(4.2, 1.2 + 3 * zoom)), half: Math.max(2.6, Math.min(3.6, 1.6 + 2 * zoom)) });
const still = matchMedia("(prefers-reduced-motion: reduce)");

// Two irrational steps spread the places that carry a dot, and those of them that are something else, evenly and for good.
const golden = 0.618033988749895;
const plastic = 0.754877666246693;

/**
 * Traffic is one canvas above the diagram. A dot is a share of the calls, not one call: their number on an arrow is in
 * proportion to its rate. What is a retry is a ring, and what fails is a cross.
 */
export function Traffic({ arrows, flowing }: { arrows: Arrow[]; flowing: Flowing }): ReactNode {
  const ref = useRef<HTMLCanvasElement>(null);
  const { getViewport } = useReactFlow();
  const dark = useDark();
  useEffect(() => {
    const canvas = ref.current!;
    const pen = canvas.getContext("2d")!;
    const roads = arrows.map(sample);
    const gaps = spacing(roads);
    const style = getComputedStyle(canvas);
    const [good, again, bad] = ["--dot", "--retry", "--bad"].map((name) => style.getPropertyValue(name).trim()) as [string, string, string];
    const room = { w: 0, h: 0 };
    const fit = (): void => {
      room.w = canvas.clientWidth;
      room.h = canvas.clientHeight;
      canvas.width = Math.round(room.w * devicePixelRatio);
      canvas.height = Math.round(room.h * devicePixelRatio);
    };
    const watch = new ResizeObserver(fit);
    watch.observe(canvas);
    fit();
    const rings: number[] = [];
    const crosses: number[] = [];
    let phase = 0;
    let last = performance.now();
    let frame = 0;
    const draw = (at: number): void => {
      frame = requestAnimationFrame(draw);
      const { rates, failed, retried, moving } = flowing.now();
      if (moving && !still.matches) phase += (Math.max(0, at - last) / 1000) * pace;
      last = at;
      pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      pen.clearRect(0, 0, room.w, room.h);
      let busiest = 0;
      for (const r of rates) busiest = Math.max(busiest, r);
      if (busiest === 0) return;
      const view = getViewport();
      const { dot, half } = sizes(view.zoom);
      const gap = gaps(view.zoom);
      rings.length = crosses.length = 0;
      pen.fillStyle = good;
      roads.forEach((road, i) => {
        if (rates[i]! <= 0) return;
        const share = Math.sqrt(rates[i]! / busiest);
        const [lost, tried] = [failed[i]!, failed[i]! + retried[i]! * (1 - failed[i]!)];
        forEachDot(road, gap, phase, share, (x, y, luck) => {
          const [px, py] = [x * view.zoom + view.x, y * view.zoom + view.y];
          if (px < 0 || py < 0 || px > room.w || py > room.h) return;
          if (luck < lost) crosses.push(px, py);
          else if (luck < tried) rings.push(px, py);
          else pen.fillRect(px - dot / 2, py - dot / 2, dot, dot);
        });
      });
      drawRings(pen, rings, half, again);
      drawCrosses(pen, crosses, half, bad);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      watch.disconnect();
      cancelAnimationFrame(frame);
    };
  }, [arrows, flowing, getViewport, dark]);
  return <canvas ref={ref} className="traffic" aria-hidden="true" />;
}

/**
 * forEachDot walks the places of a road that carry a dot now. A place keeps its luck as it moves along, so that a change
 * of the rate adds or takes single dots and moves none; an arrow that carries anything has at least one.
 */
function forEachDot(road: Road, gap: number, phase: number, share: number, each: (x: number, y: number, luck: number) => void): void {
  const places = Math.max(1, Math.floor(road.length / gap));
  const lit = Math.max(share, leastLit / places);
  const apart = road.length / places;
  const moved = phase / apart;
  const first = Math.ceil(-moved); // of the places that are on the road, by number from the one that set out at the start
  for (let k = 0; k < places; k++) {
    const place = first + k;
    const at = Math.min(road.length, (place + moved) * apart);
    if (frac(place * golden) >= lit) continue;
    const s = Math.min(road.xs.length - 1, at | 0);
    each(road.xs[s]!, road.ys[s]!, frac(place * plastic));
  }
}

// So many places of a row, of which each has the luck of the golden ratio, hold one that is lit.
const leastLit = 1.7;

const frac = (x: number): number => x - Math.floor(x);

function drawRings(pen: CanvasRenderingContext2D, at: number[], half: number, colour: string): void {
  if (at.length === 0) return;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (let i = 0; i < at.length; i += 2) {
    pen.moveTo(at[i]! + half, at[i + 1]!);
    pen.arc(at[i]!, at[i + 1]!, half, 0, 2 * Math.PI);
  }
  pen.stroke();
}

function drawCrosses(pen: CanvasRenderingContext2D, at: number[], half: number, colour: string): void {
  if (at.length === 0) return;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.8;
  pen.beginPath();
  for (let i = 0; i < at.length; i += 2) {
    const [x, y] = [at[i]!, at[i + 1]!];
    pen.moveTo(x - half, y - half);
    pen.lineTo(x + half, y + half);
    pen.moveTo(x + half, y - half);
    pen.lineTo(x - half, y + half);
  }
  pen.stroke();
}

/** TrafficLegend says what moves on the arrows and stands at the boxes. */
export function TrafficLegend(): ReactNode {
  return (
    <ul className="traffic-legend" aria-label="Legend">
      {([["call", "calls"], ["retry", "retries"], ["fail", "failures"], ["wait", "waiting"], ["start", "starting"]] as const).map(([form, text]) => (
        <li key={form}>
          <i className={`form-${form}`} /> {text}
        </li>
      ))}
    </ul>
  );
}
