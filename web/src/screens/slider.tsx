import { memo, useEffect, useState, type CSSProperties, type ReactNode } from "react";
import type { Change, Lever } from "../api";
import { ask } from "../client";
import { tone } from "../parts/words";
import { keyOf, scaleOf, written } from "./levers";

interface Props {
  lever: Lever;
  value: number;
  others: string; // the changes of the other levers, as JSON
  held: boolean; // somebody drags one of the levers: what that moves comes before all tracks
  turn: (key: string, value: number) => void;
  hold: () => void;
  release: () => void;
}

// Keys that move a slider.
const moving = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/** Slider turns one lever. Its track shows where the requirements hold, once somebody comes near. */
export const Slider = memo(({ lever, value, others, held, turn, hold, release }: Props): ReactNode => {
  const [near, setNear] = useState(false);
  const scale = scaleOf(lever);
  const verdicts = useTrack(lever, others, near && !held);
  const changed = value !== lever.value;
  return (
    <label className={changed ? "changed" : ""} onPointerEnter={() => setNear(true)} onFocus={() => setNear(true)}>
      <span className="lever">
        {lever.name} <small>{verdicts ? holding(lever, verdicts) : lever.matters && `moves ${lever.matters}`}</small>
      </span>
      <span className="track">
        <input
          type="range"
          min={0}
          max={scale.max}
          value={scale.place(value)}
          aria-valuetext={written(lever, value)}
          onChange={(e) => turn(keyOf(lever), Number(e.target.value) === scale.place(lever.value) ? lever.value : scale.value(Number(e.target.value)))}
          onPointerDown={hold}
          onPointerUp={release}
          onPointerCancel={release}
          onKeyUp={(e) => moving.has(e.key) && release()}
        />
        <span className="strip" aria-hidden="true">
          {verdicts?.map((v, i) => <i key={i} className={v === "full" ? "bad" : tone(v)} />)}
        </span>
        <i className="stood" style={{ left: `${(100 * scale.place(lever.value)) / scale.max}%`, "--along": scale.place(lever.value) / scale.max } as CSSProperties} title={`in the file: ${lever.text}`} />
      </span>
      <output>
        {said(lever, written(lever, value))}
        {changed && <s>{said(lever, lever.text)}</s>}
      </output>
    </label>
  );
});

/** said is a value as it stands in the file; of a machine the provider is clear from its place. */
const said = (l: Lever, text: string): string => (l.choices.length > 0 ? text.replace(/^\w+\//, "") : text);

// So many values of a lever are asked, from end to end.
const samples = 13;

const placesOf = (l: Lever): number[] => {
  const { max } = scaleOf(l);
  const n = Math.min(samples, max + 1);
  return Array.from({ length: n }, (_, i) => (max * i) / (n - 1));
};

/** useTrack asks for the verdicts along a lever, the other levers as they are. */
function useTrack(lever: Lever, others: string, wanted: boolean): string[] | null {
  const [known, setKnown] = useState<{ others: string; verdicts: string[] } | null>(null);
  const fresh = known?.others === others;
  useEffect(() => {
    if (!wanted || fresh || lever.matters === "") return;
    const own = new AbortController();
    const values = placesOf(lever).map((p) => written(lever, scaleOf(lever).value(p)));
    ask<string[]>("/api/track", { changes: JSON.parse(others) as Change[], path: lever.path, values }, own.signal).then(
      (verdicts) => setKnown({ others, verdicts }),
      () => undefined, // a track without its colours is still a track
    );
    return () => own.abort();
  }, [lever, others, wanted, fresh]);
  return fresh ? known.verdicts : null;
}

const holds = (verdict: string): boolean => verdict !== "broken" && verdict !== "full";

/** holding says in words from where to where nothing breaks. */
function holding(l: Lever, verdicts: string[]): string {
  const places = placesOf(l);
  const at = (i: number): string => said(l, written(l, scaleOf(l).value(places[i]!)));
  const first = verdicts.findIndex(holds);
  const last = verdicts.findLastIndex(holds);
  if (first < 0) return "something breaks wherever it stands";
  if (first === 0 && last === verdicts.length - 1) return "nothing breaks wherever it stands";
  const about = l.whole && scaleOf(l).max < samples ? "" : "about ";
  if (first === 0) return `nothing breaks up to ${about}${at(last)}`;
  return last === verdicts.length - 1 ? `nothing breaks from ${about}${at(first)} on` : `nothing breaks from ${about}${at(first)} to ${at(last)}`;
}
