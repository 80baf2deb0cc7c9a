import { redo, redoDepth, undo } from "@codemirror/commands";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec, Transaction, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import type { Checked, Design, Finding, Problem, State } from "../api";
import { ask } from "../client";
import { Diagram } from "../diagram/diagram";
import { overlaid } from "../diagram/overlays";
import { edits, merged } from "../editor/diff";
import { found } from "../editor/findings";
import { diagnostic } from "../editor/language";
import { boxAt, placeOf } from "../editor/place";
import { forget, setup } from "../editor/setup";
import { Inspector } from "../parts/inspector";
import { Split } from "../parts/split";
import { where } from "../parts/where";
import { go, useRoute } from "../route";
import { clash, idle, lastBy, opened, redoWritten, rewrite, undoWritten, unsaved, useStore } from "../store";
import "./editor.css";

const pause = 200; // milliseconds after the last key until the text is checked

/** Base is the text of the file that was typed into. */
interface Base {
  text: string;
  revision: string;
  elsewhere: number; // of the store, when it arrived
  turned: number;
}

// What was typed, and its history, outlive the screen; what the editor is connected to is made anew.
let kept: { editor: EditorState; base: Base } | null = null;
const wires = new Compartment();

/** Editor is the text of the file beside its diagram; Ctrl+S writes it. */
export default function Editor(): ReactNode {
  const state = useStore((s) => s.state)!;
  const box = useRef<HTMLDivElement>(null);
  const text = useText(box, state);
  const { checked, dirty, behind } = text;
  const [side, setSide] = useState<"text" | "diagram">("text");
  const { query } = useRoute();
  const line = query.get("line");
  useEffect(() => {
    if (line) setSide("text"); // where the line is
  }, [line]);
  const errors = checked.problems.filter((p) => p.severity === "error").length;
  return (
    <section className="screen">
      <div className="toolbar">
        <button className="main" disabled={!dirty} onClick={text.save}>
          Save
        </button>
        <p className="legend" role="status">
          {dirty ? "Not saved (Ctrl+S)." : "As on the disk."} {errors === 0 ? "The design checks." : `${errors} ${errors === 1 ? "error" : "errors"}.`} {asked(findingsOf(checked))}
        </p>
        {behind && (
          <button className="chip" onClick={text.compare}>
            The disk has another text …
          </button>
        )}
        <fieldset className="choice sides">
          <legend className="visually-hidden">Shown</legend>
          {(["text", "diagram"] as const).map((s) => (
            <label key={s} className={s === side ? "on" : ""}>
              <input type="radio" name="side" checked={s === side} onChange={() => setSide(s)} />
              {s}
            </label>
          ))}
        </fieldset>
      </div>
      <div className={`written ${side}`}>
        <Split name="editor" label="Width of the text">
          <div ref={box} className="editor" />
          <Beside design={checked.design} stale={errors > 0} />
        </Split>
      </div>
    </section>
  );
}

/** asked says how many findings are open. */
function asked(findings: Finding[]): string {
  const open = findings.filter((f) => !f.waived).length;
  return open === 0 ? "" : open === 1 ? "One finding." : `${open} findings.`;
}

/** Beside is the diagram of the text as it is typed, with what is selected in it. */
function Beside({ design, stale }: { design: Design | null; stale: boolean }): ReactNode {
  const saved = useStore((s) => s.state?.design ?? null);
  const shown = useMemo(() => (design ? overlaid(design, "load") : new Map()), [design]);
  return (
    <div className={`pictured${stale ? " stale" : ""}`}>
      {design ? <Diagram design={design} shown={shown} label={`Diagram of ${design.title}${stale ? ", as it was last readable" : ""}`} /> : <p className="waiting">The diagram comes when the text can be read.</p>}
      {stale && design && <p className="behind">As it was when the text could last be read.</p>}
      {saved && <Inspector design={saved} />}
    </div>
  );
}

interface Text {
  checked: Read;
  dirty: boolean;
  behind: boolean; // the disk has a text that was put off
  save: () => void;
  compare: () => void;
}

/** Read is what is known of the text, and the last design that it was. */
interface Read {
  problems: Problem[];
  design: Design | null;
  fresh: boolean; // the design is of this text
}

const readOf = (state: State): Read => ({ problems: state.problems, design: state.design, fresh: !state.stale });

const findingsOf = (read: Read): Finding[] => (read.fresh ? (read.design?.findings ?? []) : []);

/** useText keeps an editor in a box and the file together. */
function useText(box: RefObject<HTMLDivElement | null>, state: State): Text {
  const elsewhere = useStore((s) => s.elsewhere);
  const taken = useStore((s) => s.taken);
  const turned = useStore((s) => s.turned);
  const open = useStore((s) => s.open);
  const view = useRef<EditorView | null>(null);
  const base = useRef<Base>(kept?.base ?? baseOf(state, elsewhere, turned));
  const [checked, setChecked] = useState<Read>(() => (({ ...readOf(state), fresh: !state.stale && (kept?.editor.doc.toString() ?? state.text) === state.text })));
  const [dirty, setDirty] = useState(false);
  const [behind, setBehind] = useState(false);
  const shownOnce = useRef(""); // the revision on the disk that a conflict was shown about

  const compare = (): void => clash({ disk: state, base: base.current.text, mine: textOf(view.current!), typed: true });
  const latest = useRef({ state, open });
  latest.current = { state, open };

  const mark = (editor: EditorView): void => {
    const differs = textOf(editor) !== base.current.text;
    setDirty(differs);
    unsaved(differs, redoDepth(editor.state) > 0);
  };
  const save = (): void => {
    const editor = view.current!;
    const text = textOf(editor);
    const { text: before, revision } = base.current;
    if (text !== before) void rewrite(text, before, revision);
  };

  useEffect(() => {
    let timer = 0;
    let slow = pause;
    const check = async (editor: EditorView): Promise<void> => {
      const text = textOf(editor);
      const began = performance.now();
      const query = latest.current.open.map((b) => `open=${encodeURIComponent(b)}`).join("&");
      const read = await ask<Checked>(`/api/check?${query}`, { text }).catch(() => null);
      slow = Math.max(pause, 2 * (performance.now() - began)); // a large file is asked about less often
      if (read && view.current === editor && textOf(editor) === text)
        setChecked((c) => ({ problems: read.problems, design: read.design ?? c.design, fresh: read.design !== null }));
    };
    const own = [
      keys({ save, undo: (e) => void back(e, base), redo: (e) => void forth(e, base) }),
      EditorView.updateListener.of((u) => {
        if (u.docChanged) {
          mark(u.view);
          clearTimeout(timer);
          timer = window.setTimeout(() => void check(u.view), slow);
        }
        if (u.selectionSet && u.transactions.some((t) => t.isUserEvent("select"))) follow(u.state);
      }),
    ];
    const editor = new EditorView({
      parent: box.current!,
      state: kept ? kept.editor.update({ effects: wires.reconfigure(own) }).state : EditorState.create({ doc: state.text, extensions: [wires.of(own), setup] }),
    });
    view.current = editor;
    mark(editor);
    opened({ undo: () => typedUndo(editor, base.current), redo: () => redo(editor) });
    if (textOf(editor) !== state.text) void check(editor);
    return () => {
      clearTimeout(timer);
      kept = { editor: editor.state, base: base.current };
      opened(null);
      editor.destroy();
      view.current = null;
    };
  }, []);

  // What changes on the disk or elsewhere on the page shows here, beside what is being typed.
  useEffect(() => {
    const editor = view.current!;
    const text = textOf(editor);
    const arrived = baseOf(state, elsewhere, turned);
    const settle = (next: string, again = false): void => {
      const past = base.current.turned;
      base.current = arrived;
      setBehind(false);
      turn(editor, next, again);
      if (past !== turned) forget(editor);
      mark(editor);
    };
    if (state.missing || text === state.text) settle(text);
    else if (text === base.current.text) settle(state.text);
    else if (state.revision === base.current.revision) return;
    else if (taken === state.revision) settle(state.text, true);
    else {
      const both = elsewhere === base.current.elsewhere ? merged(base.current.text, text, state.text) : null;
      if (both !== null) return settle(both);
      setBehind(true);
      if (shownOnce.current === state.revision) return;
      shownOnce.current = state.revision;
      clash({ disk: state, base: base.current.text, mine: text, typed: true });
    }
  }, [state.revision, state.missing, taken]);

  useEffect(() => {
    if (textOf(view.current!) === state.text) setChecked(readOf(state));
  }, [state]);

  useEffect(() => {
    const editor = view.current!;
    const text = textOf(editor);
    const inText = checked.problems.filter((p) => (p.file ? p.end > 0 : p.line > 0));
    editor.dispatch(setDiagnostics(editor.state, inText.map((p) => diagnostic(p.file ? { ...p, message: `${where(p)}: ${p.message}` } : p, text))));
  }, [checked.problems]);

  useEffect(() => {
    const editor = view.current!;
    editor.dispatch({ effects: found.of(findingsOf(checked)) });
  }, [checked]);

  useShown(view, checked);
  return { checked, dirty, behind, save, compare };
}

/** useShown brings the key of what is selected, the step that makes a selected call, or the line of the address into sight. */
function useShown(view: RefObject<EditorView | null>, read: Read): void {
  const { query, selected } = useRoute();
  const line = Number(query.get("line") ?? 0);
  useEffect(() => {
    const editor = view.current!;
    if (line > 0 || boxAt(editor.state, editor.state.selection.main.head) === selected) return;
    const call = read.fresh && read.design?.links.find((l) => `l:${l.id}` === selected && !l.file);
    const at = placeOf(editor.state, selected)?.from ?? (call && call.line > 0 && call.line <= editor.state.doc.lines ? editor.state.doc.line(call.line).from : null);
    if (at !== null) show(editor, at);
  }, [selected]);
  useEffect(() => {
    const editor = view.current!;
    if (line < 1 || line > editor.state.doc.lines) return;
    show(editor, editor.state.doc.line(line).from);
    editor.focus();
    go({ replace: true, query: { line: null } }); // it was asked for once
  }, [line]);
}

const show = (editor: EditorView, at: number): void => editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });

/** follow selects the box whose key the cursor stands in. */
function follow(state: EditorState): void {
  const box = boxAt(state, state.selection.main.head);
  if (box && new URLSearchParams(location.search).get("sel") !== box) go({ replace: true, query: { sel: box } });
}

/** turn makes an editor show another text: what is the same stays where it is, the cursor too. */
function turn(editor: EditorView, next: string, undoable: boolean): void {
  const changes = edits(textOf(editor), next);
  if (changes.length > 0) editor.dispatch({ changes, annotations: Transaction.addToHistory.of(undoable) });
}

const baseOf = (state: State, elsewhere: number, turned: number): Base => ({ text: state.text, revision: state.revision, elsewhere, turned });

const textOf = (editor: EditorView): string => editor.state.doc.toString();

interface Does {
  save: () => void;
  undo: (editor: EditorView) => void;
  redo: (editor: EditorView) => void;
}

function keys({ save, undo, redo }: Does): Extension {
  const run = (does: (editor: EditorView) => void) => (editor: EditorView) => {
    does(editor);
    return true;
  };
  return Prec.highest(
    keymap.of([
      { key: "Mod-s", run: run(save) },
      { key: "Mod-z", run: run(undo) },
      { key: "Mod-Shift-z", run: run(redo) },
      { key: "Mod-y", run: run(redo) },
    ]),
  );
}

// One history for all: what is typed and not saved comes first, then what is written, wherever it was changed.

/** typedUndo takes back what is typed and not saved; it tells whether there was something. */
const typedUndo = (editor: EditorView, base: Base): boolean => textOf(editor) !== base.text && undo(editor);

/** back is undo in the text: a saved text is typed back, and not written; a change from elsewhere is taken back in the file. */
async function back(editor: EditorView, base: RefObject<Base>): Promise<void> {
  await idle();
  if (typedUndo(editor, base.current)) return;
  if (lastBy() === "page" || !undo(editor)) await undoWritten();
}

async function forth(editor: EditorView, base: RefObject<Base>): Promise<void> {
  await idle();
  if (!redo(editor) && textOf(editor) === base.current.text) await redoWritten();
}
