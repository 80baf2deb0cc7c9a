import { createContext } from "react";
import type { Copies } from "./standing";

/** Shown is what a box shows beyond what stands in the file: numbers of the moment, and how it is. */
export interface Shown {
  figures?: { name: string; text: string }[];
  level?: number | null; // 0 to 1, drawn as a filled foot; beyond 1 is full
  state?: "" | "full" | "failing" | "down" | "changed" | "added" | "removed" | "dim";
  mark?: string;
  queue?: number; // 0 to 1, of the longest that is shown
  copies?: Copies; // where they are not the same all the time
}

/** ShownContext is what all boxes show, by component: each reads its own, so that a second of a run draws no other part anew. */
export const ShownContext = createContext<Map<string, Shown>>(new Map());
