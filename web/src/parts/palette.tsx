import { useState, type KeyboardEvent, type ReactNode } from "react";
import type { Design } from "../api";
import { go, screens, select } from "../route";
import { review, useStore } from "../store";
import { Dialog } from "./dialog";
import { setTheme } from "./theme";

interface Entry {
  name: string;
  kind: string;
  do: () => void;
}

function entriesOf(design: Design | null | undefined): Entry[] {
  const all: Entry[] = screens.map((s) => ({ name: s, kind: "screen", do: () => go({ screen: s }) }));
  all.push({ name: "Hear both witnesses again", kind: "do", do: () => void review() });
  for (const theme of ["light", "dark"] as const) all.push({ name: `${theme} theme`, kind: "do", do: () => setTheme(theme) });
  for (const c of design?.components ?? []) all.push({ name: c.title ? `${c.name}: ${c.title}` : c.name, kind: c.kind, do: () => select(`c:${c.name}`) });
  for (const l of design?.links ?? []) all.push({ name: l.id, kind: "call", do: () => select(`l:${l.id}`) });
  for (const f of design?.failures ?? []) all.push({ name: f.name, kind: "failure", do: () => go({ screen: "chaos", query: { failure: f.name } }) });
  for (const f of design?.findings ?? []) all.push({ name: `${f.title} (${f.at})`, kind: "finding", do: () => go({ screen: "findings" }) });
  return all;
}

/** Palette finds screens, parts, calls, failures and findings by a few letters. */
export function Palette({ close }: { close: () => void }): ReactNode {
  const design = useStore((s) => s.state?.design);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const words = text.toLowerCase().split(/\s+/);
  const found = entriesOf(design)
    .filter((e) => words.every((w) => `${e.name} ${e.kind}`.toLowerCase().includes(w)))
    .slice(0, 12);
  const choose = (e: Entry | undefined): void => {
    if (!e) return;
    close();
    e.do();
  };
  const onKey = (e: KeyboardEvent): void => {
    if (e.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (e.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (e.key === "Enter") choose(found[at]);
    else return;
    e.preventDefault();
  };
  return (
    <Dialog title="Find anything" close={close}>
      <input
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant={found[at] ? `found-${at}` : undefined}
        aria-label="Find anything"
        placeholder="A part, a call, a failure, a screen …"
        value={text}
        onKeyDown={onKey}
        onChange={(e) => {
          setText(e.target.value);
          setAt(0);
        }}
      />
      <ul id="found" role="listbox" aria-label="Found">
        {found.map((e, i) => (
          <li key={`${e.kind} ${e.name}`} id={`found-${i}`} role="option" aria-selected={i === at} onClick={() => choose(e)} onMouseEnter={() => setAt(i)}>
            {e.name} <small>{e.kind}</small>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p>Nothing is called that.</p>}
    </Dialog>
  );
}
