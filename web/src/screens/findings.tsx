import type { ReactNode } from "react";
import type { Design, Finding } from "../api";
import { go } from "../route";

/** Findings are what a good reviewer asks, with the line and what to type. */
export function Findings({ design }: { design: Design }): ReactNode {
  const open = design.findings.filter((f) => !f.waived);
  const waived = design.findings.filter((f) => f.waived);
  return (
    <section className="screen text">
      <h2>{open.length === 0 ? "No finding is open" : open.length === 1 ? "One finding is open" : `${open.length} findings are open`}</h2>
      {open.map((f, i) => (
        <One key={i} f={f} />
      ))}
      {waived.length > 0 && <h2>Waived</h2>}
      {waived.map((f, i) => (
        <One key={i} f={f} />
      ))}
    </section>
  );
}

function One({ f }: { f: Finding }): ReactNode {
  return (
    <article className={`finding ${f.severity}`}>
      <h3>
        <span className="severity">{f.severity}</span> {f.title} <code>{f.at}</code>
      </h3>
      <p>{f.evidence}</p>
      {f.waived && <p>Waived: {f.waived}</p>}
      {f.fix && <pre>{f.fix}</pre>}
      {f.line > 0 && <button onClick={() => go({ screen: "editor", query: { line: String(f.line) } })}>Go to line {f.line}</button>}
    </article>
  );
}
