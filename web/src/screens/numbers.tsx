import { useEffect, useState, type ReactNode } from "react";
import type { Found } from "../api";
import { ask } from "../client";
import { NumberRow } from "../parts/why";
import { go, useRoute } from "../route";
import { useStore } from "../store";
import "./numbers.css";

/** Numbers are all estimates, each of which opens to what it is made of. The studio searches; the page has what is shown. */
export function Numbers(): ReactNode {
  const { query } = useRoute();
  const find = query.get("find") ?? "";
  const section = query.get("of") ?? "";
  const found = useFound(find, section);
  const sections = useFound(find, "")?.sections ?? [];
  return (
    <section className="screen text">
      <div className="toolbar">
        <label>
          Find <input type="search" value={find} placeholder="cost, orders-db, p99 …" onChange={(e) => go({ query: { find: e.target.value }, replace: true })} />
        </label>
        <fieldset className="choice">
          <legend className="visually-hidden">Numbers of</legend>
          {["", ...sections.map((s) => s.name)].map((s) => (
            <label key={s} className={s === section ? "on" : ""}>
              <input type="radio" name="section" checked={s === section} onChange={() => go({ query: { of: s }, replace: true })} />
              {s || "all"} <small>{s === "" ? sections.reduce((n, o) => n + o.numbers, 0) : sections.find((o) => o.name === s)?.numbers}</small>
            </label>
          ))}
        </fieldset>
        {found && (
          <p className="legend" role="status">
            {found.matched} of {found.all} numbers. Each opens to its formula, its inputs and its source.
          </p>
        )}
      </div>
      <ul className="numbers wide" tabIndex={0} aria-label="Numbers">
        {found?.numbers.map((n) => (
          <li key={n.id}>
            <NumberRow key={String(n.id === find)} id={n.id} name={n.id} text={n.text} open={n.id === find} />
          </li>
        ))}
      </ul>
      {found && found.matched > found.numbers.length && <p className="legend">The first {found.numbers.length} are shown; another word finds fewer.</p>}
    </section>
  );
}

/** useFound asks for the numbers that hold all words, of one section or of all. */
function useFound(find: string, section: string): Found | null {
  const content = useStore((s) => s.state?.content);
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    const own = new AbortController();
    ask<Found>(`/api/numbers?find=${encodeURIComponent(find)}&prefix=${section ? `${encodeURIComponent(section)}.` : ""}`, undefined, own.signal).then(setFound, () => {
      if (!own.signal.aborted) setFound(null);
    });
    return () => own.abort();
  }, [find, section, content]);
  return found;
}
