import { useMemo, useRef, useState, type ReactNode } from "react";
import type { Design } from "../api";
import { Diagram } from "../diagram/diagram";
import { Transport } from "../parts/transport";
import { count, mark, seconds, tone } from "../parts/words";
import { useRoute } from "../route";
import { run, useStore } from "../store";
import { Charts } from "./charts";
import { flowingAt, rowAt, shownAt, usePlayer } from "./playback";

/** Run puts load on the design and plays back what it did. */
export function Run({ design }: { design: Design }): ReactNode {
  const { selected } = useRoute();
  const played = useStore((s) => s.played);
  const working = useStore((s) => s.working?.what === "run");
  const [load, setLoad] = useState(design.load);
  const [scale, setScale] = useState("1");
  const [seed, setSeed] = useState("1");
  const rows = played?.rows ?? [];
  const player = usePlayer(played, rows.length);
  const shown = useMemo(() => shownAt(rows, player.at), [rows, Math.floor(player.at)]);
  const now = useRef({ rows, player });
  now.current = { rows, player };
  const flowing = useMemo(() => (played ? flowingAt(design, () => rowAt(now.current.rows, now.current.player.at), () => now.current.player.playing) : null), [design, played]);
  return (
    <section className="screen">
      <form
        className="toolbar"
        onSubmit={(e) => {
          e.preventDefault();
          void run({ load, scale: Number(scale), seed: Number(seed) });
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
          times <input type="number" min="0.01" max="1000" step="any" value={scale} onChange={(e) => setScale(e.target.value)} />
        </label>
        <label>
          Seed <input type="number" min="1" step="1" value={seed} onChange={(e) => setSeed(e.target.value)} />
        </label>
        <button className="main" disabled={working}>
          {working ? "Simulating …" : "Run"}
        </button>
        {played && (
          <p className="legend">
            {count(played.requests)} requests in {played.seconds.toFixed(0)} s, {count(played.events)} events computed in {seconds(played.took)}
            {played.part && `; ${played.part}`}
          </p>
        )}
      </form>
      <div className={`stage${rows.length > 0 ? " split" : ""}`}>
        <Diagram design={design} shown={shown} flowing={flowing} label={`${design.title} under load`} />
        {rows.length > 0 && <Charts rows={rows} player={player} component={selected.startsWith("c:") ? selected.slice(2) : ""} />}
      </div>
      {played ? (
        <>
          <Transport player={player} />
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
      ) : (
        <p className="empty">Choose a load and press Run: the simulator computes first, then you can play, scrub and step through it.</p>
      )}
    </section>
  );
}
