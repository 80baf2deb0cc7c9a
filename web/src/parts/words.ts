/** Marks say a verdict by form; colour only repeats it. */
export const marks: Record<string, string> = {
  met: "✓",
  broken: "✕",
  unsure: "≈",
  unknown: "?",
  // of a failure, the worst first
  "data-loss": "✕",
  metastable: "✕",
  down: "✕",
  "repair-blocked": "✕",
  "self-heals": "↺",
  degraded: "≈",
  absorbed: "✓",
};
export const mark = (verdict: string): string => marks[verdict] ?? "·";
export const tone = (verdict: string): string => ({ "✓": "good", "✕": "bad", "≈": "unsure", "↺": "unsure" })[mark(verdict)] ?? "plain";

const grave = ["✕", "≈", "?", "·", "✓"];

/** worstFirst orders verdicts as one must read them: the worst first, and of equals the one with the least margin. */
export const worstFirst = (a: { verdict: string; margin: number | null }, b: { verdict: string; margin: number | null }): number =>
  grave.indexOf(mark(a.verdict)) - grave.indexOf(mark(b.verdict)) || (a.margin ?? Infinity) - (b.margin ?? Infinity) || 0;

/** percent writes a share of one. */
export const percent = (x: number): string => `${(100 * x).toFixed(x >= 0.0995 || x === 0 ? 0 : x >= 0.00995 ? 1 : 2)}%`;

const time = (s: number): string => {
  if (s >= 100) return `${s.toFixed(0)} s`;
  if (s >= 1) return `${s.toPrecision(3)} s`;
  if (s >= 1e-3) return `${(s * 1e3).toPrecision(3)} ms`;
  if (s >= 1e-6) return `${(s * 1e6).toPrecision(3)} us`;
  return `${(s * 1e9).toPrecision(3)} ns`;
};

/** seconds writes a length of time, in the units of the terminal and of the file. */
export const seconds = (s: number): string => (s === 0 ? "0" : time(s));

/** count writes a number of things, or of things a second. */
export function count(n: number): string {
  if (n >= 1e6) return `${(n / 1e6).toPrecision(3)}M`;
  if (n >= 1e4) return `${(n / 1e3).toPrecision(3)}k`;
  if (n >= 100 || Number.isInteger(n)) return n.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
  return n.toPrecision(3);
}

/** clock writes a moment of a run. */
export const clock = (s: number): string => `${Math.floor(s / 60)}:${(s % 60).toFixed(1).padStart(4, "0")}`;

/** limit shortens a demand: "at most 50 ms" is "≤ 50 ms". */
export const limit = (demand: string): string => demand.replace("at most ", "≤ ").replace("at least ", "≥ ");
