import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Checked } from "../api";
import { ask } from "../client";
import { useRoute } from "../route";
import { rewrite, useStore } from "../store";

const pause = 250; // milliseconds after the last key until the text is checked

const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.quote], color: "var(--second)" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--soft)" },
]);

/** Editor is the text itself, with diagnostics while typing; Ctrl+S writes it. */
export default function Editor(): ReactNode {
  const { query } = useRoute();
  const state = useStore((s) => s.state)!;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const [dirty, setDirty] = useState(false);
  const saved = useRef(state.text);
  const [problems, setProblems] = useState(state.problems);
  const line = Number(query.get("line") ?? 0);

  const save = (): boolean => {
    const text = view.current?.state.doc.toString() ?? "";
    if (text !== saved.current)
      void rewrite(text).then((ok) => {
        if (ok) setDirty(false);
      });
    return true;
  };

  useEffect(() => {
    let timer = 0;
    const editor = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: state.text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          search({ top: true }),
          autocompletion(),
          lintGutter(),
          yaml(),
          syntaxHighlighting(colours),
          EditorView.cspNonce.of(nonce),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "The design file", tabindex: "0" }),
          keymap.of([{ key: "Mod-s", run: save, preventDefault: true }, ...completionKeymap, ...searchKeymap, ...historyKeymap, indentWithTab, ...defaultKeymap]),
          EditorView.updateListener.of((u) => {
            if (!u.docChanged) return;
            setDirty(u.state.doc.toString() !== saved.current);
            clearTimeout(timer);
            timer = window.setTimeout(() => void check(u.view), pause);
          }),
        ],
      }),
    });
    const check = async (e: EditorView): Promise<void> => {
      const text = e.state.doc.toString();
      const found = await ask<Checked>("/api/check", { text }).catch(() => null);
      if (found && view.current === e && e.state.doc.toString() === text) setProblems(found.problems);
    };
    view.current = editor;
    return () => {
      clearTimeout(timer);
      editor.destroy();
      view.current = null;
    };
  }, []);

  // What changed on the disk or elsewhere on the page shows here, unless something is being typed.
  useEffect(() => {
    const editor = view.current!;
    if (state.text === saved.current) return;
    const untouched = editor.state.doc.toString() === saved.current;
    saved.current = state.text;
    if (untouched) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: state.text } });
    else setDirty(editor.state.doc.toString() !== state.text);
    setProblems(state.problems);
  }, [state.text, state.problems]);

  useEffect(() => {
    const editor = view.current!;
    const length = editor.state.doc.length;
    const shown = problems
      .filter((p) => p.line > 0)
      .map((p): Diagnostic => ({ from: Math.min(p.start, length), to: Math.min(Math.max(p.end, p.start), length), severity: p.severity === "info" ? "info" : p.severity === "warning" ? "warning" : "error", message: p.help ? `${p.message}\n${p.help}` : p.message }));
    editor.dispatch(setDiagnostics(editor.state, shown));
  }, [problems]);

  useEffect(() => {
    const editor = view.current!;
    if (line < 1 || line > editor.state.doc.lines) return;
    const at = editor.state.doc.line(line);
    editor.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
    editor.focus();
  }, [line]);

  const errors = problems.filter((p) => p.severity === "error").length;
  return (
    <section className="screen">
      <div className="toolbar">
        <button className="main" disabled={!dirty} onClick={save}>
          Save
        </button>
        <p className="legend">
          {dirty ? "Not saved (Ctrl+S)." : "As on the disk."} {errors === 0 ? "The design checks." : `${errors} ${errors === 1 ? "error" : "errors"}.`}
        </p>
      </div>
      <div ref={box} className="editor" />
    </section>
  );
}
