import { useEffect, useState, type ReactNode } from "react";
import type { CostSheet } from "../api";
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
        <p>{cost.why}: give components a <code>price</code>, a <code>runs-on</code>, or a <code>tech</code> that the catalogue knows.</p>
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
        <Bars cost={cost} way={way} />
        <div className="beside">
          {cost.years.length > 0 && <Years cost={cost} />}
          {cost.drivers.length > 0 && <Drivers cost={cost} />}
        </div>
      </div>
    </section>
  );
}

function Bars({ cost, way }: { cost: CostSheet; way: Way }): ReactNode {
  const classes = cost.classes.filter((c) => c.by === way);
  const widest = Math.max(1e-12, ...(way === "component" ? cost.parts : classes).map((b) => b.share));
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
        {way === "component" &&
          cost.parts.map((p) => (
            <tr key={p.component}>
              <th scope="row">
                <button className="link" onClick={() => select(`c:${p.component}`)}>
                  {p.component}
                </button>
              </th>
              <td>
                <WhyButton id={p.number}>{p.text}</WhyButton>
              </td>
              <Share share={p.share} widest={widest} />
            </tr>
          ))}
        {classes.map((c) => (
          <tr key={c.name}>
            <th scope="row">
              {c.name} <small>{c.parts.join(", ")}</small>
            </th>
            <td>{c.text}</td>
            <Share share={c.share} widest={widest} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Share({ share, widest }: { share: number; widest: number }): ReactNode {
  return (
    <td>
      <span className="share" style={{ width: `${Math.max(0.5, (78 * share) / widest)}%` }} /> {percent(share)}
    </td>
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
