import type { Span, Waterfall } from "../api";

/** Track is a line of a waterfall: the spans of one call, one after the other. */
export interface Track {
  component: string;
  name: string; // "#2 read link", behind the component
  depth: number;
  attempt: number; // 0 where there is only one
  failed: number | null; // seconds, when another attempt followed
  start: number;
  end: number; // seconds after the request began
  spans: Span[];
}

/** tracksOf lays the spans of a request out: one track a call, and another where two of a kind go on at once. */
export function tracksOf(w: Waterfall): Track[] {
  const tracks: Track[] = [];
  for (const span of w.spans) {
    const track = tracks.findLast((t) => belongs(span, t));
    if (track) {
      track.spans.push(span);
      track.end = Math.max(track.end, span.end);
      if (span.replica > 0) track.name = nameOf(span);
    } else {
      tracks.push({ component: span.component, name: nameOf(span), depth: span.depth, attempt: span.attempt ?? 0, failed: null, start: span.start, end: span.end, spans: [span] });
    }
  }
  for (const t of tracks) t.failed = failedAt(t, tracks);
  return tracks;
}

// Ends and beginnings are the same moment, but for the rounding of numbers.
const instant = 1e-9; // seconds

/** belongs tells whether a span goes on where a track ends: the callee's own, or what its caller waits for then. */
function belongs(s: Span, t: Track): boolean {
  if (t.component !== s.component || t.spans[0]!.operation !== s.operation) return false;
  if (s.depth === t.depth - 1 && s.replica === 0) return s.kind === "backoff" || Math.abs(t.end - s.start) < instant; // the way back
  return s.depth === t.depth && t.attempt === (s.attempt ?? 0) && t.end <= s.start + instant && t.spans.at(-1)!.depth === s.depth;
}

/** failedAt is when the caller gave an attempt up: it paused, or made the next one. Null where there was no next. */
function failedAt(t: Track, tracks: Track[]): number | null {
  const next = tracks.find((o) => t.attempt > 0 && o.component === t.component && o.attempt === t.attempt + 1 && o.start >= t.start);
  return next ? (t.spans.find((s) => s.kind === "backoff")?.start ?? next.start) : null;
}

/** partsOf splits a span where its caller gave it up: what it does from then on nobody waits for. */
export function partsOf(s: Span, failed: number | null): Span[] {
  if (failed === null || s.kind === "backoff" || s.end <= failed || s.start >= failed) return [s];
  return [
    { ...s, end: failed },
    { ...s, start: failed, abandoned: true },
  ];
}

const nameOf = (s: Span): string => `${s.replica > 0 ? `#${s.replica} ` : ""}${s.operation}`;

/** ticksOf are round moments on an axis of a length, in seconds. */
export function ticksOf(length: number): number[] {
  if (length <= 0) return [0];
  const rough = length / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? rough;
  return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, i) => i * step);
}
