import type { Design, Fault, Harm } from "../api";

/** harmsIn reads faults out of an address, where each stands as code~target~size~at~for. */
export function harmsIn(text: string): Harm[] {
  return text
    .split(";")
    .filter(Boolean)
    .map((one) => {
      const [code = "", target = "", size = "", at = "", long = ""] = one.split("~");
      return { code, target, size: Number(size) || 0, at: Number(at) || 0, for: Number(long) || 0 };
    });
}

/** harmsAs writes faults as they stand in an address. */
export const harmsAs = (harms: Harm[]): string => harms.map((h) => [h.code, h.target, h.size, h.at, h.for].join("~")).join(";");

/** usual is a fault as it comes at a target unless somebody says otherwise. */
export const usual = (f: Fault, target: string): Harm => ({ code: f.code, target, size: f.size?.usual ?? 0, at: f.at, for: f.momentary ? 0 : f.for });

const whole = new Set(["crash", "dependency-down", "region-loss"]);

/** killing is the fault that takes all of what is selected down; undefined when there is none. */
export function killing(faults: Fault[], selected: string): Harm | undefined {
  const name = selected.slice(2);
  const codes = selected.startsWith("c:") ? ["dependency-down", "crash"] : selected.startsWith("b:") ? ["region-loss", "crash"] : [];
  for (const code of codes) {
    const f = faults.find((f) => f.code === code && f.targets.includes(name));
    if (f) return usual(f, name);
  }
  return undefined;
}

/** sized writes the size of a fault as a person does. */
export const sized = (f: Fault, size: number): string => (f.size ? `${Number((size / f.size.scale).toPrecision(4))}${f.size.unit === "x" || f.size.unit === "%" ? "" : " "}${f.size.unit}`.trim() : "");

/** named is a part, a call or a boundary as the diagram names it. */
export function named(design: Design, target: string): string {
  const { nodes, groups } = design.picture;
  return nodes.find((n) => n.id === `c:${target}`)?.name ?? groups.find((g) => g.id === target)?.name ?? target.replace(/^([^.#]+)\.(?!primary)/, "$1 → ");
}

/** said is a fault in words, without when. */
export function said(design: Design, faults: Fault[], h: Harm): string {
  const where = named(design, h.target);
  if (whole.has(h.code) && !/[#.]/.test(h.target)) return `Kill ${where}`;
  const f = faults.find((f) => f.code === h.code);
  return f ? `${where}: ${f.title.toLowerCase()}${f.size ? ` (${sized(f, h.size)})` : ""}` : `${where}: ${h.code}`;
}

/** when is the time of a fault in words. */
export function when(faults: Fault[], h: Harm): string {
  if (faults.find((f) => f.code === h.code)?.momentary) return `at ${h.at} s`;
  return h.for > 0 ? `${h.at} to ${h.at + h.for} s` : `from ${h.at} s on`;
}
