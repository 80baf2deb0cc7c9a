import type { Completion as Option, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Diagnostic } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import type { Completion, Finding, Hover, Problem } from "../api";
import { ask } from "../client";
import { go } from "../route";
import { shown } from "./diff";
import { findingsAt } from "./findings";

// What the studio says while one types: it answers, the page shows.

const types: Record<string, string> = { key: "property", word: "enum", name: "variable", law: "function", fault: "event" };

// Behind a blank somebody may just be indenting; behind one of these he wants to write something.
const inviting = /(^|[:\-,{[>=*/+(]) ?$/;

/** complete offers what may be typed at the cursor. */
export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  if (!context.explicit && (before.trim() === "" || (/\s$/.test(before) && !inviting.test(before)))) return null;
  const text = context.state.doc.toString();
  const gone = new AbortController();
  context.addEventListener("abort", () => gone.abort());
  const found = await ask<Completion>("/api/complete", { text, offset: context.pos }, gone.signal).catch(() => null);
  if (!found) return null;
  const typed = text.slice(found.start, context.pos);
  const fitting = found.offers.filter((o) => o.kind === "key" || o.label !== typed); // what stands there already is no offer
  if (fitting.length === 0) return null;
  const options = fitting.map((o, i): Option => ({ label: o.label, apply: o.insert, detail: o.detail, type: types[o.kind] ?? "text", boost: -i / 1000, ...(o.doc ? { info: o.doc } : {}) }));
  const whole = new Set(found.offers.filter((o) => o.kind !== "key").map((o) => o.label));
  const validFor = (word: string): boolean => /^[\w./#-]*$/.test(word) && !whole.has(word); // else it is asked anew
  return { from: Math.min(found.start, context.pos), to: Math.max(found.end, context.pos), options, validFor };
}

const element = (tag: string, className: string, text = ""): HTMLElement => {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text) e.textContent = text;
  return e;
};

/** said draws what is said of a word: what it means, what may stand there, what is computed. */
function said(h: Hover): HTMLElement {
  const box = element("div", "said");
  box.append(element("b", "", h.title));
  if (h.value) box.append(element("p", "value", `= ${h.value}`));
  if (h.doc) box.append(element("p", "", h.doc));
  if (h.takes) box.append(element("p", "takes", h.takes.replaceAll("`", "")));
  const list = element("dl", "");
  for (const n of h.numbers) {
    const why = element("button", "link", n.id.replace(/^(components|flows|data|links)\.[^.]+(\.[^.]+(?=\.rate$))?\./, "").replace(/^cost\..*/, "cost a month"));
    why.title = `Why? ${n.formula}`;
    why.onclick = () => go({ screen: "numbers", query: { find: n.id } });
    const name = element("dt", "");
    name.append(why);
    list.append(name, element("dd", "", n.low ? `${n.text} (${n.low} to ${n.high})` : n.text));
  }
  if (h.numbers.length > 0) box.append(list);
  return box;
}

/** finds draws what a check asks, why, and what would mend it. */
function finds(f: Finding): HTMLElement {
  const box = element("div", `said finds ${f.severity}`);
  const title = element("p", "", `${f.severity} `);
  title.append(element("b", "", f.title));
  box.append(title, element("p", "", f.evidence));
  if (f.fix) box.append(element("pre", "mend", f.fix));
  return box;
}

async function tooltipAt(view: EditorView, offset: number): Promise<Tooltip | null> {
  const state = view.state;
  const found = await ask<Hover>("/api/hover", { text: state.doc.toString(), offset }).catch(() => null);
  const asked = findingsAt(state, offset);
  const word = found?.title ? found : null;
  if (!word && !asked) return null;
  const dom = element("div", "");
  if (word) dom.append(said(word));
  for (const f of asked?.all ?? []) dom.append(finds(f));
  return { pos: Math.min(word?.start ?? offset, asked?.from ?? offset), end: Math.max(word?.end ?? offset, asked?.to ?? offset), above: true, create: () => ({ dom }) };
}

const told = StateEffect.define<Tooltip | null>();

/** asked is the tooltip that the keyboard asked for; any change or move of the cursor closes it. */
const asked = StateField.define<Tooltip | null>({
  create: () => null,
  update: (before, tr) => {
    for (const e of tr.effects) if (e.is(told)) return e.value;
    return tr.docChanged || tr.selection ? null : before;
  },
  provide: (f) => showTooltip.from(f),
});

/** hovering says what a word means and what it comes to: under the mouse, or at the cursor with F1. */
export const hovering = [
  hoverTooltip((view, offset) => tooltipAt(view, offset), { hoverTime: 350 }),
  asked,
  keymap.of([
    {
      key: "F1",
      run: (view) => {
        void tooltipAt(view, view.state.selection.main.head).then((tip) => view.dispatch({ effects: told.of(tip) }));
        return true;
      },
    },
    {
      key: "Escape",
      run: (view) => {
        if (!view.state.field(asked)) return false;
        view.dispatch({ effects: told.of(null) });
        return true;
      },
    },
  ]),
];

/** diagnostic is a problem as the editor shows it, with what its fix would do and a button that does it. */
export function diagnostic(p: Problem, text: string): Diagnostic {
  const severity = p.severity === "info" || p.severity === "warning" ? p.severity : "error";
  const from = Math.min(p.start, text.length);
  const out: Diagnostic = { from, to: Math.min(Math.max(p.end, from), text.length), severity, source: p.code, message: p.help ? `${p.message}\n${p.help}` : p.message };
  if (p.fix.length === 0) return out;
  const after = p.fix.toReversed().reduce((t, e) => t.slice(0, e.start) + e.new + t.slice(e.end), text);
  out.renderMessage = () => {
    const box = element("div", "fixing");
    box.append(element("p", "", p.message));
    if (p.help) box.append(element("p", "help", p.help));
    for (const l of shown(text, after, 0)) if (l.kind === "old" || l.kind === "new") box.append(element("code", l.kind, `${l.kind === "old" ? "−" : "+"} ${l.text.trim()}`));
    return box;
  };
  out.actions = [
    {
      name: "Fix it",
      apply: (view, now) => {
        const shift = now - from; // what was typed above since
        view.dispatch({ changes: p.fix.map((e) => ({ from: e.start + shift, to: e.end + shift, insert: e.new })), userEvent: "input.fix" });
        view.focus();
      },
    },
  ];
  return out;
}
