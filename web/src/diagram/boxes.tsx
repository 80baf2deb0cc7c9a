import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo, useContext, type ReactNode } from "react";
import { Icon } from "./icons";
import { select } from "../route";
import { unfold } from "../store";
import { ShownContext, type Shown } from "./shown";
import { copiesText, Pips, Stack } from "./standing";

export interface BoxData extends Record<string, unknown> {
  name: string;
  kind: string;
  figures: { name: string; text: string }[];
  replicas: number;
  parts: number;
  lines: number; // of the name
}

const Ends = (): ReactNode => (
  <>
    <Handle type="target" position={Position.Top} isConnectable={false} />
    <Handle type="source" position={Position.Bottom} isConnectable={false} />
  </>
);

// Names of more letters are set a little smaller where the whole is small, and those of many more have its row to themselves.
const [longest, whole] = [11, 13] as const;

const nothing: Shown = {};

/** PartBox is a component: name, kind, at most three figures, and how full it is. */
export const PartBox = memo(({ id, data, selected }: NodeProps): ReactNode => {
  const { name, kind, figures, replicas, lines } = data as BoxData;
  const shown = useContext(ShownContext).get(id.slice(2)) ?? nothing;
  const rows = (shown.figures ?? figures).slice(0, 3);
  const level = shown.level;
  const copies = copiesText(shown.copies, replicas);
  return (
    <>
      <div className={`box ${shown.state ?? ""}${selected ? " selected" : ""}`}>
        <div className="name">
          <Icon kind={kind} />
          <b className={`${name.length > longest ? "long" : ""}${name.length > whole ? " longer" : ""}${lines > 1 ? " two" : ""}`} title={`${name}, ${kind}`}>
            {name}
          </b>
          {shown.mark ? <span className={`mark ${shown.state ?? ""}`}>{shown.mark}</span> : copies && <span className="copies">{copies}</span>}
        </div>
        <div className="rows">
          {rows.length > 0
            ? rows.map((f) => (
                <span key={f.name} title={f.name}>
                  {f.text}
                </span>
              ))
            : <span className="kindname">{kind}</span>}
        </div>
        {level !== undefined && level !== null && (
          <span className={`foot${level >= 1 ? " over" : level >= 0.8 ? " near" : ""}`}>
            <span style={{ width: `${Math.min(100, 100 * level)}%` }} />
          </span>
        )}
        <Ends />
      </div>
      <Stack high={shown.queue ?? 0} />
      {shown.copies && <Pips copies={shown.copies} />}
    </>
  );
});

export const ActorBox = memo(({ data, selected }: NodeProps): ReactNode => {
  const { name, kind, lines } = data as BoxData;
  return (
    <div className={`box actor${selected ? " selected" : ""}`}>
      <div className="name">
        <Icon kind={kind} />
        <b className={lines > 1 ? "two" : ""} title={name}>
          {name}
        </b>
      </div>
      <Ends />
    </div>
  );
});

export const FoldedBox = memo(({ data }: NodeProps): ReactNode => {
  const { name, kind, parts, lines } = data as BoxData;
  return (
    <div className="box folded">
      <div className="name">
        <Icon kind={kind} />
        <b className={lines > 1 ? "two" : ""} title={name}>
          {name}
        </b>
      </div>
      <div className="rows">
        <span>{parts} parts, click to open</span>
      </div>
      <Ends />
    </div>
  );
});

export const BoundaryBox = memo(({ selected }: NodeProps): ReactNode => <div className={`boundary${selected ? " selected" : ""}`} />);

/**
 * Caption names a boundary and how far it is trusted; it stands where lines leave room, and above them where they do
 * not. It selects its boundary; one that was opened can be closed again.
 */
export const Caption = memo(({ id, data, selected }: NodeProps): ReactNode => {
  const { name, note, opened } = data as { name: string; note: string; opened: boolean };
  const boundary = id.slice(2);
  return (
    <div className="caption">
      <button className="nodrag nopan" onClick={() => select(`b:${boundary}`)} aria-pressed={selected}>
        {name}
        {note && <small> {note}</small>}
      </button>
      {opened && (
        <button className="nodrag nopan" onClick={() => unfold(boundary)} aria-label={`Close ${name}`} title="Draw it as one box again">
          −
        </button>
      )}
    </div>
  );
});
