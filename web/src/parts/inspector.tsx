import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import type { Component, Design, Fact, Found, Link, Number } from "../api";
import { ask } from "../client";
import { go, select, useRoute } from "../route";
import { change, useStore } from "../store";
import { Where } from "./where";
import { NumberRow, WhyButton } from "./why";

/** Inspector shows whatever is selected: its facts to change, its numbers with why, what checks say. */
export function Inspector({ design }: { design: Design }): ReactNode {
  const { selected } = useRoute();
  const component = design.components.find((c) => `c:${c.name}` === selected);
  const link = design.links.find((l) => `l:${l.id}` === selected);
  if (!component && !link) return null;
  return (
    <aside className="inspector" aria-label="Selected">
      <button className="close" onClick={() => select("")} aria-label="Close">
        ×
      </button>
      {component && <OfComponent design={design} c={component} />}
      {link && <OfLink l={link} />}
    </aside>
  );
}

function OfComponent({ design, c }: { design: Design; c: Component }): ReactNode {
  const full = c.figures.find((f) => f.name === "full");
  return (
    <>
      <h2>{c.title || c.name}</h2>
      <p className="kind">
        <code>{c.name}</code> {c.kind}
        {c.tech && ` · ${c.tech}`}
      </p>
      <dl className="figures">
        {full && <Pair name="full" text={full.text} />}
        {c.time !== null && <Pair name="takes" number={`components.${c.name}.response.mean`} text={c.took} />}
        {c.uptime && <Pair name="up" number={`components.${c.name}.availability`} text={c.uptime} />}
        {c.cost !== null && <Pair name="a month" number={`cost.components.${c.name}`} text={c.price} />}
      </dl>
      <button onClick={() => go({ screen: "chaos", query: { sel: `c:${c.name}` } })}>Break it …</button>{" "}
      <Where at={c} className="" />
      <h3>Facts</h3>
      {c.file && <p>They stand in an included file; change them there.</p>}
      <div className="facts">
        {c.facts.map((f) => (
          <FactField key={f.path.join(".")} fact={f} />
        ))}
      </div>
      {c.findings.length > 0 && (
        <>
          <h3>Findings</h3>
          <ul className="findings">
            {c.findings.map((i) => (
              <li key={i}>
                <b>{design.findings[i]!.title}</b> {design.findings[i]!.evidence}
              </li>
            ))}
          </ul>
        </>
      )}
      <Numbers prefix={`components.${c.name}.`} />
    </>
  );
}

function OfLink({ l }: { l: Link }): ReactNode {
  return (
    <>
      <h2>
        {l.from} → {l.to}
      </h2>
      <p className="kind">
        {l.async ? "nobody waits for it" : "the caller waits"} · {l.rate || "rate not known"} · {l.flows.join(", ")}
      </p>
      <button onClick={() => go({ screen: "chaos", query: { sel: `l:${l.id}` } })}>Break it …</button> <Where at={l} className="" />
      <Numbers prefix={`links.${l.id}.`} />
    </>
  );
}

function Pair({ name, text, number = "" }: { name: string; text: string; number?: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{number ? <WhyButton id={number}>{text}</WhyButton> : text}</dd>
    </div>
  );
}

/** FactField is one scalar of the file; Enter writes it, and only it. */
function FactField({ fact }: { fact: Fact }): ReactNode {
  const [text, setText] = useState(fact.text);
  useEffect(() => setText(fact.text), [fact.text]);
  const save = (e: FormEvent): void => {
    e.preventDefault();
    if (text !== fact.text) void change([{ path: fact.path, value: text, delete: false }]);
  };
  return (
    <form onSubmit={save}>
      <label>
        <span>{fact.name}</span>
        <input value={text} onChange={(e) => setText(e.target.value)} onBlur={save} spellCheck={false} />
      </label>
    </form>
  );
}

/** Numbers are the computed numbers of one thing, each of which can be asked why. */
function Numbers({ prefix }: { prefix: string }): ReactNode {
  const content = useStore((s) => s.state?.content);
  const [numbers, setNumbers] = useState<Number[]>([]);
  useEffect(() => {
    const own = new AbortController();
    ask<Found>(`/api/numbers?prefix=${encodeURIComponent(prefix)}`, undefined, own.signal).then((f) => setNumbers(f.numbers), () => setNumbers([]));
    return () => own.abort();
  }, [prefix, content]);
  return (
    <>
      <h3>Numbers</h3>
      <ul className="numbers">
        {numbers.map((n) => (
          <li key={n.id}>
            <NumberRow id={n.id} name={n.id.slice(prefix.length)} text={n.text} />
          </li>
        ))}
      </ul>
    </>
  );
}
