import { useState, type KeyboardEvent, type ReactNode } from "react";
import type { Fault, Harm } from "../api";

interface Props {
  fault: Fault;
  harm: Harm;
  again: boolean; // it stands already, and is changed
  done: (h: Harm) => void;
  leave: () => void;
}

/** FaultForm asks where, how bad and when; everything has a usual answer. */
export function FaultForm({ fault, harm, again, done, leave }: Props): ReactNode {
  const [h, setHarm] = useState(harm);
  const { size } = fault;
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    leave();
  };
  return (
    <form
      className="toolbar draft"
      aria-label={fault.title}
      onKeyDown={onKeyDown}
      onSubmit={(e) => {
        e.preventDefault();
        done(h);
      }}
    >
      <b>{fault.title}</b>
      {fault.targets.length > 1 ? (
        <label>
          where{" "}
          <select value={h.target} onChange={(e) => setHarm({ ...h, target: e.target.value })}>
            {fault.targets.map((t) => (
              <option key={t}>{t}</option>
            ))}
          </select>
        </label>
      ) : (
        <span>{h.target}</span>
      )}
      {size && <Amount name={size.name} unit={size.unit} value={h.size / size.scale} least={size.least / size.scale} most={size.most / size.scale} set={(v) => setHarm({ ...h, size: v * size.scale })} />}
      <Amount name={fault.momentary ? "at" : "from"} unit="s" value={h.at} least={0} most={1800} set={(at) => setHarm({ ...h, at })} />
      {!fault.momentary && <Amount name="for" unit={h.for > 0 ? "s" : "s (0: for good)"} value={h.for} least={0} most={1800} set={(v) => setHarm({ ...h, for: v })} />}
      <button className="main danger" autoFocus>
        {again ? "Change it" : "Break it"}
      </button>
      <button type="button" onClick={leave}>
        Cancel
      </button>
      <p className="legend story">{fault.story}</p>
    </form>
  );
}

interface AmountProps {
  name: string;
  unit: string;
  value: number;
  least: number;
  most: number;
  set: (v: number) => void;
}

function Amount({ name, unit, value, least, most, set }: AmountProps): ReactNode {
  return (
    <label>
      {name} <input type="number" step="any" required min={least} max={most} value={Number(value.toPrecision(6))} onChange={(e) => set(Number(e.target.value))} /> {unit}
    </label>
  );
}
