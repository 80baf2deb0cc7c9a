import type { ReactNode } from "react";
import type { Design, Requirement, WhatIf as Answer } from "../api";
import { useStore } from "../store";
import { limit, mark, percent, tone } from "../parts/words";

/** Outcomes are all requirements and the cost, as the file has them and with changes, and whether a simulation agrees. */
export function Outcomes({ design, answer }: { design: Design; answer: Answer | null }): ReactNode {
  const trial = useStore((s) => s.trial);
  const working = useStore((s) => (s.working?.what === "review" ? s.working : null));
  const before = new Map(design.requirements.map((r) => [nameOf(r), r]));
  const heard = new Map(trial?.heard?.map((r) => [nameOf(r), r]));
  return (
    <section className="outcomes" aria-label="Requirements with changes" tabIndex={0}>
      <h2>Requirements</h2>
      {answer && (
        <p className="agrees" role="status">
          {trial?.heard ? <Agreement heard={trial.heard} /> : working ? `Simulating what you have set: ${percent(working.progress?.done ?? 0)}` : "Let go, and a simulation says whether it agrees."}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">in the file</th>
            <th scope="col">with changes</th>
          </tr>
        </thead>
        <tbody>
          {(answer?.requirements ?? design.requirements).map((r) => (
            <Row key={nameOf(r)} now={r} was={before.get(nameOf(r))} heard={heard.get(nameOf(r))} />
          ))}
          <tr className={answer && answer.cost.month !== design.cost.month ? "moved" : ""}>
            <th scope="row">cost a month</th>
            <td>{design.cost.month || "–"}</td>
            <td>{(answer?.cost.month ?? design.cost.month) || "–"}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

const nameOf = (r: Requirement): string => `${r.name} ${r.about}`;

function Row({ now, was, heard }: { now: Requirement; was: Requirement | undefined; heard: Requirement | undefined }): ReactNode {
  const moved = was?.estimate.text !== now.estimate.text;
  return (
    <tr className={moved ? "moved" : ""}>
      <th scope="row">
        {now.about} <small>{limit(now.demand)}</small>
      </th>
      <td>{was?.estimate.text || "–"}</td>
      <td>
        <span className={tone(now.estimate.verdict)}>{mark(now.estimate.verdict)}</span> {now.estimate.text || "–"} {moved && <Way was={was?.margin ?? null} now={now.margin} />}
        {heard?.simulate.text && (
          <small className={heard.disagree ? "bad" : ""}>
            {heard.disagree ? "≠" : "~"} {heard.simulate.text}
          </small>
        )}
      </td>
    </tr>
  );
}

/** Way says whether a requirement has more room than before, or less. */
function Way({ was, now }: { was: number | null; now: number | null }): ReactNode {
  if (was === null || now === null || was === now) return null;
  return <span className={now > was ? "good" : "bad"}>{now > was ? "▲ better" : "▼ worse"}</span>;
}

/** Agreement says whether both witnesses found the same of what was set. */
function Agreement({ heard }: { heard: Requirement[] }): ReactNode {
  const both = heard.filter((r) => r.estimate.text && r.simulate.text);
  const not = both.filter((r) => r.disagree);
  if (both.length === 0) return "There is nothing that a simulation could say.";
  if (not.length === 0) return <span className="good">✓ The simulation agrees on all {both.length} that both can see.</span>;
  return (
    <span className="bad">
      ≠ The simulation disagrees on {not.map((r) => r.about).join(", ")}; it agrees on {both.length - not.length} of {both.length}.
    </span>
  );
}
