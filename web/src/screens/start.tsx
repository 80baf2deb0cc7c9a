import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Broken, Replay, State, Template } from "../api";
import { ask, pieces } from "../client";
import { Diagram } from "../diagram/diagram";
import { Transport } from "../parts/transport";
import { clock, mark, tone } from "../parts/words";
import { useStore } from "../store";
import { flowingAt, rowAt, shownAt, usePlayer } from "./playback";

const striking = "outages/facebook-2010";

/** Start is what stands where no design is yet: an outage that really ran, and ways to begin. */
export function Start(): ReactNode {
  const file = useStore((s) => s.state?.file);
  const [templates, setTemplates] = useState<Template[]>([]);
  const [trouble, setTrouble] = useState("");
  const picked = useRef<HTMLInputElement>(null);
  useEffect(() => {
    ask<Template[]>("/api/gallery").then(setTemplates, (e: Error) => setTrouble(e.message));
  }, []);
  const begin = (path: string, body: object): void => {
    ask<State>(path, body).catch((e: Error) => setTrouble(e.message)); // the page follows the file
  };
  return (
    <main className="start">
      <header>
        <h1>loadpath studio</h1>
        <p>
          There is no <code>{file}</code> yet. Watch what a design can tell before it is built, then begin your own.
        </p>
      </header>
      <Outage name={striking} />
      <section aria-label="Begin">
        <h2>Begin {file}</h2>
        {trouble && (
          <p className="bad" role="alert">
            {trouble}
          </p>
        )}
        <div className="cards">
          <button className="card" onClick={() => begin("/api/new", { template: "" })}>
            <b>An empty design</b>
            <small>One service, one database, and the questions that come first.</small>
          </button>
          <button className="card" onClick={() => picked.current?.click()}>
            <b>Import a file</b>
            <small>Compose, Kubernetes, OpenAPI, Structurizr, Mermaid, draw.io or Excalidraw.</small>
          </button>
          {templates.map((t) => (
            <button key={t.name} className="card" onClick={() => begin("/api/new", { template: t.name })}>
              <b>{t.title}</b>
              <small>{t.summary}</small>
              <small className="kindname">{t.outage ? "replay of an outage" : `finished design, ${t.parts} parts`}</small>
            </button>
          ))}
        </div>
        <input
          ref={picked}
          type="file"
          hidden
          aria-label="File to import"
          onChange={(e) => {
            const chosen = e.target.files?.[0];
            if (chosen) void chosen.text().then((text) => begin("/api/import", { name: chosen.name, text }));
          }}
        />
      </section>
    </main>
  );
}

/** Outage plays a replay as it went; the repair is one click away. */
function Outage({ name }: { name: string }): ReactNode {
  const [replay, setReplay] = useState<Replay | null>(null);
  const [mended, setMended] = useState(false);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    const own = new AbortController();
    void (async () => {
      try {
        for await (const piece of pieces("/api/replay", { template: name }, own.signal)) {
          if (piece.replay) setReplay(piece.replay);
          if (piece.trouble) setTrouble(piece.trouble);
        }
      } catch (e) {
        if (!own.signal.aborted) setTrouble(e instanceof Error ? e.message : String(e));
      }
    })();
    return () => own.abort();
  }, [name]);
  if (trouble) return <p className="bad">{trouble}</p>;
  if (!replay?.design || !replay.as) return <p className="waiting outage">Computing an outage …</p>;
  const shown = mended && replay.mended ? replay.mended : replay.as;
  return (
    <section className="outage" aria-label="An outage">
      <div className="toolbar">
        <h2>{replay.design.title}</h2>
        <fieldset className="choice">
          <legend className="visually-hidden">Which run</legend>
          {[false, true].map((m) => (
            <label key={String(m)} className={m === mended ? "on" : ""}>
              <input type="radio" name="run" checked={m === mended} onChange={() => setMended(m)} />
              {m ? "with the repair" : "as it went"}
            </label>
          ))}
        </fieldset>
      </div>
      <Played key={String(mended)} replay={replay} run={shown} />
    </section>
  );
}

function Played({ replay, run }: { replay: Replay; run: Broken }): ReactNode {
  const design = replay.design!;
  const player = usePlayer(run, run.rows.length, Math.max(0, run.starts - 10));
  const shown = useMemo(() => shownAt(run.rows, player.at, run.calm), [run, Math.floor(player.at)]);
  const now = useRef(player);
  now.current = player;
  const flowing = useMemo(() => flowingAt(design, () => rowAt(run.rows, now.current.at), () => now.current.playing), [design, run]);
  const marks = useMemo(() => [{ at: run.starts, text: "the fault begins" }, ...(run.ends > 0 ? [{ at: run.ends, text: "the fault is over" }] : [])], [run]);
  const last = run.cascade.findLastIndex((e) => e.t <= player.at);
  return (
    <>
      <div className="stage">
        <Diagram design={design} shown={shown} flowing={flowing} label={design.title} />
        <div className="side">
          <p>{replay.text}</p>
          <p className={`verdict ${tone(run.outcome)}`}>
            <b>
              {mark(run.outcome)} {run.outcome}
            </b>
            : {run.why}
          </p>
          <ol className="cascade" aria-label="Cascade" tabIndex={0}>
            {run.cascade.map((e, i) => (
              <li key={i} className={i === last ? "now" : i > last ? "later" : ""}>
                <button onClick={() => player.seek(e.t)}>
                  <time>{clock(e.t)}</time> {e.text}
                </button>
              </li>
            ))}
          </ol>
        </div>
      </div>
      <Transport player={player} marks={marks} />
    </>
  );
}
