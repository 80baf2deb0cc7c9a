import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Arrow, ComponentRow, Design, Row } from "../api";
import type { Flowing } from "../diagram/traffic";
import type { Shown } from "../diagram/shown";
import { count, percent } from "../parts/words";

/**
 * Player is a position in a run that moves by itself while it plays. React hears of it once for every second of the
 * run; what must move smoothly follows it.
 */
export interface Player {
  at: number; // seconds, when React last heard of it
  length: number;
  playing: boolean;
  speed: number;
  seek: (at: number) => void;
  toggle: () => void;
  faster: (speed: number) => void;
  live: () => number; // seconds, now
  follow: (f: Follower) => () => void; // calls at once and at every move; what it returns ends that
}

type Follower = (at: number) => void;

export const speeds = [0.25, 0.5, 1, 2, 4, 10];

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** usePlayer plays a run of a length; another key starts anew. Whoever wants little motion starts it, and sees whole seconds. */
export function usePlayer(key: unknown, length: number, from = 0): Player {
  const [at, setAt] = useState(from);
  const [playing, setPlaying] = useState(!calm.matches);
  const [speed, setSpeed] = useState(2);
  const place = useRef(from);
  const told = useRef(from);
  const followers = useRef(new Set<Follower>());

  const move = useCallback((to: number, exactly: boolean): void => {
    place.current = to;
    if (calm.matches && !exactly && Math.floor(to) === Math.floor(told.current)) return;
    for (const f of followers.current) f(to);
    if (exactly || Math.floor(to) !== Math.floor(told.current)) {
      told.current = to;
      setAt(to);
    }
  }, []);
  useEffect(() => {
    move(from, true);
    setPlaying(!calm.matches);
  }, [key, from, move]);
  useEffect(() => {
    if (!playing || length === 0) return;
    let last = performance.now();
    const step = (now: number): void => {
      const to = place.current + (speed * Math.max(0, now - last)) / 1000;
      last = now;
      move(Math.min(length, to), to >= length);
      if (to >= length) setPlaying(false);
      else frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, length, move]);

  const seek = useCallback((to: number): void => move(Math.max(0, Math.min(length, to)), true), [length, move]);
  const toggle = useCallback((): void => {
    if (!playing && place.current >= length) seek(0);
    setPlaying(!playing);
  }, [playing, length, seek]);
  const live = useCallback((): number => place.current, []);
  const follow = useCallback((f: Follower): (() => void) => {
    followers.current.add(f);
    f(place.current);
    return () => followers.current.delete(f);
  }, []);
  useKeys({ toggle, live, seek });
  return { at, length, playing, speed, seek, toggle, faster: setSpeed, live, follow };
}

/** useKeys plays, pauses and steps by seconds. What is typed stays where it is typed. */
function useKeys({ toggle, live, seek }: Pick<Player, "toggle" | "live" | "seek">): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target)) return;
      if (e.key === " " && !isPressed(e.target)) toggle();
      else if (e.key === ",") seek(Math.ceil(live()) - 1);
      else if (e.key === ".") seek(Math.floor(live()) + 1);
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [toggle, live, seek]);
}

/** isTyping tells whether a key goes into a field or an open dialog. */
export function isTyping(at: EventTarget | null): boolean {
  if (!(at instanceof HTMLElement)) return false;
  const dialog = at.closest("dialog");
  if (dialog) return dialog.open; // one that Escape has just closed still has the focus
  return at.isContentEditable || (at instanceof HTMLInputElement && at.type !== "range") || ["TEXTAREA", "SELECT"].includes(at.tagName);
}

// The space bar presses what has the focus.
const isPressed = (at: EventTarget | null): boolean => at instanceof HTMLElement && ["BUTTON", "A", "SUMMARY"].includes(at.tagName);

export const rowAt = (rows: Row[], at: number): Row | undefined => rows[Math.min(rows.length - 1, Math.max(0, Math.floor(at)))];

/** shownAt is what boxes show in a second of a run; against is the same second of another run. */
export function shownAt(rows: Row[], at: number, against?: Row[]): Map<string, Shown> {
  const out = new Map<string, Shown>();
  const row = rowAt(rows, at);
  if (!row) return out;
  const usual = against && rowAt(against, at);
  const varies = varyingOf(rows);
  for (const [name, c] of Object.entries(row.components)) {
    const refused = c.arrivals > 0 ? c.refused / c.arrivals : 0;
    const state = stateOf(c, refused, usual?.components[name]);
    const shown: Shown = { figures: figuresOf(c), level: c.utilization, state, queue: c.queue_length < 1 ? 0 : Math.min(1, Math.log10(1 + c.queue_length) / 4), mark: state === "down" ? "✕" : state === "failing" ? `✕ ${percent(refused)}` : "" };
    if (varies.has(name)) shown.copies = { up: Math.round(c.replicas), starting: c.starting ?? 0, down: c.down ?? 0 };
    out.set(name, shown);
  }
  return out;
}

// Who refuses a share of what comes fails; one that is this busy is full.
const failing = 0.01;
const full = 0.97;

function stateOf(c: ComponentRow, refused: number, usual: ComponentRow | undefined): NonNullable<Shown["state"]> {
  if (c.replicas === 0 && (!usual || usual.replicas > 0)) return "down";
  if (refused > failing) return "failing";
  return c.utilization >= full ? "full" : "";
}

/** figuresOf are the three numbers of a moment; those who wait come before how full it is, where anybody does. */
function figuresOf(c: ComponentRow): NonNullable<Shown["figures"]> {
  const taken = { name: "in a second", text: `${count(c.arrivals)}/s` };
  const busy = { name: "full", text: percent(c.utilization) };
  if (c.queue_length >= 1) return [taken, { name: "waiting", text: `${count(Math.round(c.queue_length))} wait` }, busy];
  return [taken, busy, { name: "in progress", text: `${count(Math.round(c.in_flight))} in` }];
}

const varying = new WeakMap<Row[], Set<string>>();

/** varyingOf are the components whose replicas are not the same all the time. */
function varyingOf(rows: Row[]): Set<string> {
  const known = varying.get(rows);
  if (known) return known;
  const out = new Set<string>();
  for (const r of rows)
    for (const [name, c] of Object.entries(r.components)) if (c.starting || c.down || Math.round(c.replicas) !== Math.round(rows[0]!.components[name]!.replicas)) out.add(name);
  varying.set(rows, out);
  return out;
}

/** flowingAt is what moves on the arrows: the calls that a run counted on each, and which shares of them are retries and fail. */
export function flowingAt(design: Design, row: () => Row | undefined, moving: () => boolean): Flowing {
  const { edges } = design.picture;
  const rates = new Float64Array(edges.length);
  const failed = new Float64Array(edges.length);
  const retried = new Float64Array(edges.length);
  let seen: Row | undefined;
  const read = (e: Arrow, i: number): void => {
    let [calls, failures, retries] = [0, 0, 0];
    for (const name of e.calls) {
      const link = seen?.links?.[name];
      calls += link?.calls ?? seen?.flows[name]?.offered ?? 0;
      failures += link?.failed ?? 0;
      retries += link?.retries ?? 0;
    }
    rates[i] = calls;
    failed[i] = Math.min(1, failures / Math.max(1, calls)); // an attempt may fail in a later second than it began
    retried[i] = Math.min(1, retries / Math.max(1, calls));
  };
  return {
    now: () => {
      const next = row();
      if (next !== seen) {
        seen = next;
        edges.forEach(read);
      }
      return { rates, failed, retried, moving: moving() };
    },
  };
}

/** usePlayback is what the diagram shows of a run as it plays. */
export function usePlayback(design: Design, rows: Row[], player: Player, against?: Row[]): { shown: Map<string, Shown>; flowing: Flowing | null } {
  const second = Math.floor(player.at);
  const shown = useMemo(() => shownAt(rows, second, against), [rows, second, against]);
  const playing = useRef(player.playing);
  playing.current = player.playing;
  const { live } = player;
  const flowing = useMemo(() => (rows.length > 0 ? flowingAt(design, () => rowAt(rows, live()), () => playing.current) : null), [design, rows, live]);
  return { shown, flowing };
}
