import { Suspense, lazy, useEffect, useState, type ReactNode } from "react";
import type { Design } from "./api";
import { Header } from "./parts/header";
import { Inspector } from "./parts/inspector";
import { Keys } from "./parts/keys";
import { Palette } from "./parts/palette";
import { Rail } from "./parts/rail";
import { WhyDialog } from "./parts/why";
import { StatusLine } from "./parts/status";
import { Notices } from "./parts/notices";
import { go, screens, select, useRoute, type Screen } from "./route";
import { Chaos } from "./screens/chaos";
import { Compare } from "./screens/compare";
import { Cost } from "./screens/cost";
import { DocumentScreen } from "./screens/document";
import { Findings } from "./screens/findings";
import { Numbers } from "./screens/numbers";
import { Overview } from "./screens/overview";
import { isTyping } from "./screens/playback";
import { Run } from "./screens/run";
import { Start } from "./screens/start";
import { WhatIf } from "./screens/whatif";
import { redo, undo, useStore } from "./store";

const Editor = lazy(() => import("./screens/editor"));

// Run, chaos, what-if, compare and the editor have a panel of their own beside the diagram.
const inspected = new Set<Screen>(["overview", "numbers", "cost", "findings"]);
// What stands beside a diagram needs its room: the steps wait behind a button.
const wide = new Set<Screen>(["run", "chaos", "whatif", "compare", "editor"]);

export function App(): ReactNode {
  const { screen } = useRoute();
  const state = useStore((s) => s.state);
  const [dialog, setDialog] = useState<"" | "palette" | "keys">("");
  useKeys(setDialog);
  if (!state) return <main className="waiting">Reading the design …</main>;
  if (!state.design && state.missing) return <Start />;
  return (
    <div className={`app${wide.has(screen) ? " wide" : ""}`}>
      <a className="skip" href="#main">
        To the content
      </a>
      <Header state={state} onPalette={() => setDialog("palette")} onKeys={() => setDialog("keys")} />
      <Rail state={state} />
      <main id="main" className={state.stale ? "stale" : ""} tabIndex={-1}>
        <Notices state={state} />
        {state.design ? <Content design={state.design} /> : <Unread />}
      </main>
      {state.design && inspected.has(screen) && <Inspector design={state.design} />}
      <StatusLine />
      {state.design && <WhyDialog />}
      {dialog === "palette" && <Palette close={() => setDialog("")} />}
      {dialog === "keys" && <Keys close={() => setDialog("")} />}
    </div>
  );
}

/** Unread stands where a design would, when no text could be read yet. */
function Unread(): ReactNode {
  return (
    <Suspense fallback={null}>
      <Editor />
    </Suspense>
  );
}

function Content({ design }: { design: Design }): ReactNode {
  const { screen } = useRoute();
  switch (screen) {
    case "overview":
      return <Overview design={design} />;
    case "run":
      return <Run design={design} />;
    case "chaos":
      return <Chaos design={design} />;
    case "whatif":
      return <WhatIf design={design} />;
    case "compare":
      return <Compare design={design} />;
    case "numbers":
      return <Numbers />;
    case "cost":
      return <Cost />;
    case "findings":
      return <Findings design={design} />;
    case "document":
      return <DocumentScreen />;
    case "editor":
      return (
        <Suspense fallback={<p className="waiting">Opening the editor …</p>}>
          <Editor />
        </Suspense>
      );
  }
}

/** useKeys listens for the keys that work everywhere; parts/keys.tsx lists them. */
function useKeys(setDialog: (d: "" | "palette" | "keys") => void): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent): void => {
      // What is typed, and what is pressed in a dialog, stays there: Escape closes the dialog, and no more.
      const typing = isTyping(e.target) || (e.target instanceof HTMLInputElement && e.target.type === "range");
      const held = e.ctrlKey || e.metaKey;
      const key = e.key.toLowerCase();
      if (held && key === "k") setDialog("palette");
      else if (held && key === "z" && !typing) void (e.shiftKey ? redo() : undo());
      else if (typing || held || e.altKey) return;
      else if (e.key === "?") setDialog("keys");
      else if (e.key === "Escape") return select(""); // and the browser closes what is open
      else if (/^[0-9]$/.test(e.key)) go({ screen: screens[(Number(e.key) + 9) % 10]! });
      else return;
      e.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [setDialog]);
}
