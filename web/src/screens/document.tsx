import { useEffect, useRef, useState, type ReactNode } from "react";
import { useStore } from "../store";
import "./document.css";

/** DocumentScreen is the design document as it stands, in a frame that may run nothing. When the file changes it stays where it is. */
export function DocumentScreen(): ReactNode {
  const content = useStore((s) => s.state?.content ?? "");
  const heard = useStore((s) => s.reviewed !== null);
  const waiting = useStore((s) => s.working?.what === "review");
  const name = useStore((s) => s.state?.design?.system ?? "design");
  const ref = useRef<HTMLIFrameElement>(null);
  const place = useRef(0);
  const loaded = useRef(false); // what is still loading has no place yet
  const asked = `${content}${heard ? "&heard" : ""}`;
  const [shown, setShown] = useState(asked);
  useEffect(() => {
    if (loaded.current) place.current = ref.current?.contentWindow?.scrollY ?? 0;
    loaded.current = asked === shown && loaded.current;
    setShown(asked);
  }, [asked]);
  return (
    <section className="screen document">
      <div className="toolbar">
        <p className="legend">{heard ? "The document as the file stands, with both witnesses." : `The document as the file stands, with closed forms only${waiting ? ": the simulation is under way" : ""}.`}</p>
        <span className="ways">
          <button onClick={() => ref.current?.contentWindow?.print()}>Print …</button>
          <a className="button" href="/api/document" download={`${name}.html`}>
            HTML
          </a>
          <a className="button" href="/api/document?as=markdown" download={`${name}.md`}>
            Markdown
          </a>
        </span>
      </div>
      <iframe
        ref={ref}
        title="The design document"
        src={`/api/document?of=${shown}`}
        sandbox="allow-popups allow-same-origin allow-modals"
        onLoad={() => {
          loaded.current = true;
          ref.current?.contentWindow?.scrollTo({ top: place.current, behavior: "instant" });
        }}
      />
    </section>
  );
}
