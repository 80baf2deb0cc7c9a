import { useState, type KeyboardEvent, type ReactNode } from "react";
import { Dialog } from "./dialog";
import { useEntries, type Entry } from "./found";
import "./palette.css";

/** Palette finds by a few letters: screens, parts, calls, steps, findings, numbers, and how what is selected can break. */
export function Palette({ close }: { close: () => void }): ReactNode {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = useEntries(text);
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
        placeholder="A part, a number, a step, a fault, a screen …"
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
            <span>{e.name}</span> <small>{e.kind}</small>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p>Nothing is called that.</p>}
    </Dialog>
  );
}
