import type { ReactNode } from "react";
import type { Requirement, State } from "../api";
import { go, screens, useRoute, type Screen } from "../route";
import { redo, undo, useStore } from "../store";
import { mark, percent, tone, worstFirst } from "./words";

const titles: Record<Screen, string> = {
  overview: "Overview",
  run: "Run",
  chaos: "Chaos",
  whatif: "What if",
  compare: "Compare",
  numbers: "Numbers",
  cost: "Cost",
  findings: "Findings",
  document: "Document",
  editor: "Editor",
};

interface Props {
  state: State;
  onPalette: () => void;
  onKeys: () => void;
}

/** Header is what is always on top: which design, the screens, and every verdict. */
export function Header({ state, onPalette, onKeys }: Props): ReactNode {
  const { screen } = useRoute();
  const done = useStore((s) => s.done.length);
  const undone = useStore((s) => s.undone.length);
  return (
    <header>
      <div className="bar">
        {state.design && (
          <button className="steps" popoverTarget="steps" aria-label="Steps of the design" title="Steps of the design">
            ☰
          </button>
        )}
        <h1 title={state.design?.summary}>{state.design?.title ?? state.file}</h1>
        <nav aria-label="Screens">
          {screens.map((s) => (
            <a
              key={s}
              href={`/${s}`}
              aria-current={s === screen ? "page" : undefined}
              onClick={(e) => {
                if (e.ctrlKey || e.metaKey || e.shiftKey) return;
                e.preventDefault();
                go({ screen: s });
              }}
            >
              {titles[s]}
            </a>
          ))}
        </nav>
        <div className="tools">
          <button onClick={() => void undo()} disabled={done === 0} title="Take the last change back (Ctrl+Z)" aria-label="Undo">
            ↶
          </button>
          <button onClick={() => void redo()} disabled={undone === 0} title="Make it again (Ctrl+Shift+Z)" aria-label="Redo">
            ↷
          </button>
          <button onClick={onPalette} title="Find anything (Ctrl+K)" aria-label="Find anything">
            ⌕
          </button>
          <button onClick={onKeys} title="Keys (?)" aria-label="Keys">
            ?
          </button>
        </div>
      </div>
      {state.design && <Verdicts requirements={state.design.requirements} />}
    </header>
  );
}

/** Verdicts are all requirements, the worst first, with both witnesses once both were heard. */
function Verdicts({ requirements }: { requirements: Requirement[] }): ReactNode {
  const reviewed = useStore((s) => s.reviewed);
  const waiting = useStore((s) => s.working?.what === "review");
  const heard = new Map(reviewed?.requirements.map((r) => [`${r.name} ${r.about}`, r]));
  if (requirements.length === 0)
    return <p className="verdicts none">No quality requirement is written down: nothing can be met or broken.</p>;
  const seen = requirements.map((closed) => heard.get(`${closed.name} ${closed.about}`) ?? closed).sort(worstFirst);
  return (
    <ul className={`verdicts${waiting ? " waiting" : ""}`} aria-label="Requirements" tabIndex={0}>
      {seen.map((r) => (
        <li key={`${r.name} ${r.about}`} className={tone(r.verdict)} title={explained(r)}>
          <span className="mark" aria-hidden="true">
            {mark(r.verdict)}
          </span>
          <span className="what">
            <b>{r.about}</b>
            <span className="visually-hidden"> {r.verdict}</span>
            <small>
              {r.simulate.text || r.estimate.text || "not known"} of {r.demand.replace(/^at (most|least) /, "")}
            </small>
          </span>
          <Margin margin={r.margin} />
        </li>
      ))}
    </ul>
  );
}

function Margin({ margin }: { margin: number | null }): ReactNode {
  if (margin === null) return null;
  return <span className="margin">{margin < 0 ? `${percent(-margin)} over` : `${percent(margin)} left`}</span>;
}

function explained(r: Requirement): string {
  const lines = [`${r.name}: ${r.about} must be ${r.demand}; ${r.verdict}`];
  for (const [who, w] of [
    ["closed form", r.estimate],
    ["simulated", r.simulate],
  ] as const)
    if (w.heard) lines.push(`${who}: ${w.text || w.why}${w.low ? ` (${w.low} to ${w.high})` : ""}`);
  if (r.note) lines.push(r.note);
  return lines.join("\n");
}
