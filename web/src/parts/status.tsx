import type { ReactNode } from "react";
import { cancel, useStore } from "../store";
import { count, percent } from "./words";

const doing = { review: "Hearing both witnesses", run: "Simulating", trace: "Following a request", chaos: "Breaking it", compare: "Comparing" };

/** StatusLine is always there: the worst requirement, what is full first, money, findings, the last run. */
export function StatusLine(): ReactNode {
  const design = useStore((s) => s.state?.design);
  const reviewed = useStore((s) => s.reviewed);
  const played = useStore((s) => s.played);
  const broken = useStore((s) => s.broken);
  const working = useStore((s) => s.working);
  const linked = useStore((s) => s.linked);
  const trial = useStore((s) => s.trial);
  const status = trial?.status ?? reviewed?.status ?? design?.status;
  const last = broken ?? played;
  return (
    <footer aria-label="Status">
      {!linked && (
        <span className="bad" role="alert">
          ✕ The studio does not answer; trying again
        </span>
      )}
      {status && (
        <>
          <span>
            <b>Tightest</b> {status.worst || "no requirement has a margin"}
          </span>
          <span>
            <b>Full first</b> {status.saturates || "nothing is limited"}
          </span>
          <span>
            <b>Cost</b> {status.cost}
          </span>
          <span>
            <b>Findings</b> {status.open}
          </span>
        </>
      )}
      <span className="last" aria-live="polite">
        {working ? (
          <>
            {doing[working.what]} {working.progress ? `${percent(working.progress.done)}, ${count(working.progress.events)} events` : "…"}{" "}
            <button onClick={cancel}>Cancel</button>
          </>
        ) : last ? (
          `Last run: seed ${last.seed}, ${count(last.requests)} requests in ${last.seconds.toFixed(0)} s, ${count(last.events / Math.max(last.took, 1e-3))} events/s${last.part ? `, ${last.part}` : ""}`
        ) : reviewed ? (
          `Reviewed: ${count(reviewed.events)} events in ${reviewed.took.toFixed(1)} s`
        ) : (
          ""
        )}
      </span>
    </footer>
  );
}
