import type { Span, Waterfall } from "../api";

/** Track is a line of a waterfall: the spans of one call, one after the other. */
export interface Track {
  component: string;
  name: string; // "#2 read link", behind the component
  depth: number;
  attempt: number; // 0 where there is only one
  failed: boolean; // another attempt followed
  start: number;
  end: number; // seconds after the request began
  spans: Span[];
}

/** tracksOf lays the spans of a request out: one track a call, and another where two of a kind go on at once. */
export function tracksOf(w: Waterfall): Track[] {
  const tracks: Track[] = [];
  for (const span of w.spans) {
    const fits = (t: Track): boolean => t.component === span.component && t.name.endsWith(span.operation) && t.spans[0]!.operation === span.operation && t.attempt === (span.attempt ?? 0) && t.end <= span.start + 1e-12;
    const track = span.reason?.startsWith("for the answer") || span.replica > 0 || span.kind === "backoff" ? tracks.findLast(fits) : undefined;
    if (track) {
      track.spans.push(span);
      track.end = span.end;
      if (span.replica > 0) track.name = nameOf(span);
    } else {
      tracks.push({ component: span.component, name: nameOf(span), depth: span.depth, attempt: span.attempt ?? 0, failed: false, start: span.start, end: span.end, spans: [span] });
    }
  }
  for (const t of tracks) t.failed = t.attempt > 0 && tracks.some((o) => o.component === t.component && o.attempt === t.attempt + 1 && o.start >= t.start);
  return tracks;
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
