import { useMemo, type ReactNode } from "react";
import { shown, type Shown } from "../editor/diff";
import "./difference.css";

const signs: Record<Shown["kind"], string> = { same: " ", old: "−", new: "+", gap: "⋯" };
const words: Record<Shown["kind"], string> = { same: "", old: "removed: ", new: "added: ", gap: "" };

/** Difference shows what changes from one text to another: lines that go with a minus, lines that come with a plus. */
export function Difference({ before, after, label }: { before: string; after: string; label: string }): ReactNode {
  const lines = useMemo(() => shown(before, after), [before, after]);
  return (
    <div className="difference" role="group" aria-label={label} tabIndex={0}>
      {lines.map((l, i) => (
        <div key={i} className={l.kind}>
          <span className="at" aria-hidden="true">
            {l.after || l.before || ""}
          </span>
          <span className="sign" aria-hidden="true">
            {signs[l.kind]}
          </span>
          <code>
            {words[l.kind] && <span className="visually-hidden">{words[l.kind]}</span>}
            {l.text}
          </code>
        </div>
      ))}
      {lines.length === 0 && <p>Both are the same.</p>}
    </div>
  );
}
