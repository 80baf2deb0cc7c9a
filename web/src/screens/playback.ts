import { useEffect, useRef, useState } from "react";
import type { Arrow, Design, Row } from "../api";
import type { Flowing } from "../diagram/traffic";
import type { Shown } from "../diagram/diagram";
import { count, percent } from "../parts/words";

/** Player is a position in a run that moves by itself while it plays. */
export interface Player {
  at: number; // seconds
  length: number;
  playing: boolean;
  speed: number;
  seek: (at: number) => void;
  toggle: () => void;
  faster: (speed: number) => void;
}

export const speeds = [0.5, 1, 2, 4, 8];

/** usePlayer plays a run of a length; another key starts anew. */
export function usePlayer(key: unknown, length: number, from = 0): Player {
  const [at, setAt] = useState(from);
  const [playing, setPlaying] = useState(true);
  const [speed, setSpeed] = useState(2);
  const place = useRef(from);
  useEffect(() => {
    place.current = from;
    setAt(from);
    setPlaying(true);
  }, [key, from]);
  useEffect(() => {
    if (!playing || length === 0) return;
    let frame = 0;
    let last = performance.now();
    let told = last;
    const step = (now: number): void => {
      place.current = Math.min(length, place.current + (speed * (now - last)) / 1000);
      last = now;
      if (place.current >= length) setPlaying(false);
      if (now - told > 100 || place.current >= length) {
        told = now;
        setAt(place.current);
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, length]);
  const seek = (to: number): void => {
    place.current = Math.max(0, Math.min(length, to));
    setAt(place.current);
  };
  const toggle = (): void => {
    if (!playing && place.current >= length) seek(0);
    setPlaying(!playing);
  };
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (e.target instanceof HTMLElement && ["INPUT", "TEXTAREA", "SELECT", "BUTTON", "A"].includes(e.target.tagName)) return;
      if (e.key === " ") toggle();
      else if (e.key === ",") seek(place.current - 1);
      else if (e.key === ".") seek(place.current + 1);
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
  return { at, length, playing, speed, seek, toggle, faster: setSpeed };
}

export const rowAt = (rows: Row[], at: number): Row | undefined => rows[Math.min(rows.length - 1, Math.max(0, Math.floor(at)))];

/** shownAt is what boxes show in a second of a run; against is the same second of another run. */
export function shownAt(rows: Row[], at: number, against?: Row[]): Map<string, Shown> {
  const out = new Map<string, Shown>();
  const row = rowAt(rows, at);
  if (!row) return out;
  const calm = against && rowAt(against, at);
  for (const [name, c] of Object.entries(row.components)) {
    const usual = calm?.components[name];
    const refused = c.arrivals > 0 ? c.refused / c.arrivals : 0;
    let state: Shown["state"] = "";
    if (c.replicas === 0 && (!usual || usual.replicas > 0)) state = "down";
    else if (refused > 0.01) state = "failing";
    else if (c.utilization >= 0.97) state = "full";
    out.set(name, {
      figures: [
        { name: "in a second", text: `${count(c.arrivals)}/s` },
        { name: "full", text: percent(c.utilization) },
        c.queue_length >= 1 ? { name: "waiting", text: `${count(Math.round(c.queue_length))} wait` } : { name: "in progress", text: `${count(Math.round(c.in_flight))} in` },
      ],
      level: c.utilization,
      state,
      queue: c.queue_length <= 0 ? 0 : Math.min(1, Math.log10(1 + c.queue_length) / 4),
      mark: state === "down" ? "✕" : state === "failing" ? `✕ ${percent(refused)}` : c.replicas > 1 ? `×${Math.round(c.replicas)}` : "",
    });
  }
  return out;
}

/** flowingAt moves the dots: each arrow's share of what its callee takes in, and which share of that is refused. */
export function flowingAt(design: Design, rows: () => Row | undefined, moving: () => boolean): Flowing {
  const { edges } = design.picture;
  const into = new Map<string, number>();
  for (const e of edges) into.set(e.to, (into.get(e.to) ?? 0) + e.rate);
  const rates = new Float64Array(edges.length);
  const failed = new Float64Array(edges.length);
  return {
    now: () => {
      const row = rows();
      edges.forEach((e: Arrow, i) => {
        const c = row?.components[e.to.slice(2)];
        const all = into.get(e.to) ?? 0;
        rates[i] = c && all > 0 ? (c.arrivals * e.rate) / all : 0;
        failed[i] = c ? (c.replicas === 0 ? 1 : c.arrivals > 0 ? Math.min(1, c.refused / c.arrivals) : 0) : 0;
      });
      return { rates, failed, moving: moving() };
    },
  };
}
