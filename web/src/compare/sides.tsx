import type { ReactNode } from "react";
import type { Choice, Sides } from "../api";

const kinds = [
  ["file", "The file"],
  ["variant", "Variants"],
  ["commit", "Commits"],
] as const;

interface Props {
  label: string;
  value: string;
  sides: Sides;
  onChange: (id: string) => void;
}

/** SidePicker chooses one side of a comparison: the file, a variant of it, or a commit. */
export function SidePicker({ label, value, sides, onChange }: Props): ReactNode {
  const known = sides.choices.some((c) => c.id === value);
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={(e) => onChange(e.target.value)}>
        {!known && <option value={value}>{value}</option>}
        {kinds.map(([kind, title]) => (
          <Group key={kind} title={title} choices={sides.choices.filter((c) => c.kind === kind)} />
        ))}
      </select>
    </label>
  );
}

function Group({ title, choices }: { title: string; choices: Choice[] }): ReactNode {
  if (choices.length === 0) return null;
  return (
    <optgroup label={title}>
      {choices.map((c) => (
        <option key={c.id} value={c.id}>
          {c.text}
        </option>
      ))}
    </optgroup>
  );
}
