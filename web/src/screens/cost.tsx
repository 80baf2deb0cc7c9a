import { useEffect, useState, type ReactNode } from "react";
import type { CostLine, CostSheet } from "../api";
import { ask } from "../client";
import { Export } from "../parts/export";
import { WhyButton } from "../parts/why";
import { percent } from "../parts/words";
import { go, select, useRoute } from "../route";
import { useStore } from "../store";
import "./cost.css";

const ways = ["component", "kind", "technology", "boundary"] as const;
type Way = (typeof ways)[number];

/** Cost is money a month: by component or by what they are, as it grows, and what it hangs on. */
export function Cost(): ReactNode {
  const { query } = useRoute();
  const content = useStore((s) => s.state?.content);
  const [cost, setCost] = useState<CostSheet | null>(null);
  const way = ways.find((w) => w === query.get("by")) ?? "component";
  useEffect(() => {
    const own = new AbortController();
    ask<CostSheet>("/api/cost", undefined, own.signal).then(setCost, () => undefined);
    return () => own.abort();
  }, [content]);
  if (!cost) return <p className="waiting">Adding it up …</p>;
  if (!cost.month)
    return (
      <section className="screen text">
        <h2>The cost is not known</h2>
        <p>{cost.why}</p>
      </section>
    );
  return (
    <section className="screen text money-screen">
      <div className="toolbar">
        <fieldset className="choice">
          <legend className="visually-hidden">Cost by</legend>
          {ways.map((w) => (
            <label key={w} className={w === way ? "on" : ""}>
              <input type="radio" name="by" checked={w === way} onChange={() => go({ query: { by: w }, replace: true })} />
              {w}
            </label>
          ))}
        </fieldset>
        <p className="legend">One witness: closed forms. Every amount can be asked why.</p>
        <Export view={`cost by ${way}`} />
      </div>
      <div className="sheet">
        <h2>
          <WhyButton id="cost.month">{cost.month}</WhyButton> a month
        </h2>
        <p>
          {cost.low && `95% interval ${cost.low} to ${cost.high}. `}
          {cost.uses.map((u) => `${u.text} for ${u.name}. `)}
          {cost.why && `Not in it: ${cost.why}.`}
        </p>
        <Bars parts={cost.parts} way={way} />
        <div className="beside">
          {cost.years.length > 0 && <Years cost={cost} />}
          {cost.drivers.length > 0 && <Drivers cost={cost} />}
        </div>
      </div>
    </section>
  );
}

interface Bar {
  name: string;
  value: number;
  share: number;
  parts: CostLine[];
}

const classOf: Record<Way, (p: CostLine) => string> = {
  component: (p) => p.component,
  kind: (p) => p.kind,
  technology: (p) => p.tech || "none named",
  boundary: (p) => p.in || "in none",
};

/** barsOf adds the parts up by a class, the dearest first. */
function barsOf(parts: CostLine[], way: Way): Bar[] {
  const out = new Map<string, Bar>();
  for (const p of parts) {
    const name = classOf[way](p);
    const bar = out.get(name) ?? { name, value: 0, share: 0, parts: [] };
    out.set(name, { name, value: bar.value + p.value, share: bar.share + p.share, parts: [...bar.parts, p] });
  }
  return [...out.values()].sort((a, b) => b.value - a.value);
}

const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumSignificantDigits: 4, minimumFractionDigits: 0 });

function Bars({ parts, way }: { parts: CostLine[]; way: Way }): ReactNode {
  const bars = barsOf(parts, way);
  const widest = Math.max(1e-12, ...bars.map((b) => b.share));
  return (
    <table className="cost">
      <thead>
        <tr>
          <th scope="col">{way}</th>
          <th scope="col">a month</th>
          <th scope="col">share of the whole</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((b) => (
          <tr key={b.name}>
            <th scope="row">
              {way === "component" ? (
                <button className="link" onClick={() => select(`c:${b.name}`)}>
                  {b.name}
                </button>
              ) : (
                <>
                  {b.name} <small>{b.parts.map((p) => p.component).join(", ")}</small>
                </>
              )}
            </th>
            <td>{way === "component" ? <WhyButton id={b.parts[0]!.number}>{b.parts[0]!.text}</WhyButton> : dollars.format(b.value)}</td>
            <td>
              <span className="share" style={{ width: `${Math.max(0.5, (78 * b.share) / widest)}%` }} /> {percent(b.share)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Years are the cost a month as the design grows. */
function Years({ cost }: { cost: CostSheet }): ReactNode {
  const most = Math.max(...cost.years.map((y) => y.value));
  return (
    <table className="years">
      <caption>As it grows</caption>
      <tbody>
        {cost.years.map((y) => (
          <tr key={y.year}>
            <th scope="row">year {y.year}</th>
            <td>
              <WhyButton id={y.number}>{y.text}</WhyButton>
            </td>
            <td>
              <span className="share" style={{ width: `${(96 * y.value) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Drivers are the guesses that move the sum most. */
function Drivers({ cost }: { cost: CostSheet }): ReactNode {
  return (
    <table className="drivers">
      <caption>What drives it: guesses that move the sum most, over their 95% intervals</caption>
      <thead>
        <tr>
          <th scope="col">guess</th>
          <th scope="col">as written</th>
          <th scope="col">a month</th>
        </tr>
      </thead>
      <tbody>
        {cost.drivers.map((d) => (
          <tr key={d.input}>
            <th scope="row">
              <WhyButton id={d.input}>{d.input}</WhyButton>
            </th>
            <td>{d.text}</td>
            <td>
              {d.down} to {d.up}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
