import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { Comparison, Design, Differing, Sides } from "../api";
import { Curves } from "../compare/curves";
import { Changes, Money } from "../compare/differences";
import { Requirements } from "../compare/requirements";
import { SidePicker } from "../compare/sides";
import { ask } from "../client";
import { Diagram } from "../diagram/diagram";
import type { Shown } from "../diagram/shown";
import { Export } from "../parts/export";
import { percent } from "../parts/words";
import { go, useRoute } from "../route";
import { cancel, compare, useStore } from "../store";
import "./compare.css";

/** Compare holds two designs against each other: what differs at once, and on demand what both do in paired runs. */
export function Compare({ design }: { design: Design }): ReactNode {
  const { query } = useRoute();
  const content = useStore((s) => s.state?.content);
  const sides = useAnswer<Sides>(`/api/sides?${content}`);
  const left = query.get("left") ?? sides.answer?.left ?? "";
  const right = query.get("right") ?? sides.answer?.right ?? "";
  if (sides.trouble) return <p className="empty">{sides.trouble}</p>;
  if (!sides.answer) return <p className="waiting">Looking for something to compare with …</p>;
  if (!left || !right) return <Nothing noGit={sides.answer.no_git} />;
  return <Compared design={design} sides={sides.answer} left={left} right={right} content={content ?? ""} />;
}

interface Props {
  design: Design;
  sides: Sides;
  left: string;
  right: string;
  content: string;
}

function Compared({ design, sides, left, right, content }: Props): ReactNode {
  const open = useStore((s) => s.open);
  const opened = open.map((b) => `&open=${encodeURIComponent(b)}`).join("");
  const { answer: diff, trouble } = useAnswer<Differing>(`/api/diff?left=${encodeURIComponent(left)}&right=${encodeURIComponent(right)}${opened}&of=${content}`);
  const [measured, setMeasured] = useState<Comparison | null>(null);
  const working = useStore((s) => (s.working?.what === "compare" ? s.working : null));
  useEffect(() => setMeasured(null), [left, right, content]);
  const drawn = useMemo(() => (diff ? { ...design, picture: diff.picture, components: diff.components } : design), [design, diff]);
  const changes = useMemo(() => new Map([...(diff?.boxes ?? []), ...(diff?.arrows ?? [])].map((c) => [c.id, c.change])), [diff]);
  const shown = useMemo(() => (diff ? shownOf(diff) : new Map<string, Shown>()), [diff]);
  return (
    <section className="screen compare">
      <form
        className="toolbar"
        onSubmit={(e) => {
          e.preventDefault();
          void compare({ left, right }, (p) => setMeasured(p.compared ?? null));
        }}
      >
        <SidePicker label="From" value={left} sides={sides} onChange={(id) => go({ query: { left: id, right }, replace: true })} />
        <button type="button" aria-label="Swap the sides" title="Swap the sides" onClick={() => go({ query: { left: right, right: left }, replace: true })}>
          ⇄
        </button>
        <SidePicker label="To" value={right} sides={sides} onChange={(id) => go({ query: { left, right: id }, replace: true })} />
        {working ? (
          <>
            <progress value={working.progress?.done ?? 0} aria-label="Replications">
              {percent(working.progress?.done ?? 0)}
            </progress>
            <button type="button" onClick={cancel}>
              Cancel
            </button>
          </>
        ) : (
          <button className="main" disabled={!diff}>
            Measure both
          </button>
        )}
        <p className="legend">
          <b className="added">+</b> added <b className="removed">−</b> removed <b className="changed">~</b> changed
        </p>
        <Export view={`${left.replace("git:", "")} to ${right.replace("git:", "")}`} />
      </form>
      {trouble && <p className="empty">{trouble}</p>}
      <div className="stage split">
        {diff ? <Diagram key={`${diff.left} ${diff.right} ${diff.picture.w} ${diff.picture.h}`} design={drawn} shown={shown} changes={changes} label={`${design.title}: what differs`} /> : <div className="diagram" />}
        <div className="side" tabIndex={0} role="region" aria-label="Differences">
          {diff && <Told diff={diff} measured={measured} />}
        </div>
      </div>
    </section>
  );
}

/** Told is the difference in words and numbers: of the closed forms, and of the runs once there are some. */
function Told({ diff, measured }: { diff: Differing; measured: Comparison | null }): ReactNode {
  return (
    <>
      <h2 className="says">
        <b>{measured ? measured.says : diff.says}</b>
      </h2>
      <p className="legend">
        {measured
          ? `${measured.under}. A side is better where the 95% interval of the paired difference excludes zero.`
          : "Closed forms. Measure both to run them in twelve paired replications, with the same random numbers."}
      </p>
      {measured?.notes.map((n) => (
        <p key={n} className="unsure">
          ≈ {n}
        </p>
      ))}
      {measured && measured.curves.length > 0 && <Curves c={measured} />}
      <Requirements diff={diff} measured={measured} />
      <Money diff={diff} />
      <Changes diff={diff} />
    </>
  );
}

/** Nothing says what to type when there is nothing to hold the file against. */
function Nothing({ noGit }: { noGit: string }): ReactNode {
  return (
    <section className="screen text">
      <h2>There is nothing to compare the file with yet</h2>
      <p>{noGit}</p>
      <p>Add a variant to the file, which says only what is different, and it can be chosen here:</p>
      <pre className="sample">{"variants:\n  twice-as-many:\n    components:\n      api: {replicas: 6}"}</pre>
      <p>Or put the file under version control; then every commit of it can be chosen:</p>
      <pre className="sample">{"git init\ngit add shop.yaml\ngit commit -m 'shop: as planned'"}</pre>
      <button onClick={() => go({ screen: "editor" })}>Open the editor</button>
    </section>
  );
}

const marks: Record<string, string> = { added: "+", removed: "−", changed: "~" };

function shownOf(diff: Differing): Map<string, Shown> {
  const changed = new Map(diff.boxes.map((b) => [b.id, b.change]));
  const names = new Map(diff.boxes.filter((b) => b.was !== "").map((b) => [b.id, b.was]));
  const moved = new Map(diff.moved.map((m) => [m.component, m.figures]));
  const out = new Map<string, Shown>();
  for (const c of diff.components) {
    const how = changed.get(`c:${c.name}`) as "added" | "removed" | "changed" | undefined;
    const was = names.get(`c:${c.name}`);
    const figures = was ? [{ name: "earlier name", text: `was ${was}` }] : moved.get(c.name)?.slice(0, 1) ?? (how ? c.figures : []);
    out.set(c.name, { state: how ?? "dim", mark: how ? marks[how]! : "", figures });
  }
  return out;
}

/** useAnswer asks whenever the question changes, and keeps the last answer until the next is there. */
function useAnswer<T>(path: string): { answer: T | null; trouble: string } {
  const [got, setGot] = useState<{ answer: T | null; trouble: string }>({ answer: null, trouble: "" });
  useEffect(() => {
    const own = new AbortController();
    ask<T>(path, undefined, own.signal).then(
      (answer) => setGot({ answer, trouble: "" }),
      (e: unknown) => !own.signal.aborted && setGot({ answer: null, trouble: e instanceof Error ? e.message : String(e) }),
    );
    return () => own.abort();
  }, [path]);
  return got;
}
