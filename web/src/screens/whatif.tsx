import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Change, Design, Lever, Standing, WhatIf as Answer } from "../api";
import { ask } from "../client";
import { Diagram } from "../diagram/diagram";
import type { Shown } from "../diagram/shown";
import { overlaid } from "../diagram/overlays";
import { Export } from "../parts/export";
import { where } from "../parts/where";
import { go, useRoute } from "../route";
import { cancel, change, confirm, tryOut, useStore } from "../store";
import { changesOf, keyOf, turnsAs, turnsIn } from "./levers";
import { Outcomes } from "./outcomes";
import { Slider } from "./slider";
import "./whatif.css";

/** WhatIf turns the levers of the design: closed forms answer while one drags, a simulation when one lets go. */
export function WhatIf({ design }: { design: Design }): ReactNode {
  const { query } = useRoute();
  const content = useStore((s) => s.state?.content);
  const [levers, setLevers] = useState<Lever[] | null>(null);
  const [turned, setTurned] = useState<Record<string, number>>({});
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [trouble, setTrouble] = useState("");
  const [held, setHeld] = useState(false);
  useEffect(() => {
    setTurned({});
    setAnswer(null);
    ask<Lever[]>("/api/levers").then(
      (all) => {
        setLevers(all);
        const asked = turnsIn(query.get("turn") ?? "", all);
        setTurned(asked);
        if (Object.keys(asked).length > 0) void confirm(changesOf(all, asked));
      },
      (e: Error) => setTrouble(e.message),
    );
  }, [content]);
  useEffect(() => () => tryOut(null), []);
  const changes = useMemo(() => changesOf(levers ?? [], turned), [levers, turned]);
  useAnswer(changes, setAnswer, setTrouble);
  const shown = useMemo(() => shownBeside(design, answer), [design, answer]);

  const elsewhere = keptElsewhere(levers ?? [], changes);

  const now = useRef(changes);
  now.current = changes;
  const places = useRef(turned);
  places.current = turned;
  const turn = useCallback((key: string, value: number): void => {
    cancel(); // what was being confirmed is no longer asked
    setTurned((all) => ({ ...all, [key]: value }));
  }, []);
  const hold = useCallback((): void => setHeld(true), []);
  const release = useCallback((): void => {
    setHeld(false);
    go({ replace: true, query: { turn: now.current.length > 0 ? turnsAs(places.current) : null } });
    if (now.current.length > 0) void confirm(now.current);
    else tryOut(null);
  }, []);
  const back = (): void => {
    cancel();
    setTurned({});
    go({ replace: true, query: { turn: null } });
  };
  const keep = (): void => {
    go({ replace: true, query: { turn: null } });
    void change(changes);
  };
  return (
    <section className="screen">
      <div className="toolbar">
        <button className="main" disabled={changes.length === 0 || elsewhere !== ""} onClick={keep}>
          Keep {changes.length === 0 ? "" : changes.length === 1 ? "this change" : `these ${changes.length} changes`}
        </button>
        <button disabled={changes.length === 0} onClick={back}>
          Back to the file
        </button>
        <p className="legend">{trouble || elsewhere || "Closed forms answer while you drag; when you let go, a simulation says whether it agrees."}</p>
        <Export view="what-if" />
      </div>
      <div className="stage split">
        <Diagram design={design} shown={shown} label={`${design.title} with changes`} />
        <div className="side whatif">
          <h2>Levers</h2>
          {levers === null && !trouble && <p>Turning each a little to see what matters …</p>}
          {levers && <Levers levers={levers} turned={turned} held={held} turn={turn} hold={hold} release={release} />}
          <Outcomes design={design} answer={answer} />
        </div>
      </div>
    </section>
  );
}

/** keptElsewhere says which of the changes an included file would have to take, which is not written from here. */
function keptElsewhere(levers: Lever[], changes: Change[]): string {
  const others = levers.flatMap((l) => {
    const change = l.file ? changes.find((c) => c.path.join("/") === keyOf(l)) : undefined;
    return change ? [`${l.name} to ${change.value} (${where(l)})`] : [];
  });
  return others.length === 0 ? "" : `Keep writes no included file: set ${others.join(" and ")} yourself.`;
}

interface LeversProps {
  levers: Lever[];
  turned: Record<string, number>;
  held: boolean;
  turn: (key: string, value: number) => void;
  hold: () => void;
  release: () => void;
}

/** Levers are all sliders, those that matter most first; those that move no requirement are folded away. */
function Levers({ levers, turned, ...rest }: LeversProps): ReactNode {
  const slider = (l: Lever): ReactNode => <Slider key={keyOf(l)} lever={l} value={turned[keyOf(l)] ?? l.value} others={JSON.stringify(changesOf(levers, turned, keyOf(l)))} {...rest} />;
  const idle = levers.filter((l) => l.matters === "");
  return (
    <div className="levers" role="group" aria-label="Levers" tabIndex={-1}>
      {levers.filter((l) => l.matters !== "").map(slider)}
      {idle.length > 0 && (
        <details open={idle.length === levers.length}>
          <summary>{idle.length === levers.length ? "No lever moves a requirement here" : idle.length === 1 ? "One more moves no requirement here" : `${idle.length} more move no requirement here`}</summary>
          {idle.map(slider)}
        </details>
      )}
    </div>
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
        try {
          const answer = asked.length === 0 ? null : await ask<Answer>("/api/whatif", { changes: asked });
          tell(answer);
          tryOut(answer && { requirements: answer.requirements, status: answer.status, heard: null });
          trouble("");
        } catch (e) {
          trouble(e instanceof Error ? e.message : String(e));
        }
      }
      busy.current = false;
    })();
  }, [changes]);
}

/** shownBeside is what boxes show with changes: what has moved, from what to what. */
function shownBeside(design: Design, answer: Answer | null): Map<string, Shown> {
  if (!answer) return overlaid(design, "load");
  const now = new Map(answer.components.map((c) => [c.name, c]));
  const out = overlaid({ ...design, components: design.components.map((c) => ({ ...c, ...now.get(c.name) })) }, "load");
  for (const c of design.components) {
    const shown = out.get(c.name);
    const moved = movedIn(c, now.get(c.name));
    if (!shown || moved.length === 0) continue;
    shown.figures = moved;
    shown.state ||= "changed";
  }
  return out;
}

/** bare is a number without the unit that follows behind the other. */
const bare = (was: string, is: string): string => {
  const unit = /[^\d.,]+$/.exec(is)?.[0] ?? "";
  return unit !== "" && was.endsWith(unit) ? was.slice(0, -unit.length) : was;
};

function movedIn(before: Standing, after: Standing | undefined): { name: string; text: string }[] {
  return ["full", "takes", "in"].flatMap((name) => {
    const [was, is] = [before, after].map((c) => c?.figures.find((f) => f.name === name)?.text);
    return is !== undefined && was !== is ? [{ name, text: `${bare(was ?? "–", is)} → ${is}` }] : [];
  });
}
