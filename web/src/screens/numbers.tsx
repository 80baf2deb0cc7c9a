import { useEffect, useState, type ReactNode } from "react";
import type { Number } from "../api";
import { ask } from "../client";
import { Why } from "../parts/inspector";
import { go, useRoute } from "../route";
import { useStore } from "../store";

const shownAtOnce = 200;

/** Numbers are all estimates, each of which opens to what it is made of. */
export function Numbers(): ReactNode {
  const { query } = useRoute();
  const revision = useStore((s) => s.state?.revision);
  const [numbers, setNumbers] = useState<Number[]>([]);
  const find = query.get("find") ?? "";
  useEffect(() => {
    ask<Number[]>("/api/numbers").then(setNumbers, () => setNumbers([]));
  }, [revision]);
  const words = find.toLowerCase().split(/\s+/);
  const found = numbers.filter((n) => words.every((w) => n.id.toLowerCase().includes(w)));
  const exact = found.find((n) => n.id === find);
  const listed = exact ? [exact, ...found.filter((n) => n !== exact)] : found;
  return (
    <section className="screen text">
      <div className="toolbar">
        <label>
          Find <input type="search" value={find} placeholder="cost, orders-db, p99 …" onChange={(e) => go({ query: { find: e.target.value }, replace: true })} />
        </label>
        <p className="legend">
          {found.length} of {numbers.length} numbers. Each opens to its formula, its inputs and its source.
        </p>
      </div>
      <ul className="numbers wide" tabIndex={0} aria-label="Numbers">
        {listed.slice(0, shownAtOnce).map((n) => (
          <li key={n.id}>
            <details open={n === exact}>
              <summary>
                <span>{n.id}</span>
                <b>{n.text}</b>
              </summary>
              <Why n={n} />
            </details>
          </li>
        ))}
      </ul>
      {found.length > shownAtOnce && <p className="legend">The first {shownAtOnce} are shown.</p>}
    </section>
  );
}
