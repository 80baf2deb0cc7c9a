import { useState, type ReactNode } from "react";
import type { State, Step } from "../api";

const forms: Record<string, string> = { empty: "○", started: "◐", complete: "●", approved: "✓" };

/** Rail is the sixteen steps on the left: how far each is, and what is open in it. A narrow window has it as a drawer. */
export function Rail({ state }: { state: State }): ReactNode {
  const [open, setOpen] = useState("");
  return (
    <aside id="steps" className="rail" popover="auto" aria-label="Steps">
      <h2>Steps</h2>
      <ol>
        {state.design?.steps.map((step) => (
          <li key={step.key}>
            <button aria-expanded={open === step.key} onClick={() => setOpen(open === step.key ? "" : step.key)} title={`${step.title}: ${step.state}`}>
              <span className={`form ${step.state}`} aria-hidden="true">
                {forms[step.state]}
              </span>
              <span className="title">{step.title}</span>
              <span className="visually-hidden">, {step.state}</span>
              {step.open.length > 0 && <span className="open">{step.open.length}</span>}
            </button>
            {open === step.key && <Questions step={step} />}
          </li>
        ))}
      </ol>
    </aside>
  );
}

function Questions({ step }: { step: Step }): ReactNode {
  if (step.open.length === 0) return <p>All {step.answered} questions are answered.</p>;
  return (
    <ul>
      {step.open.map((q) => (
        <li key={q.question}>
          {q.question}
          {q.missing.length > 0 && <em> {q.missing.join(", ")}</em>}
          <code>{q.type}</code>
        </li>
      ))}
    </ul>
  );
}
