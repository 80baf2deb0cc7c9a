import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { Design, Played, Row } from "../api";
import { Diagram } from "../diagram/diagram";
import { TrafficLegend } from "../diagram/traffic";
import { Export } from "../parts/export";
import { Transport, type Mark } from "../parts/transport";
import { clock, count, mark, percent, seconds, tone } from "../parts/words";
import { go, select, useRoute } from "../route";
import { cancel, run, useStore } from "../store";
import { Charts, flowsOf } from "./charts";
import { usePlayback, usePlayer, type Player } from "./playback";
import { Requests } from "./waterfall";
import "./run.css";

const none: Row[] = [];

/** Run puts load on the design and plays back what it did. */
export function Run({ design }: { design: Design }): ReactNode {
  const { selected } = useRoute();
  const played = useStore((s) => s.played);
  const rows = played?.rows ?? none;
  const player = usePlayer(played, rows.length);
  const { shown, flowing } = usePlayback(design, rows, player);
  const marks = useMemo(() => (played?.moments ?? []).map((m) => ({ at: m.t, text: m.text, component: m.component, soft: true })), [played]);
  return (
    <section className="screen">
      <Load design={design} played={played} />
      <div className={`stage${played ? " split" : ""}`}>
        <Diagram design={design} shown={shown} flowing={flowing} label={`${design.title} under load`} />
        {played ? (
          <Side played={played} player={player} marks={marks} component={selected.startsWith("c:") ? selected.slice(2) : ""} />
        ) : (
          <Beginning design={design} />
        )}
      </div>
      {played && <Playing played={played} player={player} marks={marks} />}
    </section>
  );
}

/** Load is what is asked of the design; the address keeps it. */
function Load({ design, played }: { design: Design; played: Played | null }): ReactNode {
  const { query } = useRoute();
  const asked = query.get("load") ?? design.load;
  const [load, setLoad] = useState(asked);
  const [scale, setScale] = useState(query.get("scale") ?? "1");
  const [seed, setSeed] = useState(query.get("seed") ?? "1");
  const working = useStore((s) => (s.working?.what === "run" ? s.working : null));
  useEffect(() => {
    if (query.has("load") && !played) void run({ load, scale: Number(scale), seed: Number(seed) });
  }, []);
  useEffect(() => setLoad(asked), [asked]);
  const start = (): void => {
    go({ replace: true, query: { load, scale: scale === "1" ? null : scale, seed: seed === "1" ? null : seed } });
    void run({ load, scale: Number(scale), seed: Number(seed) });
  };
  return (
    <form
      className="toolbar"
      onSubmit={(e) => {
        e.preventDefault();
        start();
      }}
    >
      <label>
        Load{" "}
        <select value={load} onChange={(e) => setLoad(e.target.value)}>
          {design.loads.map((l) => (
            <option key={l}>{l}</option>
          ))}
        </select>
      </label>
      <label>
        times <input type="number" min="0.01" max="1000" step="any" required value={scale} onChange={(e) => setScale(e.target.value)} />
      </label>
      <label>
        Seed <input type="number" min="1" step="1" required value={seed} onChange={(e) => setSeed(e.target.value)} />
      </label>
      {working ? (
        <>
          <button type="button" onClick={cancel}>
            Stop
          </button>
          <span className="working">
            <progress max={1} value={working.progress?.done ?? 0} aria-label="Simulated" />
            {working.progress ? `${percent(working.progress.done)}, ${count(working.progress.events)} events` : "Simulating …"}
          </span>
        </>
      ) : (
        <button className="main">Run</button>
      )}
      {played && !working && (
        <p className="legend">
          {count(played.requests)} requests in {seconds(played.seconds)}, computed in {seconds(played.took)}
          {played.part && `; ${played.part}`}
        </p>
      )}
      {played && <TrafficLegend />}
      <Export view="run" />
    </form>
  );
}

/** Beginning stands where the charts will be. */
function Beginning({ design }: { design: Design }): ReactNode {
  const working = useStore((s) => s.working?.what === "run");
  return (
    <div className="side beginning">
      <h2>Put load on it</h2>
      <p>The simulator computes first, request by request; then it plays: traffic in proportion, queues that fill, retries, replicas that start, and what fails.</p>
      <ul>
        {design.loads.map((load) => (
          <li key={load}>
            <a
              href={`/run?load=${encodeURIComponent(load)}`}
              aria-disabled={working}
              onClick={(e) => {
                e.preventDefault();
                go({ query: { load, scale: null, seed: null } });
                void run({ load });
              }}
            >
              <b>{load}</b> {meant[load] ?? "a load that the design describes"}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <kbd>Space</kbd> plays and pauses, <kbd>,</kbd> <kbd>.</kbd> step by a second, <kbd>&lt;</kbd> <kbd>&gt;</kbd> by an event.
      </p>
    </div>
  );
}

const meant: Record<string, string> = { mean: "an ordinary hour", peak: "the busiest hour" };

const views = [
  ["charts", "Charts"],
  ["events", "Events"],
  ["request", "One request"],
] as const;

/** Side is what stands beside the diagram: the charts, what happened, or one request. The address says which. */
function Side({ played, player, marks, component }: { played: Played; player: Player; marks: Moment[]; component: string }): ReactNode {
  const { query } = useRoute();
  const view = views.find(([v]) => v === query.get("view"))?.[0] ?? "charts";
  const flows = useMemo(() => flowsOf(played.rows), [played]);
  const second = Math.floor(Math.min(player.at, played.rows.length - 1));
  return (
    <div className="side">
      <fieldset className="choice">
        <legend className="visually-hidden">Beside the diagram</legend>
        {views.map(([v, text]) => (
          <label key={v} className={v === view ? "on" : ""}>
            <input type="radio" name="view" checked={v === view} onChange={() => go({ query: { view: v === "charts" ? null : v } })} />
            {text}
          </label>
        ))}
      </fieldset>
      {view === "charts" && <Charts rows={played.rows} player={player} marks={marks} component={component} explain={(flow, second) => go({ query: { view: "request", flow, request: "max", second: String(second) } })} />}
      {view === "events" && <Moments marks={marks} player={player} />}
      {view === "request" && <Requests flows={flows} second={second} seek={player.seek} />}
    </div>
  );
}

interface Moment extends Mark {
  component: string;
}

/** Moments are what began and ended in the run; each leads to its second. */
function Moments({ marks, player }: { marks: Moment[]; player: Player }): ReactNode {
  const last = marks.findLastIndex((m) => m.at <= player.at);
  if (marks.length === 0) return <p className="legend">Nothing fills up, fails or is scaled in this run. Try a larger load.</p>;
  return (
    <ol className="cascade moments" aria-label="Events" tabIndex={0}>
      {marks.map((m, i) => (
        <li key={`${m.at} ${m.text}`} className={i === last ? "now" : i > last ? "later" : ""}>
          <button
            onClick={() => {
              player.seek(m.at);
              if (m.component) select(`c:${m.component}`);
            }}
          >
            <time>{clock(m.at)}</time> {m.text}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Playing is the run at hand: where in it one is, and what it says of the requirements. */
function Playing({ played, player, marks }: { played: Played; player: Player; marks: Mark[] }): ReactNode {
  return (
    <>
      <Transport player={player} marks={marks} />
      {played.limits.length > 0 && (
        <ul className="limits" aria-label="Requirements in this run" tabIndex={0}>
          {played.limits.map((l) => (
            <li key={`${l.name} ${l.about}`} className={tone(l.verdict)}>
              {mark(l.verdict)} <b>{l.about}</b> {l.text} <small>{l.demand}</small>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
