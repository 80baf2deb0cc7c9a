import type { ReactNode } from "react";
import type { Broken, Played } from "../api";
import { cancel, review, useStore } from "../store";
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
  const unheard = useStore((s) => s.state?.design && !s.state.stale && !s.reviewed && !s.trial && s.linked);
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
        ) : unheard ? (
          <>
            Closed forms only <button onClick={() => void review()}>Simulate too</button>
          </>
        ) : last ? (
          lastRun(last)
        ) : reviewed ? (
          `Reviewed: ${count(reviewed.events)} events in ${reviewed.took.toFixed(1)} s`
        ) : (
          ""
        )}
      </span>
    </footer>
  );
}

/** lastRun says what a run drew from, how much, and how fast. */
function lastRun(r: Played | Broken): string {
  const samples = r.requests > 0 ? `${count(r.requests)} requests in ` : "";
  const speed = r.events > 0 && r.took > 0 ? `${count(r.events / r.took)} events/s` : `${r.took.toFixed(1)} s of computing`;
  return `Last run: seed ${r.seed}, ${samples}${r.seconds.toFixed(0)} s, ${speed}${r.part ? `, ${r.part}` : ""}`;
}
