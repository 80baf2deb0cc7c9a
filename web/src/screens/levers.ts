import type { Change, Lever } from "../api";

/** keyOf names a lever: its place in the file. */
export const keyOf = (l: Lever): string => l.path.join("/");

/** written is a value in the words of the file: with its unit. */
export function written(l: Lever, value: number): string {
  if (l.choices.length > 0) return l.choices[Math.round(value)] ?? l.text;
  if (value === l.value) return l.text;
  if (l.share) return `${Number((100 * value).toPrecision(3))}%`;
  const scale = l.value / Number(l.text.slice(0, l.text.length - l.unit.length));
  return `${Number((value / scale).toPrecision(3))}${l.unit}`;
}

/** changesOf are the changes to the file that levers ask for which do not stand where they did. */
export function changesOf(levers: Lever[], turned: Record<string, number>, except = ""): Change[] {
  return levers.flatMap((l) => {
    const to = turned[keyOf(l)];
    return to === undefined || to === l.value || keyOf(l) === except ? [] : [{ path: l.path, value: written(l, to), delete: false }];
  });
}

const steps = 200;
const fewest = 100; // with no more whole numbers than these each has its place on the slider

/** Scale is how the values of a lever stand on its slider: each whole number, shares evenly, others by their logarithm. */
export interface Scale {
  max: number;
  place: (value: number) => number; // 0 to max
  value: (place: number) => number;
}

export function scaleOf(l: Lever): Scale {
  if (l.whole && l.high - l.low <= fewest) return { max: l.high - l.low, place: (v) => v - l.low, value: (p) => l.low + Math.round(p) };
  if (l.share) return { max: steps, place: (v) => (steps * (v - l.low)) / (l.high - l.low), value: (p) => l.low + (p / steps) * (l.high - l.low) };
  const reach = Math.log(l.high / l.low);
  return {
    max: steps,
    place: (v) => Math.round((steps * Math.log(v / l.low)) / reach),
    value: (p) => {
      const v = l.low * Math.exp((reach * p) / steps);
      return l.whole ? Math.max(1, Math.round(v)) : v;
    },
  };
}

/** turnsIn reads levers out of an address, where each stands as place~value; what is out of range is left out. */
export function turnsIn(text: string, levers: Lever[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const one of text.split(";")) {
    const [key, value] = one.split("~");
    const l = levers.find((l) => keyOf(l) === key);
    const v = Number(value);
    if (l && value && v >= l.low && v <= l.high) out[keyOf(l)] = v;
  }
  return out;
}

/** turnsAs writes levers as they stand in an address. */
export const turnsAs = (turned: Record<string, number>): string =>
  Object.entries(turned)
    .map(([key, value]) => `${key}~${Number(value.toPrecision(6))}`)
    .join(";");
