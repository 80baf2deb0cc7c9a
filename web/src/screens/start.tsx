import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Broken, Replay, State, Template } from "../api";
import { ask, pieces } from "../client";
import { Diagram } from "../diagram/diagram";
import { Thumb } from "../diagram/thumb";
import { Chart, type Series } from "../parts/chart";
import { Transport } from "../parts/transport";
import { clock, mark, percent, tone } from "../parts/words";
import { useStore } from "../store";
import { flowingAt, rowAt, shownAt, usePlayer } from "./playback";
import "./start.css";

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
      <Gallery title="Or from a finished design" of={templates.filter((t) => !t.outage)} begin={(template) => begin("/api/new", { template })} />
      <Gallery title="Or from an outage that others had" of={templates.filter((t) => t.outage)} begin={(template) => begin("/api/new", { template })} />
    </main>
  );
}

/** Gallery is finished designs to begin with, each with its picture. */
function Gallery({ title, of, begin }: { title: string; of: Template[]; begin: (name: string) => void }): ReactNode {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <div className="cards">
        {of.map((t) => (
          <button key={t.name} className="card" onClick={() => begin(t.name)}>
            <Thumb sketch={t.picture} />
            <b>{t.title}</b>
            <small>{t.summary}</small>
            <small className="kindname">{t.parts} parts</small>
          </button>
        ))}
      </div>
    </section>
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
      <Played key={String(mended)} replay={replay} run={shown} repair={() => setMended(true)} />
    </section>
  );
}

interface PlayedProps {
  replay: Replay;
  run: Broken;
  repair: () => void; // shows how it goes with the repair
}

// So long before the fault a replay begins.
const before = 3; // seconds

function Played({ replay, run, repair }: PlayedProps): ReactNode {
  const design = replay.design!;
  const player = usePlayer(run, run.rows.length, Math.max(0, run.starts - before));
  const shown = useMemo(() => shownAt(run.rows, player.at, run.calm), [run, Math.floor(player.at)]);
  const now = useRef(player);
  now.current = player;
  const flowing = useMemo(() => flowingAt(design, () => rowAt(run.rows, now.current.at), () => now.current.playing), [design, run]);
  const marks = useMemo(() => [{ at: run.starts, text: "the fault begins" }, ...(run.ends > 0 ? [{ at: run.ends, text: "the fault is over" }] : [])], [run]);
  const failing = useMemo(() => failuresOf(replay), [replay]);
  const last = run.cascade.findLastIndex((e) => e.t <= player.at);
  return (
    <>
      <div className="stage">
        <div className="scene">
          <Diagram design={design} shown={shown} flowing={flowing} label={design.title} />
          <Chart title="Requests that fail" {...failing} format={percent} at={player.at} follow={player.follow} marks={marks} onSeek={player.seek} />
        </div>
        <div className="side">
          <p>{replay.text}</p>
          <p className={`verdict ${tone(run.outcome)}`}>
            <b>
              {mark(run.outcome)} {run.outcome}
            </b>
            : {run.why}
          </p>
          {run === replay.as && replay.mended && (
            <button className="main" onClick={repair}>
              Show it with the repair
            </button>
          )}
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

/** failuresOf are the shares of requests that fail, second by second: as it went, and with the repair. */
function failuresOf(replay: Replay): { x: number[]; series: Series[] } {
  const shares = (run: Broken | null): (number | null)[] =>
    (run?.rows ?? []).map((r) => {
      const flows = Object.values(r.flows);
      const ended = flows.reduce((n, f) => n + f.failed + f.ok, 0);
      return ended === 0 ? null : flows.reduce((n, f) => n + f.failed, 0) / ended;
    });
  const series: Series[] = [{ name: "as it went", values: shares(replay.as), tone: "bad" }];
  if (replay.mended) series.push({ name: "with the repair", values: shares(replay.mended), tone: "second" });
  return { x: replay.as!.rows.map((r) => r.t), series };
}
