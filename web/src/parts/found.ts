import { useEffect, useState } from "react";
import type { Design, Fault, Found } from "../api";
import { ask } from "../client";
import { go, screens, select, useRoute } from "../route";
import { harmsAs, usual } from "../screens/harms";
import { findingKey } from "../screens/findings";
import { faultsOf, review, useStore } from "../store";
import { setTheme } from "./theme";
import { why } from "./why";

/** Entry is something that can be found, and what choosing it does. */
export interface Entry {
  name: string;
  kind: string;
  do: () => void;
}

const most = 14; // that are shown
const mostNumbers = 6; // of them numbers: a word may be in hundreds
const leastLetters = 2; // before numbers are asked for

/** useEntries are the things whose names have all words of a text: what the page knows, then faults of what is selected, then numbers. */
export function useEntries(text: string): Entry[] {
  const design = useStore((s) => s.state?.design);
  const faults = useFaults(design);
  const numbers = useNumbers(text);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (e: Entry): boolean => words.every((w) => `${e.name} ${e.kind}`.toLowerCase().includes(w));
  const known = [...knownIn(design), ...faults].filter(fits);
  const asked = numbers.slice(0, mostNumbers);
  return [...known.slice(0, most - asked.length), ...asked];
}

/** knownIn is what the page knows without asking. */
function knownIn(design: Design | null | undefined): Entry[] {
  const all: Entry[] = screens.map((s) => ({ name: s, kind: "screen", do: () => go({ screen: s }) }));
  all.push({ name: "Hear both witnesses again", kind: "do", do: () => void review() });
  for (const theme of ["light", "dark"] as const) all.push({ name: `${theme} theme`, kind: "do", do: () => setTheme(theme) });
  if (!design) return all;
  for (const c of design.components) all.push({ name: c.title ? `${c.name}: ${c.title}` : c.name, kind: c.kind, do: () => select(`c:${c.name}`) });
  for (const l of design.links) all.push({ name: l.id, kind: "call", do: () => select(`l:${l.id}`) });
  for (const f of design.failures) all.push({ name: f.name, kind: "failure", do: () => go({ screen: "chaos", query: { failure: f.name, break: null } }) });
  for (const v of design.variants) all.push({ name: v, kind: "compare with the file", do: () => go({ screen: "compare", query: { left: "base", right: v } }) });
  for (const s of design.steps) all.push({ name: `${s.number} ${s.title}`, kind: `step, ${s.state}`, do: () => openStep(s.key) });
  for (const r of design.requirements) all.push({ name: `${r.about} ${r.demand}`, kind: "requirement", do: () => why(r.number) });
  for (const f of design.findings) all.push({ name: `${f.title} (${f.at})`, kind: "finding", do: () => go({ screen: "findings", query: { finding: findingKey(f) } }) });
  return all;
}

/** openStep opens a step in the rail, which a narrow window has as a drawer. */
function openStep(key: string): void {
  go({ query: { step: key } });
  const rail = document.getElementById("steps");
  if (rail && !rail.checkVisibility()) rail.showPopover();
  rail?.querySelector<HTMLElement>(`#step-${key} button`)?.focus();
}

/** useFaults are the ways in which what is selected can break; choosing one breaks it. */
function useFaults(design: Design | null | undefined): Entry[] {
  const { selected } = useRoute();
  const content = useStore((s) => s.state?.content);
  const [faults, setFaults] = useState<Fault[]>([]);
  useEffect(() => {
    let wanted = true;
    setFaults([]);
    if (selected && content)
      void faultsOf(selected, content).then(
        (list) => wanted && setFaults(list),
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [selected, content]);
  if (!design || !selected) return [];
  return faults
    .filter((f) => f.targets.length > 0)
    .map((f) => ({ name: `${f.title}: ${f.targets[0]}`, kind: "break what is selected", do: () => go({ screen: "chaos", query: { failure: null, break: harmsAs([usual(f, f.targets[0]!)]) } }) }));
}

/** useNumbers asks the studio for numbers; it shows those of the last text until the next are there. */
function useNumbers(text: string): Entry[] {
  const [found, setFound] = useState<Found | null>(null);
  const enough = text.trim().length >= leastLetters;
  useEffect(() => {
    const own = new AbortController();
    if (enough) ask<Found>(`/api/numbers?find=${encodeURIComponent(text)}`, undefined, own.signal).then(setFound, () => undefined);
    return () => own.abort();
  }, [text, enough]);
  return enough && found ? found.numbers.map((n) => ({ name: n.id, kind: n.text, do: () => why(n.id) })) : [];
}
