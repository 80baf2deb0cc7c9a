import { StateEffect, StateField, type EditorState } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { Finding } from "../api";

// What checks ask of the design, underlined where it stands: no mistakes, so F8 passes them by.

/** found puts findings into an editor, in place of those before. */
export const found = StateEffect.define<Finding[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, tr) => {
    for (const e of tr.effects) if (e.is(found)) return marked(e.value, tr.state.doc.length);
    return before.map(tr.changes);
  },
  provide: (f) => EditorView.decorations.from(f),
});

export const findings = [marks];

const marked = (all: Finding[], length: number): DecorationSet =>
  Decoration.set(
    all.filter((f) => !f.waived && f.start < f.end && f.end <= length).map((f) => Decoration.mark({ class: `cm-finding ${f.severity}`, of: f }).range(f.start, f.end)),
    true,
  );

/** Asked are findings at a place, and what they are underlined at. */
export interface Asked {
  from: number;
  to: number;
  all: Finding[];
}

/** findingsAt are the findings whose underline is at a place; null when there are none. */
export function findingsAt(state: EditorState, at: number): Asked | null {
  const asked: Asked = { from: at, to: at, all: [] };
  state.field(marks).between(at, at, (from, to, mark) => {
    asked.from = Math.min(asked.from, from);
    asked.to = Math.max(asked.to, to);
    asked.all.push((mark.spec as { of: Finding }).of);
  });
  return asked.all.length > 0 ? asked : null;
}
