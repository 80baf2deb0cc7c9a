import type { ReactNode } from "react";
import type { Differing, MoneyTurn, PartChange } from "../api";
import { Where } from "../parts/where";
import { WhyButton } from "../parts/why";
import { select } from "../route";

const marks: Record<string, string> = { added: "+", removed: "−", changed: "~", renamed: "~" };

/** Changes are the things of the design that came, went or say something else, and what follows from it. */
export function Changes({ diff }: { diff: Differing }): ReactNode {
  return (
    <>
      <h3>{diff.parts.length === 0 ? "Nothing stands otherwise in the design" : "What changed in the design"}</h3>
      <ul className="changes">
        {diff.parts.map((p) => (
          <li key={`${p.section} ${p.name} ${p.change}`}>
            <One p={p} />
          </li>
        ))}
      </ul>
      {diff.numbers.length > 0 && (
        <table>
          <caption>What follows</caption>
          <thead>
            <tr>
              <th scope="col">number</th>
              <th scope="col">{diff.left}</th>
              <th scope="col">{diff.right}</th>
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {diff.numbers.map((n) => (
              <tr key={n.id}>
                <th scope="row">
                  <WhyButton id={n.id}>{n.id}</WhyButton>
                </th>
                <td>{n.left}</td>
                <td>{n.right}</td>
                <td>{n.share === null ? "" : signed(n.share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Findings title="New findings" mark="+" all={diff.new_findings} />
      <Findings title="Findings that are gone" mark="−" all={diff.gone_findings} />
      {diff.unsigned.length > 0 && <p className="legend">The facts of these steps changed, which drops what was signed of them: {diff.unsigned.join(", ")}.</p>}
    </>
  );
}

const signed = (share: number): string => `${share > 0 ? "+" : ""}${(100 * share).toPrecision(3)}%`;

function One({ p }: { p: PartChange }): ReactNode {
  const name = p.section === "components" && p.change !== "removed" ? <button className="link" onClick={() => select(`c:${p.name}`)}>{p.name}</button> : <b>{p.name || p.section}</b>;
  return (
    <>
      <p>
        <b className={p.change} aria-hidden="true">
          {marks[p.change]}
        </b>{" "}
        {name} <small>{p.name ? `${p.section}, ${p.change}` : p.change}</small>
        <Where at={p} className="link line" />
      </p>
      {p.facts.length > 0 && (
        <ul>
          {p.facts.map((f) => (
            <li key={f}>
              <code>{f}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Findings({ title, mark, all }: { title: string; mark: string; all: string[] }): ReactNode {
  if (all.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="changes">
        {all.map((f) => (
          <li key={f}>
            {mark} {f}
          </li>
        ))}
      </ul>
    </>
  );
}

const equalParts = "Every other part costs the same.";

/** Money is what both cost a month, and by which parts that differs. */
export function Money({ diff }: { diff: Differing }): ReactNode {
  const turned = diff.costs.filter((c) => c.change !== "");
  const largest = Math.max(1e-12, ...turned.map((c) => Math.abs(c.share)));
  return (
    <table className="money">
      <caption>Cost a month, one witness</caption>
      <thead>
        <tr>
          <th scope="col">part</th>
          <th scope="col">{diff.left}</th>
          <th scope="col">{diff.right}</th>
          <th scope="col">difference</th>
        </tr>
      </thead>
      <tbody>
        {turned.map((c) => (
          <Row key={c.component} c={c} of={largest} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">the whole</th>
          <td>{diff.cost.left || "not known"}</td>
          <td>{diff.cost.right || "not known"}</td>
          <td>{diff.cost.change || (diff.cost.left && diff.cost.right ? "the same" : "not known")}</td>
        </tr>
        {turned.length < diff.costs.length && (
          <tr>
            <td colSpan={4} className="legend">
              {turned.length === 0 ? "Every part costs the same." : equalParts}
            </td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}

function Row({ c, of }: { c: MoneyTurn; of: number }): ReactNode {
  return (
    <tr>
      <th scope="row">{c.component}</th>
      <td>{c.left || "–"}</td>
      <td>{c.right || "–"}</td>
      <td>
        {c.change} <span className={`turn ${c.share > 0 ? "dearer" : "cheaper"}`} style={{ width: `${Math.max(2, (60 * Math.abs(c.share)) / of)}px` }} />
      </td>
    </tr>
  );
}
