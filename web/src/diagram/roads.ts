import type { Arrow } from "../api";

/** Road is an arrow as dots move along it: where one is after each pixel. */
export interface Road {
  xs: Float32Array;
  ys: Float32Array;
  length: number; // pixels
}

/** sample walks along the corners of an arrow. */
export function sample(arrow: Arrow): Road {
  let length = 0;
  for (let i = 1; i < arrow.points.length; i++) length += leg(arrow, i);
  const steps = Math.max(1, Math.floor(length) + 1);
  const road: Road = { xs: new Float32Array(steps), ys: new Float32Array(steps), length };
  let [corner, walked] = [1, 0];
  for (let s = 0; s < steps; s++) {
    while (corner < arrow.points.length - 1 && walked + leg(arrow, corner) < s) walked += leg(arrow, corner++);
    const [px, py] = arrow.points[corner - 1] ?? [0, 0];
    const [x, y] = arrow.points[corner] ?? [px, py];
    const part = Math.min(1, (s - walked) / Math.max(1, leg(arrow, corner)));
    road.xs[s] = px + (x - px) * part;
    road.ys[s] = py + (y - py) * part;
  }
  return road;
}

const leg = (arrow: Arrow, i: number): number => {
  const [from, to] = [arrow.points[i - 1], arrow.points[i]];
  return from && to ? Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) : 0;
};

// Dots on the busiest arrow are this far apart; further where there would be more than a page can draw in a frame.
const densest = 11; // pixels of the diagram
const apart = 6; // pixels on the screen
const mostDots = 2000;

/** spacing tells how far apart the dots of roads are where they are closest, at a zoom. */
export function spacing(roads: Road[]): (zoom: number) => number {
  const all = roads.reduce((sum, r) => sum + r.length, 0);
  return (zoom) => Math.max(densest, apart / zoom, all / mostDots);
}
