import type { ReactNode } from "react";
import type { State } from "../api";
import { go, screens, useRoute, type Screen } from "../route";
import { redo, undo, useStore } from "../store";
import { setTheme, useDark } from "./theme";
import { Verdicts } from "./verdicts";

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
  const done = useStore((s) => s.done.length > 0 || s.typing);
  const undone = useStore((s) => s.undone.length > 0 || s.again);
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
          <button onClick={() => void undo()} disabled={!done} title="Take the last change back (Ctrl+Z)" aria-label="Undo">
            ↶
          </button>
          <button onClick={() => void redo()} disabled={!undone} title="Make it again (Ctrl+Shift+Z)" aria-label="Redo">
            ↷
          </button>
          <Theme />
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

/** Theme turns the page light or dark; without it the page is as the system is. */
function Theme(): ReactNode {
  const other = useDark() ? "light" : "dark";
  return (
    <button onClick={() => setTheme(other)} title={`Turn the page ${other}`} aria-label={`Turn the page ${other}`}>
      ◐
    </button>
  );
}
