import type { ReactNode } from "react";
import type { ComparedRow, Comparison, Differing } from "../api";
import { limit, mark, percent, tone } from "../parts/words";

/** Requirements are both sides in one table: in closed form, or as measured with the paired difference. */
export function Requirements({ diff, measured }: { diff: Differing; measured: Comparison | null }): ReactNode {
  if (!measured) return <Estimated diff={diff} />;
  const limits = measured.rows.filter((r) => r.limit !== "");
  const rest = measured.rows.filter((r) => r.limit === "");
  const widest = Math.min(1, Math.max(0.01, ...measured.rows.flatMap((r) => r.shares.map(Math.abs))));
  return (
    <>
      {limits.length > 0 && <Measured title="Requirements" rows={limits} of={measured} widest={widest} />}
      {rest.length > 0 && <Measured title="Flows and cost" rows={rest} of={measured} widest={widest} />}
    </>
  );
}

function Estimated({ diff }: { diff: Differing }): ReactNode {
  if (diff.verdicts.length === 0) return null;
  return (
    <table>
      <caption>Requirements</caption>
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col">limit</th>
          <th scope="col">{diff.left}</th>
          <th scope="col">{diff.right}</th>
        </tr>
      </thead>
      <tbody>
        {diff.verdicts.map((v) => (
          <tr key={v.about} className={v.left === v.right && v.left_verdict === v.right_verdict ? "same" : ""}>
            <th scope="row">{v.about}</th>
            <td>{limit(v.demand)}</td>
            <Cell text={v.left} verdict={v.left_verdict} />
            <Cell text={v.right} verdict={v.right_verdict} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Props {
  title: string;
  rows: ComparedRow[];
  of: Comparison;
  widest: number; // share at the ends of the small plots
}

function Measured({ title, rows, of, widest }: Props): ReactNode {
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col">{of.left}</th>
          <th scope="col">{of.right}</th>
          <th scope="col">difference, 95% interval</th>
          <th scope="col">
            <span className="visually-hidden">as shares, to </span>±{percent(widest)}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((r, i) => (
          <tr key={`${r.name} ${i}`}>
            <th scope="row">
              {r.name} {r.limit && <small>{r.limit}</small>}
            </th>
            <Cell text={r.left} verdict={r.left_verdict} />
            <Cell text={r.right} verdict={r.right_verdict} />
            <td className="difference">
              {r.change} {r.clear && <span className={r.better ? "winner" : "unclear"}>{r.clear}</span>}
            </td>
            <td>
              <Plot r={r} right={of.right} widest={widest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Plot is a difference as a share of the left side: its interval as a bar, its middle as a dot, none as a line. */
function Plot({ r, right, widest }: { r: ComparedRow; right: string; widest: number }): ReactNode {
  const [low, middle, high] = r.shares;
  if (low === undefined || middle === undefined || high === undefined) return null;
  const at = (share: number): number => 40 + 38 * Math.max(-1, Math.min(1, share / widest));
  const how = r.better === "" ? "none" : r.better === right ? "good" : "bad";
  return (
    <svg className={`interval ${how}`} viewBox="0 0 80 14" width="80" height="14" aria-hidden="true">
      <line className="zero" x1="40" x2="40" y1="0" y2="14" />
      <line className="range" x1={at(low)} x2={Math.max(at(high), at(low) + 1)} y1="7" y2="7" />
      {how === "none" ? <circle cx={at(middle)} cy="7" r="2.5" /> : <path d={`M${at(middle)} 2.5l4.5 4.5-4.5 4.5-4.5-4.5z`} />}
    </svg>
  );
}

function Cell({ text, verdict }: { text: string; verdict: string }): ReactNode {
  return (
    <td className={verdict ? tone(verdict) : ""}>
      {text || "–"} {verdict && mark(verdict)}
    </td>
  );
}
