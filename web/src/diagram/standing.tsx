import type { ReactNode } from "react";
import { count } from "../parts/words";

/** Copies are the replicas of a part at a moment. */
export interface Copies {
  up: number;
  starting: number;
  down: number;
}

/** copiesText is how many replicas a box has: "×4", or "3/4" when one of four does not serve; "" for one. */
export function copiesText(copies: Copies | undefined, replicas: number): string {
  const up = copies?.up ?? replicas;
  const there = copies ? up + copies.starting + copies.down : up;
  if (there > up) return `${count(up)}/${count(there)}`;
  return up > 1 ? `×${count(up)}` : "";
}

// More replicas than this are told by their number alone.
const mostPips = 21;

/** Stack is who waits at a box; how high it is follows the logarithm of their number. */
export const Stack = ({ high }: { high: number }): ReactNode => (high > 0 ? <span className="stack" style={{ height: `${Math.min(100, Math.max(8, 100 * high))}%` }} /> : null);

/** Pips are the replicas of a box: filled ones serve, broken ones start, empty ones are down. */
export function Pips({ copies }: { copies: Copies }): ReactNode {
  const { up, starting, down } = copies;
  if (up + starting + down > mostPips) return null;
  const each = (n: number, form: string): ReactNode => Array.from({ length: n }, (_, i) => <i key={form + i} className={form} />);
  return (
    <span className="pips" title={`${up} serve${starting > 0 ? `, ${starting} start` : ""}${down > 0 ? `, ${down} down` : ""}`}>
      {each(up, "up")}
      {each(starting, "starting")}
      {each(down, "down")}
    </span>
  );
}
