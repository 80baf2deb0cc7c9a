import type { ReactNode } from "react";
import type { Design } from "../api";
import { percent } from "../parts/words";
import { select } from "../route";

/** Cost is money a month by component, the dearest first. */
export function Cost({ design }: { design: Design }): ReactNode {
  const { cost } = design;
  return (
    <section className="screen text">
      <h2>{cost.month ? `${cost.month} a month` : "The cost is not known"}</h2>
      <p>
        {cost.per_1000 && `${cost.per_1000} for a thousand requests. `}
        {cost.why && (cost.month ? `Not in it: ${cost.why}.` : cost.why)} One witness: closed forms.
      </p>
      <table className="cost">
        <thead>
          <tr>
            <th scope="col">component</th>
            <th scope="col">a month</th>
            <th scope="col">share</th>
          </tr>
        </thead>
        <tbody>
          {cost.components.map((c) => (
            <tr key={c.component}>
              <th scope="row">
                <button className="link" onClick={() => select(`c:${c.component}`)}>
                  {c.component}
                </button>
              </th>
              <td>{c.text}</td>
              <td>
                <span className="share" style={{ width: `${Math.max(0.5, 60 * c.share)}%` }} /> {percent(c.share)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
