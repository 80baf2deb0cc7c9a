import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { lettered } from "../export/font";
import { pictureOf, type Picture } from "../export/picture";
import { pngFile, save, sized, svgFile } from "../export/save";
import { useStore } from "../store";
import { useDark } from "./theme";
import "./export.css";

interface Props {
  view: string; // names the file and stands above the picture: "overview, load"
  drawings?: Drawing[]; // that the studio makes itself, with legend
}

/** Drawing is one that the studio makes: what it is called here, and how it is asked for. */
export interface Drawing {
  name: string;
  query: string;
}

/** Export is a button that writes what the screen shows as SVG or PNG, and the drawings of the studio that go with it. */
export function Export({ view, drawings = [] }: Props): ReactNode {
  const [open, setOpen] = useState(false);
  const [trouble, setTrouble] = useState("");
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const dark = useDark();
  const title = useStore((s) => s.state?.design?.title ?? "design");
  const file = useStore((s) => s.state?.design?.system ?? "design");
  useEffect(() => {
    if (!open) return;
    ref.current?.querySelector<HTMLElement>(".menu button")?.focus();
    const beside = (e: Event): void => void (ref.current?.contains(e.target as Node) || setOpen(false));
    document.addEventListener("pointerdown", beside);
    return () => document.removeEventListener("pointerdown", beside);
  }, [open]);
  const write = (what: string, make: () => Promise<Picture>, kind: "svg" | "png") => async (): Promise<void> => {
    setOpen(false);
    try {
      const picture = await make();
      save(`${file}-${what.replace(/[^\p{L}\p{N}]+/gu, "-")}.${kind}`, kind === "svg" ? svgFile(picture) : await pngFile(picture));
      setTrouble("");
    } catch (e) {
      setTrouble(e instanceof Error ? e.message : String(e));
    }
    ref.current?.querySelector("button")?.focus();
  };
  const shown = (): Promise<Picture> => lettered(pictureOf(partOf(ref.current!), `${title}: ${view}`));
  const drawing = (d: Drawing) => async (): Promise<Picture> => sized(await fetched(`/api/drawing?${d.query}&theme=${dark ? "dark" : "light"}`));
  const items = [{ name: "What is shown", file: view, make: shown }, ...drawings.map((d) => ({ name: d.name, file: d.name, make: drawing(d) }))];
  return (
    <div className="export no-export" ref={ref} onKeyDown={(e) => e.key === "Escape" && open && (e.stopPropagation(), setOpen(false), ref.current?.querySelector("button")?.focus())}>
      <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        Export
      </button>
      {open && (
        <div id={id} className="menu" role="group" aria-label="Export">
          {items.map((i) => (
            <div key={i.name}>
              <span>{i.name}</span>
              {(["svg", "png"] as const).map((kind) => (
                <button key={kind} type="button" aria-label={`${i.name} as ${kind.toUpperCase()}`} onClick={() => void write(i.file, i.make, kind)()}>
                  {kind.toUpperCase()}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
      {trouble && (
        <span role="alert" className="bad">
          {trouble}
        </span>
      )}
    </div>
  );
}

/** partOf is what a screen shows: its stage, or else its diagram, or all of it. */
function partOf(button: HTMLElement): HTMLElement {
  const screen = button.closest<HTMLElement>(".screen")!;
  return screen.querySelector<HTMLElement>(".stage, .sheet") ?? screen.querySelector<HTMLElement>(".diagram") ?? screen;
}

async function fetched(path: string): Promise<string> {
  const answer = await fetch(path);
  const text = await answer.text();
  if (!answer.ok) throw new Error((JSON.parse(text) as { message: string }).message);
  return text;
}
