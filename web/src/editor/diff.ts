// Differences of texts, by lines: what to change in an open editor, what to show, and how two changes of one text go together.

/** Stretch is a run of lines that differs: lines from to until of the old text became these. */
export interface Stretch {
  from: number;
  until: number;
  lines: string[];
}

/** Edit replaces characters of a text. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
}

// Texts that differ in more lines than this are taken to differ as a whole: the search costs its square.
const mostDifferent = 1500;

const split = (text: string): string[] => text.split(/(?<=\n)/);

/** stretches are the runs of lines in which two texts differ, in order. */
export function stretches(before: string, after: string): Stretch[] {
  const a = split(before);
  const b = split(after);
  let top = 0;
  while (top < a.length && top < b.length && a[top] === b[top]) top++;
  let tail = 0;
  while (tail < a.length - top && tail < b.length - top && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const kept = pairs(a.slice(top, a.length - tail), b.slice(top, b.length - tail));
  const out: Stretch[] = [];
  let [x, y] = [top, top];
  for (const [i, j] of [...kept.map(([i, j]) => [i + top, j + top] as const), [a.length - tail, b.length - tail] as const]) {
    if (i > x || j > y) out.push({ from: x, until: i, lines: b.slice(y, j) });
    [x, y] = [i + 1, j + 1];
  }
  return out;
}

/** pairs are the lines that both keep, as indexes: a longest common subsequence. Myers, An O(ND) difference algorithm, 1986. */
function pairs(a: string[], b: string[]): [number, number][] {
  const most = Math.min(a.length + b.length, mostDifferent);
  const far = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let d = 0; d <= most; d++) {
    trail.push(new Map(far));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && far.get(k - 1)! < far.get(k + 1)!) ? far.get(k + 1)! : far.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      far.set(k, x);
      if (x >= a.length && x - k >= b.length) return back(a, b, trail);
    }
  }
  return [];
}

function back(a: string[], b: string[], trail: Map<number, number>[]): [number, number][] {
  const out: [number, number][] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trail.length - 1; d >= 0; d--) {
    const far = trail[d]!;
    const k = x - y;
    const from = k === -d || (k !== d && far.get(k - 1)! < far.get(k + 1)!) ? k + 1 : k - 1;
    const px = far.get(from)!;
    const py = px - from;
    while (x > px && y > py && x > 0 && y > 0) out.push([--x, --y]);
    [x, y] = [px, py];
  }
  return out.reverse();
}

/** edits turn one text into another and touch as little as they can, so that a cursor stays where it is. */
export function edits(before: string, after: string): Edit[] {
  const lines = split(before);
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1)! + line.length);
  return stretches(before, after).map((s) => {
    const old = lines.slice(s.from, s.until).join("");
    const now = s.lines.join("");
    let head = 0;
    while (head < old.length && head < now.length && old[head] === now[head]) head++;
    let tail = 0;
    while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
    const at = starts[s.from]!;
    return { from: at + head, to: at + old.length - tail, insert: now.slice(head, now.length - tail) };
  });
}

/** merged puts two changes of one text together; null when both change the same lines in different ways. */
export function merged(base: string, mine: string, theirs: string): string | null {
  const same = (a: Stretch, b: Stretch): boolean => a.from === b.from && a.until === b.until && a.lines.join("") === b.lines.join("");
  const ours = stretches(base, mine);
  const other = stretches(base, theirs).filter((t) => !ours.some((o) => same(o, t)));
  const meet = (a: Stretch, b: Stretch): boolean => (a.from === b.from && a.until === b.until) || (a.from < b.until && b.from < a.until);
  if (ours.some((o) => other.some((t) => meet(o, t)))) return null;
  const lines = split(base);
  let out = "";
  let at = 0;
  for (const s of [...ours, ...other].sort((a, b) => a.from - b.from || a.until - b.until)) {
    out += lines.slice(at, s.from).join("") + s.lines.join("");
    at = s.until;
  }
  return out + lines.slice(at).join("");
}

/** Shown is a line of a difference as it is read: kept, taken away or new; gap stands for lines that are the same. */
export interface Shown {
  kind: "same" | "old" | "new" | "gap";
  text: string;
  before: number; // its line in the old text, from 1; 0 when it has none
  after: number;
}

/** shown is a difference with so many lines around each change. */
export function shown(before: string, after: string, around = 2): Shown[] {
  const lines = split(before);
  const bare = (text: string): string => text.replace(/\r?\n$/, "");
  const out: Shown[] = [];
  let at = 0; // of the old text
  let shift = 0; // of the new one against it
  const same = (until: number): void => {
    for (; at < until; at++) out.push({ kind: "same", text: bare(lines[at]!), before: at + 1, after: at + 1 + shift });
  };
  const all = stretches(before, after);
  for (const [i, s] of all.entries()) {
    const hidden = s.from - around;
    if (hidden > at) {
      if (i > 0) same(Math.min(at + around, hidden));
      if (hidden > at) {
        out.push({ kind: "gap", text: "", before: 0, after: 0 });
        at = hidden;
      }
    }
    same(s.from);
    for (; at < s.until; at++) out.push({ kind: "old", text: bare(lines[at]!), before: at + 1, after: 0 });
    for (const [j, line] of s.lines.entries()) out.push({ kind: "new", text: bare(line), before: 0, after: s.from + shift + j + 1 });
    shift += s.lines.length - (s.until - s.from);
  }
  if (all.length > 0) same(Math.min(lines.length, at + around));
  return out;
}
