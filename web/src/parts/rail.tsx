import { useEffect, useState, type ReactNode } from "react";
import type { Approval, Opened, State, Step } from "../api";
import { go, useRoute } from "../route";
import { Where } from "./where";
import "./rail.css";

const forms: Record<string, string> = { empty: "○", started: "◐", complete: "●", approved: "✓" };

/** Rail is the sixteen steps on the left: how far each is, what is open in it, and who has signed. A narrow window has it as a drawer. */
export function Rail({ state }: { state: State }): ReactNode {
  const { query } = useRoute();
  const open = query.get("step") ?? "";
  const steps = state.design?.steps ?? [];
  const done = steps.filter((s) => s.state === "complete" || s.state === "approved").length;
  const approved = steps.filter((s) => s.state === "approved").length;
  return (
    <aside id="steps" className="rail" popover="auto" aria-label="Steps">
      <h2>Steps</h2>
      <p className="sum">
        {done} of {steps.length} complete
        {steps.some((s) => s.approvals.length > 0) && `, ${approved} approved`}
      </p>
      <ol>
        {steps.map((step) => (
          <Row key={step.key} step={step} open={open === step.key} />
        ))}
      </ol>
    </aside>
  );
}

function Row({ step, open }: { step: Step; open: boolean }): ReactNode {
  const dropped = step.approvals.some((a) => a.state === "dropped");
  const waiting = step.approvals.filter((a) => a.state === "missing").length;
  useEffect(() => {
    if (open) document.getElementById(`step-${step.key}`)?.scrollIntoView({ block: "nearest" });
  }, [open, step.key]);
  return (
    <li id={`step-${step.key}`}>
      <button aria-expanded={open} onClick={() => go({ replace: true, query: { step: open ? null : step.key } })} title={`${step.title}: ${step.state}${said(step)}`}>
        <span className={`form ${step.state}`} aria-hidden="true">
          {forms[step.state]}
        </span>
        <span className="title">{step.title}</span>
        <span className="visually-hidden">
          , {step.state}
          {said(step)}
        </span>
        {dropped ? (
          <span className="sign bad" aria-hidden="true">
            ✕✎
          </span>
        ) : (
          waiting > 0 && (
            <span className="sign" aria-hidden="true">
              ✎
            </span>
          )
        )}
        {step.open.length > 0 && <span className="open">{step.open.length}</span>}
      </button>
      {open && <Inside step={step} />}
    </li>
  );
}

/** said is what one hears of the approvals of a step. */
function said(step: Step): string {
  const count = (state: string): number => step.approvals.filter((a) => a.state === state).length;
  const [signed, dropped, missing] = [count("signed"), count("dropped"), count("missing")];
  return [signed > 0 ? `, ${signed} signed` : "", dropped > 0 ? `, ${dropped} dropped` : "", missing > 0 ? `, ${missing} to sign` : ""].join("");
}

function Inside({ step }: { step: Step }): ReactNode {
  return (
    <div className="inside">
      {step.open.length === 0 ? (
        <p>All {step.answered} questions are answered.</p>
      ) : (
        <ul aria-label={`Open in ${step.title}`}>
          {step.open.map((q) => (
            <li key={q.question}>
              <Question q={q} />
            </li>
          ))}
        </ul>
      )}
      {step.approvals.length > 0 && (
        <ul className="approvals" aria-label={`Approvals of ${step.title}`}>
          {step.approvals.map((a) => (
            <li key={a.who}>
              <Signed a={a} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

// How many of the parts that lack an answer are named one by one.
const named = 6;

/** Question is one that is open; its parts lead to the diagram, the rest to the line where the answer would stand. */
function Question({ q }: { q: Opened }): ReactNode {
  const others = q.missing.filter((m) => !q.parts.includes(m));
  return (
    <>
      <p>
        {q.question} {q.required && <b>needed</b>}
      </p>
      {others.length > 0 && <em>{others.join(", ")}</em>}
      {q.parts.slice(0, named).map((p) => (
        <button key={p} className="link" onClick={() => go({ screen: "overview", query: { sel: `c:${p}` } })}>
          {p}
        </button>
      ))}
      {q.parts.length > named && <em>and {q.parts.length - named} more</em>}
      <code>{q.type}</code>
      {q.line > 0 ? (
        <Where at={q} />
      ) : (
        <button className="link" onClick={() => go({ screen: "editor", query: { line: null } })}>
          Write it
        </button>
      )}
    </>
  );
}

const signs: Record<string, string> = { signed: "✓", dropped: "✕", missing: "✎" };

function Signed({ a }: { a: Approval }): ReactNode {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <p className={a.state}>
        <span aria-hidden="true">{signs[a.state]}</span> {a.state === "dropped" ? a.says.split(":")[0] : a.says}
      </p>
      {a.since.map((c) => (
        <code key={c}>{c}</code>
      ))}
      {a.type && (
        <>
          <code>{a.type}</code>
          <button className="link" onClick={() => void navigator.clipboard.writeText(a.type).then(() => setCopied(true))}>
            {copied ? "Copied" : "Copy"}
          </button>
        </>
      )}
    </>
  );
}
