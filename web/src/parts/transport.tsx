import { useEffect, useRef, type ReactNode } from "react";
import { isTyping, speeds, type Player } from "../screens/playback";
import { clock } from "./words";

/** Mark is a moment of a run that has a name. */
export interface Mark {
  at: number; // seconds
  text: string;
  ends?: boolean; // something is over
  soft?: boolean; // it is no fault
}

/** Transport plays, pauses, steps by seconds and from mark to mark, and scrubs. */
export function Transport({ player, marks = [] }: { player: Player; marks?: Mark[] }): ReactNode {
  const scrub = useRef<HTMLInputElement>(null);
  const told = useRef<HTMLOutputElement>(null);
  const { follow, length } = player;
  useEffect(
    () =>
      follow((at) => {
        scrub.current!.value = at.toFixed(1);
        told.current!.textContent = `${clock(at)} / ${clock(length)}`;
      }),
    [follow, length],
  );
  const toMark = (way: 1 | -1): void => {
    const to = nextMark(marks, player.live(), way);
    player.seek(to ? to.at : way > 0 ? length : 0);
  };
  useMarkKeys(toMark);
  return (
    <div className="transport">
      <button onClick={player.toggle} aria-label={player.playing ? "Pause" : "Play"} title="Space">
        {player.playing ? "❚❚" : "▶"}
      </button>
      {marks.length > 0 && <Step name="One event back" keys="<" sign="«" go={() => toMark(-1)} />}
      <Step name="One second back" keys="," sign="‹" go={() => player.seek(Math.ceil(player.live()) - 1)} />
      <Step name="One second on" keys="." sign="›" go={() => player.seek(Math.floor(player.live()) + 1)} />
      {marks.length > 0 && <Step name="One event on" keys=">" sign="»" go={() => toMark(1)} />}
      <span className="scrub">
        <input ref={scrub} type="range" min={0} max={length} step={0.1} defaultValue={0} aria-label="Moment of the run" aria-valuetext={clock(player.at)} onChange={(e) => player.seek(Number(e.target.value))} />
        {marks.filter((m) => m.at < length).map((m) => <i key={`${m.at} ${m.text}`} className={m.ends ? "ends" : m.soft ? "soft" : ""} title={`${clock(m.at)} ${m.text}`} style={{ left: `${(100 * m.at) / length}%` }} />)}
      </span>
      <output ref={told} aria-live="off" />
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

const Step = ({ name, keys, sign, go }: { name: string; keys: string; sign: string; go: () => void }): ReactNode => (
  <button onClick={go} aria-label={name} title={`${name}: ${keys}`}>
    {sign}
  </button>
);

// Nearer than this is the mark at which one stands.
const near = 0.05;

/** nextMark is the mark before or behind a moment. */
function nextMark(marks: Mark[], at: number, way: 1 | -1): Mark | undefined {
  const inOrder = marks.toSorted((a, b) => a.at - b.at);
  return way > 0 ? inOrder.find((m) => m.at > at + near) : inOrder.findLast((m) => m.at < at - near);
}

/** useMarkKeys steps from mark to mark with < and >. */
function useMarkKeys(toMark: (way: 1 | -1) => void): void {
  const now = useRef(toMark);
  now.current = toMark;
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || (e.key !== "<" && e.key !== ">")) return;
      e.preventDefault();
      now.current(e.key === ">" ? 1 : -1);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
