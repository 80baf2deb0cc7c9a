import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Broken, Design, Fault } from "../api";
import { Diagram, type Shown } from "../diagram/diagram";
import { Export } from "../parts/export";
import { Transport } from "../parts/transport";
import { clock, count, mark, seconds, tone } from "../parts/words";
import { go, select, useRoute } from "../route";
import { breakIt, faultsOf, forget, useStore } from "../store";
import { Charts } from "./charts";
import { flowingAt, rowAt, shownAt, usePlayer } from "./playback";

/** Chaos breaks what one clicks on: the same seed with and without the faults, laid over each other. */
export function Chaos({ design }: { design: Design }): ReactNode {
  const { selected, query } = useRoute();
  const broken = useStore((s) => s.broken);
  const working = useStore((s) => s.working?.what === "chaos");
  const [faults, setFaults] = useState<Fault[]>([]);
  const state = useStore((s) => s.state);
  useEffect(() => {
    if (state) void faultsOf(state).then(setFaults, () => setFaults([]));
  }, [state?.revision]);
  const killed = useMemo(() => query.getAll("kill").join("\n").split("\n").filter(Boolean), [query]);
  const failure = query.get("failure") ?? "";
  const asked = killed.join("\n");
  useEffect(() => {
    if (asked) void breakIt({ inject: asked.split("\n") });
    else if (failure) void breakIt({ failure });
    else forget();
  }, [asked, failure, state?.revision]);

  const rows = broken?.rows ?? [];
  const marks = useMemo(() => (broken && broken.ends > 0 ? [{ at: broken.ends, text: "the fault ends" }] : []), [broken]);
  const player = usePlayer(broken, rows.length, Math.max(0, (broken?.starts ?? 0) - 3));
  const shown = useMemo(() => (broken ? shownAt(rows, player.at, broken.calm) : new Map<string, Shown>()), [broken, rows, Math.floor(player.at)]);
  const now = useRef({ rows, player });
  now.current = { rows, player };
  const flowing = useMemo(() => (broken ? flowingAt(design, () => rowAt(now.current.rows, now.current.player.at), () => now.current.player.playing) : null), [design, broken]);
  const name = selected.slice(2);
  const setKilled = (list: string[]): void => go({ query: { kill: list.join("\n"), failure: null } });
  return (
    <section className="screen">
      <div className="toolbar">
        <FaultChoice faults={faults} selected={selected} add={(f) => setKilled([...killed, f.inject])} />
        {design.failures.length > 0 && (
          <label>
            or one that it plans for{" "}
            <select value={failure} onChange={(e) => go({ query: { failure: e.target.value, kill: null } })}>
              <option value="">…</option>
              {design.failures.map((f) => (
                <option key={f.name} value={f.name} title={f.text}>
                  {f.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {killed.map((k, i) => (
          <button key={k + i} className="chip" onClick={() => setKilled(killed.filter((_, j) => j !== i))} title="Take this fault away">
            {short(k)} ×
          </button>
        ))}
        {(killed.length > 0 || failure) && <button onClick={() => go({ query: { kill: null, failure: null } })}>Mend everything</button>}
        <Export view="chaos" />
      </div>
      <div className={`stage${broken ? " split" : ""}`}>
        <Diagram design={design} shown={shown} flowing={flowing} label={`${design.title} with faults`} />
        {broken && (
          <div className="side">
            <Outcome broken={broken} seek={player.seek} at={player.at} />
            <Charts rows={broken.rows} calm={broken.calm} player={player} marks={marks} component={selected.startsWith("c:") ? name : ""} {...(broken.hurt[0] ? { first: broken.hurt[0].flow } : {})} />
          </div>
        )}
      </div>
      {broken ? (
        <Transport player={player} marks={[{ at: broken.starts, text: "the first fault begins" }, ...marks]} />
      ) : (
        <p className="empty">{working ? "Breaking it …" : "Click a part or a call in the diagram, then choose what happens to it."}</p>
      )}
    </section>
  );
}

/** short is an injection as one reads it: "crash: orders-db". */
const short = (inject: string): string => inject.replace(/^[[{]+/, "").replace(/[,}].*$/, "");

/** FaultChoice offers what can happen to the selected part. */
function FaultChoice({ faults, selected, add }: { faults: Fault[]; selected: string; add: (f: Fault) => void }): ReactNode {
  const name = selected.slice(2);
  const ends = selected.startsWith("l:") ? name.split(".") : [name];
  const fitting = faults.filter((f) => (selected.startsWith("l:") ? f.target === name || ends.every((e) => f.components.includes(e)) : f.components.includes(name)));
  if (selected === "" || selected.startsWith("a:")) return <p className="legend">Nothing is selected.</p>;
  return (
    <>
      {fitting
        .filter((f) => f.code === "crash")
        .slice(0, 1)
        .map((f) => (
          <button key={f.inject} className="main danger" onClick={() => add(f)}>
            Kill {name}
          </button>
        ))}
      <label>
        What happens to <b>{name}</b>{" "}
        <select value="" onChange={(e) => add(fitting[Number(e.target.value)]!)}>
          <option value="">choose …</option>
          {fitting.map((f, i) => (
            <option key={`${f.code} ${f.target}`} value={i}>
              {f.title}
              {f.target !== name ? ` (${f.target})` : ""}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Outcome is the verdict and the cascade as sentences, each of which leads to its moment. */
function Outcome({ broken, seek, at }: { broken: Broken; seek: (at: number) => void; at: number }): ReactNode {
  const last = broken.cascade.findLastIndex((e) => e.t <= at);
  return (
    <div className="outcome">
      <p className={`verdict ${tone(broken.outcome)}`}>
        <b>
          {mark(broken.outcome)} {broken.outcome}
        </b>{" "}
        {broken.why}
        {broken.recovery !== null && ` Everything holds again after ${seconds(broken.recovery)}.`}
      </p>
      {broken.hurt.length > 0 && (
        <ul className="hurt">
          {broken.hurt.map((h) => (
            <li key={h.flow}>
              <b>{h.flow}</b> {h.failed > 0 && `${count(Math.round(h.failed))} more requests failed`}
              {h.broken > 0 && `${h.failed > 0 ? ", " : ""}${seconds(h.broken)} out of its limits`}
            </li>
          ))}
        </ul>
      )}
      <ol className="cascade" aria-label="Cascade" tabIndex={0}>
        {broken.cascade.map((e, i) => (
          <li key={i} className={i === last ? "now" : i > last ? "later" : ""}>
            <button
              onClick={() => {
                seek(e.t);
                if (e.component) select(`c:${e.component}`);
              }}
            >
              <time>{clock(e.t)}</time> {e.text}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
