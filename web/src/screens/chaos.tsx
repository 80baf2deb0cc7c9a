import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Broken, Design, Expected, Fault, Harm } from "../api";
import { Diagram } from "../diagram/diagram";
import type { Shown } from "../diagram/shown";
import { Export } from "../parts/export";
import { TrafficLegend } from "../diagram/traffic";
import { Transport } from "../parts/transport";
import { clock, mark, tone } from "../parts/words";
import { go, select, useRoute } from "../route";
import { breakIt, faultsOf, foresee, forget, useStore } from "../store";
import { Charts } from "./charts";
import { FaultForm } from "./faultform";
import { harmsAs, harmsIn, killing, named, said, usual, when } from "./harms";
import { flowingAt, rowAt, shownAt, usePlayer } from "./playback";
import "./chaos.css";

/** Chaos breaks what one clicks on: the same seed with and without the faults, laid over each other. */
export function Chaos({ design }: { design: Design }): ReactNode {
  const { selected, query } = useRoute();
  const broken = useStore((s) => s.broken);
  const working = useStore((s) => s.working?.what === "chaos");
  const content = useStore((s) => s.state?.content);
  const faults = useFaults(selected, content);
  const asked = query.get("break") ?? "";
  const failure = query.get("failure") ?? "";
  const harms = useMemo(() => harmsIn(asked), [asked]);
  const kill = useMemo(() => killing(faults, selected), [faults, selected]);
  useEffect(() => {
    if (harms.length > 0) void breakIt({ harms });
    else if (failure) void breakIt({ failure });
    else forget();
  }, [harms, failure, content]);
  useEffect(() => foresee(kill && !working ? { harms: [...harms, kill] } : null), [harms, kill, working]);
  useEffect(() => () => foresee(null), []);
  const history = useHistory({ asked, failure });

  const rows = broken?.rows ?? [];
  const marks = useMemo(() => marksOf(broken), [broken]);
  const player = usePlayer(broken, rows.length, Math.max(0, (broken?.starts ?? 0) - 3));
  const shown = useMemo(() => (broken ? shownAt(rows, player.at, broken.calm) : new Map<string, Shown>()), [broken, rows, Math.floor(player.at)]);
  const now = useRef({ rows, player });
  now.current = { rows, player };
  const flowing = useMemo(() => (broken ? flowingAt(design, () => rowAt(now.current.rows, now.current.player.at), () => now.current.player.playing) : null), [design, broken]);
  return (
    <section className="screen">
      <Breaking design={design} faults={faults} harms={harms} failure={failure} kill={kill} history={history} />
      <div className={`stage${broken ? " split" : ""}`}>
        <Diagram design={design} shown={shown} flowing={flowing} label={`${design.title} with faults`} />
        {broken && (
          <div className="side">
            <Outcome broken={broken} seek={player.seek} at={player.at} />
            <Charts rows={broken.rows} calm={broken.calm} player={player} marks={marks} component={selected.startsWith("c:") ? selected.slice(2) : ""} {...(broken.hurt[0] ? { first: broken.hurt[0].flow } : {})} />
          </div>
        )}
      </div>
      {broken ? (
        <Transport player={player} marks={marks} />
      ) : (
        <p className="empty">
          {working ? "Breaking it …" : "Click a part, a call, a zone or a region in the diagram, then choose what happens to it. What comes from outside stands in the list above: a spike of traffic, the loss of a region."}
        </p>
      )}
    </section>
  );
}

/** useFaults asks what can happen to what is selected; the list of before stands until the answer is there. */
function useFaults(selected: string, content: string | undefined): Fault[] {
  const [faults, setFaults] = useState<Fault[]>([]);
  useEffect(() => {
    let wanted = true;
    if (content !== undefined)
      faultsOf(selected, content).then(
        (f) => wanted && setFaults(f),
        () => wanted && setFaults([]),
      );
    return () => void (wanted = false);
  }, [selected, content]);
  return faults;
}

interface Chosen {
  asked: string;
  failure: string;
}

interface History {
  set: (to: Chosen) => void;
  undo: () => void;
}

/** useHistory changes what is broken, and takes the last change back; on this screen Ctrl+Z does that. */
function useHistory(now: Chosen): History {
  const past = useRef<Chosen[]>([]);
  const future = useRef<Chosen[]>([]);
  const put = (to: Chosen): void => go({ query: { break: to.asked, failure: to.failure } });
  const move = (from: Chosen[], to: Chosen[], otherwise?: Chosen): void => {
    const next = from.pop() ?? otherwise;
    if (!next) return;
    to.push(now);
    put(next);
  };
  const set = (to: Chosen): void => {
    past.current.push(now);
    future.current = [];
    put(to);
  };
  // A link that leads here brings its faults along: there is nothing before, but the last of them can go.
  const shorter = now.asked || now.failure ? { asked: harmsAs(harmsIn(now.asked).slice(0, -1)), failure: "" } : undefined;
  const undo = (): void => move(past.current, future.current, shorter);
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      const typing = e.target instanceof HTMLInputElement && e.target.type !== "range";
      if (!(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== "z" || typing) return;
      e.preventDefault();
      e.stopPropagation(); // the file stays as it is
      if (e.shiftKey) move(future.current, past.current);
      else undo();
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  });
  return { set, undo };
}

interface BreakingProps {
  design: Design;
  faults: Fault[];
  harms: Harm[];
  failure: string;
  kill: Harm | undefined;
  history: History;
}

/** Breaking chooses faults, changes them and takes them away. */
function Breaking({ design, faults, harms, failure, kill, history }: BreakingProps): ReactNode {
  const { selected } = useRoute();
  const [draft, setDraft] = useState<{ harm: Harm; at: number } | null>(null);
  useEffect(() => setDraft(null), [selected]);
  const set = (list: Harm[]): void => history.set({ asked: harmsAs(list), failure: "" });
  const drafted = draft && faults.find((f) => f.code === draft.harm.code);
  const leave = (): void => setDraft(null);
  return (
    <>
      <div className="toolbar">
        {kill && (
          <button className="main danger" onClick={() => set([...harms, kill])}>
            Kill {named(design, kill.target)}
          </button>
        )}
        <FaultList
          faults={faults}
          selected={selected}
          name={named(design, selected.slice(2))}
          choose={(f) => {
            const name = selected.slice(2);
            setDraft({ harm: usual(f, f.targets.includes(name) ? name : f.targets[0]!), at: -1 });
          }}
        />
        {design.failures.length > 0 && (
          <label>
            or one that it plans for{" "}
            <select value={failure} onChange={(e) => history.set({ asked: "", failure: e.target.value })}>
              <option value="">…</option>
              {design.failures.map((f) => (
                <option key={f.name} value={f.name} title={f.text}>
                  {f.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <Export view="chaos" />
      </div>
      {draft && drafted && (
        <FaultForm
          key={`${draft.at} ${harmsAs([draft.harm])}`}
          fault={drafted.targets.includes(draft.harm.target) ? drafted : { ...drafted, targets: [draft.harm.target, ...drafted.targets] }}
          harm={draft.harm}
          again={draft.at >= 0}
          leave={leave}
          done={(h) => {
            set(draft.at < 0 ? [...harms, h] : harms.map((other, i) => (i === draft.at ? h : other)));
            leave();
          }}
        />
      )}
      {(harms.length > 0 || failure) && (
        <ul className="toolbar faults" aria-label="Faults">
          {failure && <li className="legend">{design.failures.find((f) => f.name === failure)?.text}</li>}
          {harms.map((h, i) => (
            <li key={i} className="chip">
              <button onClick={() => setDraft({ harm: h, at: i })} title="Change this fault">
                {said(design, faults, h)} <small>{when(faults, h)}</small>
              </button>
              <button onClick={() => set(harms.filter((_, j) => j !== i))} title="Take this fault away" aria-label={`Take ${said(design, faults, h)} away`}>
                ×
              </button>
            </li>
          ))}
          <li>
            <TrafficLegend />
          </li>
          <li className="all">
            <button onClick={history.undo} title="Take the last step back (Ctrl+Z)">
              ↶ Take back
            </button>
            <button onClick={() => history.set({ asked: "", failure: "" })}>Mend everything</button>
          </li>
        </ul>
      )}
    </>
  );
}

/** FaultList is what can happen to what is selected, or to anything, by family. */
function FaultList({ faults, selected, name, choose }: { faults: Fault[]; selected: string; name: string; choose: (f: Fault) => void }): ReactNode {
  const fitting = faults.filter((f) => f.targets.length > 0 && !(selected.startsWith("b:") && f.code === "crash"));
  const families = [...new Set(fitting.map((f) => f.family))];
  return (
    <label>
      What happens{name && (
        <>
          {" "}
          to <b>{name}</b>
        </>
      )}{" "}
      <select value="" onChange={(e) => choose(fitting.find((f) => f.code === e.target.value)!)}>
        <option value="">choose …</option>
        {families.map((family) => (
          <optgroup key={family} label={family}>
            {fitting
              .filter((f) => f.family === family)
              .map((f) => (
                <option key={f.code} value={f.code} title={f.story}>
                  {f.title}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

/** marksOf are the moments at which faults begin and end. */
function marksOf(broken: Broken | null): { at: number; text: string; ends?: boolean }[] {
  return (broken?.spans ?? []).flatMap((s) => [{ at: s.starts, text: `${s.text} begins` }, ...(s.ends > s.starts ? [{ at: s.ends, text: `${s.text} is over`, ends: true }] : [])]);
}

/** Outcome is the verdict and the cascade as sentences, each of which leads to its moment. */
function Outcome({ broken, seek, at }: { broken: Broken; seek: (at: number) => void; at: number }): ReactNode {
  const last = broken.cascade.findLastIndex((e) => e.t <= at);
  return (
    <div className="outcome">
      <p className={`verdict ${tone(broken.outcome)}`}>
        <b>
          {mark(broken.outcome)} {broken.outcome}
        </b>
        {broken.why && `: ${broken.why}.`}
        {broken.recovery && `${broken.why ? " Everything" : ": everything"} holds again ${broken.recovery} after the first fault began.`}
      </p>
      {broken.expected.length > 0 && <Expectations all={broken.expected} />}
      {broken.hurt.length > 0 && (
        <ul className="hurt">
          {broken.hurt.map((h) => (
            <li key={h.flow}>
              <b>{h.flow}</b> {h.text}
            </li>
          ))}
        </ul>
      )}
      <ol className="cascade" aria-label="Cascade" tabIndex={0}>
        {broken.cascade.map((e, i) => (
          <li key={i} className={i === last ? "now" : i > last ? "later" : ""}>
            <button
              onClick={() => {
                seek(e.t);
                if (e.component) select(`c:${e.component}`);
              }}
            >
              <time>{clock(e.t)}</time> {e.text}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

// So many expectations stand above the cascade without pushing it out of sight.
const few = 4;

/** Expectations are what the design expects of a failure it plans for, and what came of it; all that were met may be folded. */
function Expectations({ all }: { all: Expected[] }): ReactNode {
  const met = all.filter((e) => e.verdict === "met").length;
  return (
    <details className="expected" open={met < all.length || all.length <= few}>
      <summary>
        {met} of {all.length} expectations met
      </summary>
      <ul aria-label="What the design expects">
        {all.map((e, i) => (
          <li key={i}>
            <span className={tone(e.verdict)}>
              <span aria-hidden="true">{mark(e.verdict)}</span> <span className="visually-hidden">{e.verdict} </span>
              {e.text}
            </span>{" "}
            <small>{e.value}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
