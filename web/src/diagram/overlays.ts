import type { Component, Design } from "../api";
import type { Shown } from "./shown";

export const overlays = ["load", "latency", "cost", "availability", "findings"] as const;
export type Overlay = (typeof overlays)[number];

/** overlaid is what boxes show under an overlay: its number first, and a foot as high as the worst is full. */
export function overlaid(design: Design, overlay: Overlay): Map<string, Shown> {
  const out = new Map<string, Shown>();
  const most = (read: (c: Component) => number | null): number => Math.max(1e-12, ...design.components.map((c) => read(c) ?? 0));
  const slowest = most((c) => c.time);
  const dearest = most((c) => c.cost);
  for (const c of design.components) {
    switch (overlay) {
      case "load":
        out.set(c.name, { figures: c.figures, level: c.load, state: c.load !== null && c.load >= 1 ? "full" : "" });
        break;
      case "latency":
        out.set(c.name, { figures: c.time === null ? [] : [{ name: "mean response", text: c.took }], level: c.time === null ? null : (0.79 * c.time) / slowest });
        break;
      case "cost":
        out.set(c.name, { figures: c.cost === null ? [{ name: "cost", text: "no price" }] : [{ name: "a month", text: c.price }], level: c.cost === null ? null : (0.79 * c.cost) / dearest });
        break;
      case "availability":
        out.set(c.name, { figures: c.uptime ? [{ name: "availability", text: c.uptime }] : [] });
        break;
      case "findings":
        out.set(c.name, { figures: [{ name: "findings", text: c.findings.length === 0 ? "none" : `${c.findings.length} open` }], mark: c.findings.length > 0 ? "!" : "" });
        break;
    }
  }
  return out;
}
