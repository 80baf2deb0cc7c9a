import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Requirement, Witness } from "../api";
import { useStore } from "../store";
import { lead, where } from "./where";
import { limit, mark, percent, tone, worstFirst } from "./words";
import "./verdicts.css";

/** Verdicts are all requirements, the worst first, each with its limit, what both witnesses found, and its margin. */
export function Verdicts({ requirements }: { requirements: Requirement[] }): ReactNode {
  const reviewed = useStore((s) => s.reviewed);
  const waiting = useStore((s) => s.working?.what === "review");
  const [all, setAll] = useState(false);
  const ref = useRef<HTMLUListElement>(null);
  const trial = useStore((s) => s.trial);
  const heard = new Map(reviewed?.requirements.map((r) => [`${r.name} ${r.about}`, r]));
  const seen = (trial?.requirements.slice() ?? requirements.map((closed) => heard.get(`${closed.name} ${closed.about}`) ?? closed)).sort(worstFirst);
  const hidden = useHidden(ref, seen.length, all);
  if (requirements.length === 0) return <p className="verdicts none">No quality requirement is written down: nothing can be met or broken.</p>;
  return (
    <div className="verdicts">
      <ul ref={ref} className={all ? "all" : ""} aria-label="Requirements">
        {seen.map((r, i) => (
          <Verdict key={`${r.name} ${r.about}`} r={r} waiting={waiting} hidden={i >= seen.length - hidden} />
        ))}
      </ul>
      {(hidden > 0 || all) && (
        <button aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "fewer" : rest(seen.slice(-hidden))}
        </button>
      )}
    </div>
  );
}

/** rest says what is not shown: how many, and whether they are all well. */
function rest(hidden: Requirement[]): string {
  const well = hidden.every((r) => mark(r.verdict) === "✓");
  return `${hidden.length} more${well ? ", met" : ""}`;
}

function Verdict({ r, waiting, hidden }: { r: Requirement; waiting: boolean; hidden: boolean }): ReactNode {
  const used = r.margin === null ? null : Math.min(1, Math.max(0, 1 - r.margin));
  return (
    <li className={tone(r.verdict)} title={explained(r)} inert={hidden}>
      <Named r={r} />
      <span className="limit">{limit(r.demand)}</span>
      <span className="witnesses">
        <Said form="=" who="closed form" w={r.estimate} demand={r.demand} />
        {r.note !== "one witness" && <Said form="~" who="simulated" w={r.simulate} demand={r.demand} waiting={waiting} />}
        {r.disagree && <span className="bad">≠ they disagree</span>}
      </span>
      {r.margin !== null && <span className="margin">{r.margin < 0 ? `${percent(-r.margin)} over` : `${percent(r.margin)} left`}</span>}
      {used !== null && (
        <span className="gauge" aria-hidden="true">
          <span style={{ width: `${100 * used}%` }} />
        </span>
      )}
    </li>
  );
}

/** Named is what a requirement is about, and leads to its line; in an included file there is none to lead to. */
function Named({ r }: { r: Requirement }): ReactNode {
  const name = (
    <>
      <span className="mark" aria-hidden="true">
        {mark(r.verdict)}
      </span>
      <b>{r.about}</b>
      <span className="visually-hidden">
        {" "}
        {r.verdict}
        {r.file && `, in ${where(r)}`}
      </span>
    </>
  );
  if (r.file) return <span className="named">{name}</span>;
  return (
    <a
      href={`/editor?line=${r.line}`}
      onClick={(e) => {
        e.preventDefault();
        lead(r);
      }}
    >
      {name}
    </a>
  );
}

/** Said is what one witness found: = is computed, ~ is drawn. */
function Said({ form, who, w, demand, waiting = false }: { form: string; who: string; w: Witness; demand: string; waiting?: boolean }): ReactNode {
  if (!w.text && !waiting) return null;
  const unit = /\/\w+$/.exec(demand)?.[0] ?? "";
  return (
    <span>
      <span className="form" aria-hidden="true">
        {form}
      </span>
      <span className="visually-hidden">{who} </span>
      {w.text ? w.text.replace(unit, "") : "…"}
    </span>
  );
}

function explained(r: Requirement): string {
  const lines = [`${r.name}: ${r.about} must be ${r.demand}; ${r.verdict}`];
  for (const [who, w] of [
    ["= closed form", r.estimate],
    ["~ simulated", r.simulate],
  ] as const)
    if (w.heard) lines.push(`${who}: ${w.text || w.why}${w.low ? ` (${w.low} to ${w.high})` : ""}`);
  if (r.disagree) lines.push("The witnesses disagree beyond their intervals.");
  if (r.note) lines.push(r.note);
  if (r.file) lines.push(`It stands in ${where(r)}.`);
  return lines.join("\n");
}

/** useHidden counts the items of a list that do not fit on the rows that it has; all shows every one. */
function useHidden(ref: { current: HTMLUListElement | null }, items: number, all: boolean): number {
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const list = ref.current;
    if (!list || all) return setHidden(0);
    const measure = (): void => {
      const bottom = list.getBoundingClientRect().bottom;
      setHidden([...list.children].filter((li) => li.getBoundingClientRect().top >= bottom).length);
    };
    const watch = new ResizeObserver(measure);
    watch.observe(list);
    for (const li of list.children) watch.observe(li);
    return () => watch.disconnect();
  }, [ref, items, all]);
  return hidden;
}
