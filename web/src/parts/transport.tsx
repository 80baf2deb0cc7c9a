import type { ReactNode } from "react";
import { speeds, type Player } from "../screens/playback";
import { clock } from "./words";

/** Transport plays, pauses, steps and scrubs. */
export function Transport({ player, marks = [] }: { player: Player; marks?: { at: number; text: string }[] }): ReactNode {
  return (
    <div className="transport">
      <button onClick={player.toggle} aria-label={player.playing ? "Pause" : "Play"} title="Space">
        {player.playing ? "❚❚" : "▶"}
      </button>
      <button onClick={() => player.seek(player.at - 1)} aria-label="One second back" title=",">
        ‹
      </button>
      <button onClick={() => player.seek(player.at + 1)} aria-label="One second on" title=".">
        ›
      </button>
      <span className="scrub">
        <input type="range" min={0} max={player.length} step={0.1} value={player.at} aria-label="Moment of the run" aria-valuetext={clock(player.at)} onChange={(e) => player.seek(Number(e.target.value))} />
        {marks.filter((m) => m.at < player.length).map((m) => <i key={m.text} title={m.text} style={{ left: `${(100 * m.at) / player.length}%` }} />)}
      </span>
      <output>
        {clock(player.at)} / {clock(player.length)}
      </output>
      <label>
        <span className="visually-hidden">Speed</span>
        <select value={player.speed} onChange={(e) => player.faster(Number(e.target.value))}>
          {speeds.map((s) => (
            <option key={s} value={s}>
              {s}×
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
