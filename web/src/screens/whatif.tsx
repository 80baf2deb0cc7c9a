import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Change, Design, Lever, WhatIf as Answer } from "../api";
import { ask } from "../client";
import { Diagram } from "../diagram/diagram";
import { overlaid } from "../diagram/overlays";
import { Export } from "../parts/export";
import { limit, mark, tone } from "../parts/words";
import { change, run, useStore } from "../store";

/** WhatIf turns the levers of the design: closed forms answer while one drags, a simulation when one lets go. */
export function WhatIf({ design }: { design: Design }): ReactNode {
  const revision = useStore((s) => s.state?.revision);
  const [levers, setLevers] = useState<Lever[] | null>(null);
  const [turned, setTurned] = useState<Record<string, number>>({});
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    setTurned({});
    setAnswer(null);
    ask<Lever[]>("/api/levers").then(setLevers, (e: Error) => setTrouble(e.message));
  }, [revision]);
  const changes = useMemo(() => changesOf(levers ?? [], turned), [levers, turned]);
  useAnswer(changes, setAnswer, setTrouble);
  const seen = answer ? { ...design, components: answer.components, requirements: answer.requirements } : design;
  const shown = useMemo(() => overlaid(seen, "load"), [answer, design]);
  const before = new Map(design.requirements.map((r) => [`${r.name} ${r.about}`, r]));
  return (
    <section className="screen">
      <div className="toolbar">
        <button className="main" disabled={changes.length === 0} onClick={() => void change(changes)}>
          Keep {changes.length === 0 ? "" : changes.length === 1 ? "this change" : `these ${changes.length} changes`}
        </button>
        <button disabled={changes.length === 0} onClick={() => setTurned({})}>
          Back to the file
        </button>
        <p className="legend">{trouble || "Closed forms answer while you drag; Run simulates what you have set. The levers that matter most come first."}</p>
        <Export view="what if" />
      </div>
      <div className="stage split">
        <Diagram design={seen} shown={shown} label={`${design.title} with changes`} />
        <div className="side">
          <h2>Levers</h2>
          {levers === null && !trouble && <p>Turning each a little to see what matters …</p>}
          <div className="levers">
            {levers?.map((l) => (
              <Slider
                key={l.path.join(".")}
                lever={l}
                value={turned[l.path.join(".")] ?? l.value}
                turn={(v) => setTurned({ ...turned, [l.path.join(".")]: v })}
                release={() => changes.length > 0 && void run({ changes })}
              />
            ))}
          </div>
          <h2>Requirements</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">what</th>
                <th scope="col">in the file</th>
                <th scope="col">with changes</th>
                <th scope="col">limit</th>
              </tr>
            </thead>
            <tbody>
              {seen.requirements.map((r) => (
                <tr key={`${r.name} ${r.about}`}>
                  <th scope="row">{r.about}</th>
                  <td>{before.get(`${r.name} ${r.about}`)?.estimate.text}</td>
                  <td className={tone(r.estimate.verdict)}>
                    {mark(r.estimate.verdict)} {r.estimate.text || "–"}
                  </td>
                  <td>{limit(r.demand)}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">cost</th>
                <td>{design.cost.month}</td>
                <td>{answer?.cost.month ?? design.cost.month}</td>
                <td />
              </tr>
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

/** useAnswer asks the closed forms whenever the changes change: one question at a time, always the newest next. */
function useAnswer(changes: Change[], tell: (a: Answer | null) => void, trouble: (t: string) => void): void {
  const waiting = useRef<Change[] | null>(null);
  const busy = useRef(false);
  useEffect(() => {
    waiting.current = changes;
    if (busy.current) return;
    busy.current = true;
    void (async () => {
      while (waiting.current) {
        const asked: Change[] = waiting.current;
        waiting.current = null;
        if (asked.length === 0) {
          tell(null);
          continue;
        }
        try {
          tell(await ask<Answer>("/api/whatif", { changes: asked }));
          trouble("");
        } catch (e) {
          trouble(e instanceof Error ? e.message : String(e));
        }
      }
      busy.current = false;
    })();
  }, [changes]);
}

function changesOf(levers: Lever[], turned: Record<string, number>): Change[] {
  return levers.flatMap((l) => {
    const to = turned[l.path.join(".")];
    return to === undefined || to === l.value ? [] : [{ path: l.path, value: written(l, to), delete: false }];
  });
}

/** written is a value in the words of the file: with its unit. */
export function written(l: Lever, value: number): string {
  if (l.share) return `${Number((100 * value).toPrecision(3))}%`;
  const scale = l.value / Number(l.text.slice(0, l.text.length - l.unit.length));
  return `${Number((value / scale).toPrecision(3))}${l.unit}`;
}

const steps = 200;

/** Slider turns one lever; its scale is logarithmic, except for shares. */
function Slider({ lever, value, turn, release }: { lever: Lever; value: number; turn: (v: number) => void; release: () => void }): ReactNode {
  const along = lever.share ? (value - lever.low) / (lever.high - lever.low) : Math.log(value / lever.low) / Math.log(lever.high / lever.low);
  const at = (p: number): number => {
    const v = lever.share ? lever.low + p * (lever.high - lever.low) : lever.low * (lever.high / lever.low) ** p;
    return lever.whole ? Math.max(1, Math.round(v)) : v;
  };
  const changed = value !== lever.value;
  return (
    <label className={changed ? "changed" : ""}>
      <span className="lever">
        {lever.name} <small>{lever.matters && `moves ${lever.matters}`}</small>
      </span>
      <input
        type="range"
        min={0}
        max={steps}
        value={Math.round(along * steps)}
        aria-valuetext={written(lever, value)}
        onChange={(e) => turn(at(Number(e.target.value) / steps))}
        onPointerUp={release}
        onKeyUp={release}
      />
      <output>
        {written(lever, value)}
        {changed && <s>{lever.text}</s>}
      </output>
    </label>
  );
}
