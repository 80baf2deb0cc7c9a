import { useEffect, useState, type ReactNode, type SyntheticEvent } from "react";
import type { Derivation } from "../api";
import { ask } from "../client";
import { go, useRoute } from "../route";
import { useStore } from "../store";
import { Dialog } from "./dialog";
import { Where } from "./where";
import "./why.css";

/** why asks, over whatever is shown, where a number comes from. The address keeps the question. */
export const why = (id: string): void => go({ query: { why: id } });

/** WhyButton is a number that can be asked where it comes from. */
export function WhyButton({ id, children }: { id: string; children: ReactNode }): ReactNode {
  return (
    <button type="button" className="link asks" title={`Where does ${id} come from?`} onClick={() => why(id)}>
      {children}
    </button>
  );
}

/** WhyDialog answers the question that the address holds. */
export function WhyDialog(): ReactNode {
  const { query } = useRoute();
  const id = query.get("why") ?? "";
  if (id === "") return null;
  return (
    <Dialog key={id} title={`Where ${id} comes from`} close={() => go({ replace: true, query: { why: null } })}>
      <div className="whyhead">
        <h2>{id}</h2>
        <button onClick={() => go({ screen: "numbers", query: { find: id, why: null } })}>Open in Numbers</button>
        <button onClick={() => go({ replace: true, query: { why: null } })}>Close</button>
      </div>
      <div className="whybox" tabIndex={0} role="region" aria-label={`Derivation of ${id}`}>
        <Derived id={id} />
      </div>
    </Dialog>
  );
}

/** Derived is where a number comes from, as a tree that opens step by step. */
export function Derived({ id }: { id: string }): ReactNode {
  const content = useStore((s) => s.state?.content);
  const [tree, setTree] = useState<Derivation | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    const own = new AbortController();
    ask<Derivation>(`/api/why?id=${encodeURIComponent(id)}`, undefined, own.signal).then(
      (d) => {
        setTree(d);
        setTrouble("");
      },
      (e: unknown) => !own.signal.aborted && setTrouble(e instanceof Error ? e.message : String(e)),
    );
    return () => own.abort();
  }, [id, content]);
  if (trouble) return <p className="bad">{trouble}</p>;
  if (!tree) return <p className="legend">…</p>;
  return (
    <div className="why">
      <About d={tree} />
      {tree.inputs.length > 0 && (
        <ul className="tree" aria-label={`What ${id} is made of`}>
          {tree.inputs.map((input) => (
            <li key={input.id + input.written}>
              <Input d={input} of={id} />
            </li>
          ))}
          {tree.more > 0 && <li className="legend">and {tree.more} more</li>}
        </ul>
      )}
    </div>
  );
}

/** About is what one step of a derivation says of itself. */
function About({ d }: { d: Derivation }): ReactNode {
  return (
    <>
      <p className="value">
        <b>{d.text}</b>
        {d.low && (
          <small>
            {" "}
            95% interval {d.low} to {d.high}
          </small>
        )}
      </p>
      {d.why && <p className="unsure">{d.why}</p>}
      {d.formula && <p className="formula">{d.formula}</p>}
      {d.written && (
        <p>
          <code>{d.written}</code>{" "}
          <Where at={d} />
        </p>
      )}
      {d.source && (
        <p>
          Source: {d.source}
          {d.as_of && `, ${d.as_of}`}
        </p>
      )}
      {d.holds && <p>Holds for: {d.holds}</p>}
    </>
  );
}

/** Input is one of what a number is made of; it opens to where it comes from itself. */
function Input({ d, of }: { d: Derivation; of: string }): ReactNode {
  if (!d.made || d.id === of)
    return (
      <div className="leaf">
        <p className="name">
          <span>{d.id}</span>
        </p>
        <About d={d} />
      </div>
    );
  return <NumberRow id={d.id} name={d.id} text={d.text} />;
}

interface RowProps {
  id: string;
  name: string;
  text: string;
  open?: boolean;
}

/** NumberRow is one number that opens to where it comes from; what it is made of is asked for only then. */
export function NumberRow({ id, name, text, open = false }: RowProps): ReactNode {
  const [asked, setAsked] = useState(open);
  return (
    <details open={open} onToggle={(e: SyntheticEvent<HTMLDetailsElement>) => e.currentTarget.open && setAsked(true)}>
      <summary>
        <span>{name}</span>
        <b>{text}</b>
      </summary>
      {asked && <Derived id={id} />}
    </details>
  );
}
