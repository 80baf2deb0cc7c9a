import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { Comparison, Design } from "../api";
import { Diagram, type Shown } from "../diagram/diagram";
import { mark, tone } from "../parts/words";
import { compare, useStore } from "../store";

/** Compare holds the file against one of its variants, or against itself as it was committed. */
export function Compare({ design }: { design: Design }): ReactNode {
  const [against, setAgainst] = useState(design.variants[0] ?? "HEAD");
  const [seen, setSeen] = useState<Comparison | null>(null);
  const revision = useStore((s) => s.state?.revision);
  const working = useStore((s) => s.working?.what === "compare");
  useEffect(() => setSeen(null), [revision, against]);
  const shown = useMemo(() => {
    const out = new Map<string, Shown>();
    if (!seen) return out;
    const changed = new Map(seen.parts.map((p) => [p.component, p.change]));
    for (const c of design.components) {
      const how = changed.get(c.name) as "added" | "removed" | "changed" | undefined;
      out.set(c.name, { state: how ?? "dim", mark: how ?? "" });
    }
    return out;
  }, [seen, design]);
  return (
    <section className="screen">
      <form
        className="toolbar"
        onSubmit={(e) => {
          e.preventDefault();
          void compare({ against }, (p) => setSeen(p.compared ?? null));
        }}
      >
        <label>
          The file against{" "}
          <select value={against} onChange={(e) => setAgainst(e.target.value)}>
            {design.variants.map((v) => (
              <option key={v} value={v}>
                variant {v}
              </option>
            ))}
            <option value="HEAD">its last commit</option>
          </select>
        </label>
        <button className="main" disabled={working}>
          {working ? "Measuring …" : "Compare"}
        </button>
        <p className="legend">Both run with the same random numbers, so that differences are those of the designs.</p>
      </form>
      <div className={`stage${seen ? " split" : ""}`}>
        <Diagram design={design} shown={shown} label={`${design.title}: what differs`} />
        {seen && <Table c={seen} />}
      </div>
      {!seen && <p className="empty">Compare runs both in twelve paired replications; it takes some seconds.</p>}
    </section>
  );
}

function Table({ c }: { c: Comparison }): ReactNode {
  return (
    <div className="side" tabIndex={0} role="region" aria-label="Differences">
      <p>
        <b>{c.says}</b>
      </p>
      <ul className="parts">
        {c.parts.map((p) => (
          <li key={p.component}>
            <b>{p.component}</b> {p.change}
          </li>
        ))}
      </ul>
      <table>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">limit</th>
            <th scope="col">{c.left}</th>
            <th scope="col">{c.right}</th>
            <th scope="col">difference, 95% interval</th>
            <th scope="col">better</th>
          </tr>
        </thead>
        <tbody>
          {c.rows.map((r, i) => (
            <tr key={`${r.name} ${i}`}>
              <th scope="row">{r.name}</th>
              <td>{r.limit}</td>
              <Cell text={r.left} verdict={r.left_verdict} />
              <Cell text={r.right} verdict={r.right_verdict} />
              <td>{r.change}</td>
              <td>{r.better || "not clear"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ text, verdict }: { text: string; verdict: string }): ReactNode {
  return (
    <td className={verdict ? tone(verdict) : ""}>
      {text || "–"} {verdict && mark(verdict)}
    </td>
  );
}
