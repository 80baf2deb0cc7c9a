import { useMemo, type ReactNode } from "react";
import type { Design } from "../api";
import { Diagram } from "../diagram/diagram";
import { overlaid, overlays, type Overlay } from "../diagram/overlays";
import { Export, type Drawing } from "../parts/export";
import { go, useRoute } from "../route";

/** Overview is the design with its numbers: the diagram under one of the overlays. */
export function Overview({ design }: { design: Design }): ReactNode {
  const route = useRoute();
  const overlay = overlays.find((o) => o === route.overlay) ?? "load";
  const shown = useMemo(() => overlaid(design, overlay), [design, overlay]);
  return (
    <section className="screen">
      <div className="toolbar">
        <fieldset className="choice">
          <legend className="visually-hidden">Overlay</legend>
          {overlays.map((o) => (
            <label key={o} className={o === overlay ? "on" : ""}>
              <input type="radio" name="overlay" checked={o === overlay} onChange={() => go({ query: { overlay: o }, replace: true })} />
              {o}
            </label>
          ))}
        </fieldset>
        <Legend overlay={overlay} />
        <Export view={`overview, ${overlay}`} drawings={drawingsOf(overlay)} />
      </div>
      <Diagram design={design} shown={shown} label={`Diagram of ${design.title}`} />
    </section>
  );
}

const legends: Record<Overlay, string> = {
  load: "In a second at peak · how full the fullest resource is · mean time",
  latency: "Mean time until it answers; the bar compares",
  cost: "A month; the bar compares",
  availability: "Share of time in which it is up",
  findings: "What the checks found",
};

function Legend({ overlay }: { overlay: Overlay }): ReactNode {
  return <p className="legend">{legends[overlay]}. A broken line is work that nobody waits for.</p>;
}

/** drawingsOf are those of the studio itself that show the whole design. */
const drawingsOf = (overlay: Overlay): Drawing[] => [
  { name: "Containers", query: `view=containers&overlay=${overlay}` },
  { name: "Deployment", query: `view=deployment&overlay=${overlay}` },
  { name: "Context", query: "view=context" },
  { name: "Data", query: "view=data" },
  { name: "Threats", query: "view=threats" },
  { name: "Steps", query: "view=steps" },
];
