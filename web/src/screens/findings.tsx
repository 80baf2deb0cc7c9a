import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Design, Finding, Fix } from "../api";
import { ask } from "../client";
import { Difference } from "../parts/difference";
import { Where } from "../parts/where";
import { useRoute } from "../route";
import { change, useStore } from "../store";

/** findingKey tells findings apart: which check, and where. The address asks for one by it. */
export const findingKey = (f: Finding): string => `${f.check} ${f.at}`;

/** Findings are what a good reviewer asks, with the line and what would mend it. */
export function Findings({ design }: { design: Design }): ReactNode {
  const open = design.findings.filter((f) => !f.waived);
  const waived = design.findings.filter((f) => f.waived);
  return (
    <section className="screen text">
      <h2>{open.length === 0 ? "No finding is open" : open.length === 1 ? "One finding is open" : `${open.length} findings are open`}</h2>
      {open.length === 0 && <p>The checks ask nothing of this design{waived.length > 0 && " but what is waived below"}.</p>}
      {open.map((f) => (
        <One key={findingKey(f)} f={f} />
      ))}
      {waived.length > 0 && <h2>Waived</h2>}
      {waived.map((f) => (
        <One key={findingKey(f)} f={f} />
      ))}
    </section>
  );
}

function One({ f }: { f: Finding }): ReactNode {
  const [looking, setLooking] = useState(false);
  const { query } = useRoute();
  const sought = query.get("finding") === findingKey(f);
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!sought) return;
    ref.current!.scrollIntoView({ block: "center" });
    ref.current!.focus({ preventScroll: true });
  }, [sought, query]);
  return (
    <article ref={ref} tabIndex={-1} aria-current={sought || undefined} className={`finding ${f.severity}`}>
      <h3>
        <span className="severity">{f.severity}</span> {f.title} <code>{f.at}</code>
      </h3>
      <p>{f.evidence}</p>
      {f.waived && <p>Waived: {f.waived}</p>}
      {f.fix && !looking && <pre>{f.fix}</pre>}
      {looking && <Preview f={f} close={() => setLooking(false)} />}
      <Where at={f} className="" />{" "}
      {f.written && !looking && <button onClick={() => setLooking(true)}>Preview the fix</button>}
    </article>
  );
}

/** Preview is what a fix would change in the file; Apply writes it, and undo takes it back. */
function Preview({ f, close }: { f: Finding; close: () => void }): ReactNode {
  const state = useStore((s) => s.state)!;
  const [fix, setFix] = useState<Fix | null>(null);
  const [refused, setRefused] = useState("");
  useEffect(() => {
    const own = new AbortController();
    ask<Fix>("/api/fix", { check: f.check, at: f.at }, own.signal).then(setFix, (e: Error) => !own.signal.aborted && setRefused(e.message));
    return () => own.abort();
  }, [f.check, f.at, state.content]);
  if (refused) return <p className="bad">No preview: {refused}</p>;
  if (!fix) return <p>Working out what changes …</p>;
  return (
    <div className="preview">
      <Difference before={state.text} after={fix.text} label={`What mends ${f.title}`} />
      <p className="legend">{fix.mends ? "With it the check asks no more." : "The check would still ask something."} Comments and everything else in the file stay as they are.</p>
      <button className="main" onClick={() => void change(fix.changes)}>
        Apply
      </button>{" "}
      <button onClick={close}>Not now</button>
    </div>
  );
}
