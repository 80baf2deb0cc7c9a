import { Background, Controls, MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, useStore as useFlow, type Edge, type Node } from "@xyflow/react";
import { memo, useEffect, useMemo, type CSSProperties, type KeyboardEvent, type ReactNode } from "react";
import type { Component, Design } from "../api";
import { select, useRoute } from "../route";
import { unfold, useStore } from "../store";
import { neighbour } from "./keys";
import { Line, type LineData } from "./line";
import { ActorBox, BoundaryBox, Caption, FoldedBox, PartBox, type BoxData } from "./boxes";
import { ShownContext, type Shown } from "./shown";
import { Traffic, type Flowing } from "./traffic";

interface Props {
  design: Design;
  shown: Map<string, Shown>; // by component
  changes?: Map<string, string>; // added, removed or changed, by box or boundary, or by both ends of an arrow
  flowing?: Flowing | null;
  label: string;
}

const nodeTypes = { part: PartBox, actor: ActorBox, boundary: BoundaryBox, folded: FoldedBox, caption: Caption };
const edgeTypes = { line: Line };

/** Diagram draws the design as it was laid out; nothing in it can be dragged out of its place. */
export function Diagram({ shown, ...rest }: Props): ReactNode {
  return (
    <ReactFlowProvider>
      <ShownContext value={shown}>
        <Drawn {...rest} failing={failingOf(shown)} />
      </ShownContext>
    </ReactFlowProvider>
  );
}

// Below this zoom boxes say less, in larger letters.
const far = 0.78;
const farther = 0.5; // and below this one the icon gives its room to the name
const readable = [10.5, 12] as const; // pixels on the screen: at least, and where there is room
const roomy = 19; // pixels of the diagram that leave a name its room
const largest = 22; // pixels of the diagram, so that a name still fits its box
const rim = 20; // pixels of the picture around what it holds
const sight = { padding: { x: "16px", y: "14px", left: "52px" }, minZoom: 0.34, maxZoom: 1.15 } as const; // on the left stand the controls

const near = 1; // the same where changes are shown: there boxes have little to say
const legible = 0.75; // a picture that would be smaller is opened at what changed

const unchanged = new Map<string, string>();

/** Drawn is all but what the boxes show, which changes with every second of a run. */
const Drawn = memo(({ design, failing, changes = unchanged, flowing, label }: Omit<Props, "shown"> & { failing: string }): ReactNode => {
  const { selected } = useRoute();
  const { fitView } = useReactFlow();
  const distant = useFlow((s) => s.transform[2] < (changes === unchanged ? far : near));
  const cramped = useFlow((s) => s.transform[2] < farther);
  const letters = useFlow((s) => Math.min(largest, Math.round(Math.max(readable[0] / s.transform[2], Math.min(roomy, readable[1] / s.transform[2])))));
  const { picture } = design;
  const opened = useStore((s) => s.open);
  const nodes = useMemo(() => nodesOf(design, changes, selected, opened), [design, changes, selected, opened]);
  const edges = useMemo(() => edgesOf(design, failing, changes, selected), [design, failing, changes, selected]);
  const width = useFlow((s) => s.width);
  const height = useFlow((s) => s.height);
  const aimed = changes.size > 0 && Math.min(width / picture.w, height / picture.h) < legible;
  const sighted = useMemo(() => (aimed ? { ...sight, nodes: touched(design, changes), minZoom: legible, maxZoom: legible } : sight), [aimed, design, changes]);
  const whole = useFlow((s) => picture.w * s.transform[2] <= s.width + rim && picture.h * s.transform[2] <= s.height + rim);
  useEffect(() => void fitView(sighted), [fitView, sighted, picture.w, picture.h, width, height]);
  const onKeyDown = (e: KeyboardEvent<HTMLElement>): void => {
    const id = (e.target as HTMLElement | SVGElement).dataset.id;
    const node = nodes.find((n) => n.id === id);
    const edge = edges.find((l) => l.id === id);
    if (e.key === "Enter" && node) choose(node);
    else if (e.key === "Enter" && edge) select(linkOf(edge));
    const next = node && neighbour(nodes, node, e.key);
    if (!next) return;
    e.preventDefault();
    e.currentTarget.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <div className={`diagram${distant ? " distant" : ""}${cramped ? " cramped" : ""}${aimed ? " aimed" : ""}`} style={{ "--letters": `${letters}px` } as CSSProperties} role="group" aria-label={label} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        deleteKeyCode={null}
        elevateNodesOnSelect={false}
        minZoom={0.1}
        maxZoom={2.5}
        fitView
        fitViewOptions={sighted}
        onlyRenderVisibleElements={nodes.length > 150}
        proOptions={{ hideAttribution: true }}
        onNodeClick={(_, n) => choose(n)}
        onEdgeClick={(_, e) => select(linkOf(e))}
        onPaneClick={() => select("")}
      >
        <Background gap={1e6} />
        <Controls showInteractive={false} position="bottom-left" fitViewOptions={sight} />
        {!whole && width > 500 && height > 320 && <MiniMap pannable zoomable position="bottom-right" ariaLabel="Map of the whole diagram" nodeClassName={(n) => n.type ?? ""} />}
      </ReactFlow>
      {flowing && <Traffic arrows={picture.edges} flowing={flowing} />}
    </div>
  );
});

function choose(n: Node): void {
  if (n.type === "folded") unfold(n.id.slice(2));
  else if (n.type !== "boundary" && n.type !== "caption") select(n.id);
}

const linkOf = (e: Edge): string => `l:${(e.data as LineData).link}`;

function nodesOf(design: Design, changes: Map<string, string>, selected: string, opened: string[]): Node[] {
  const parts = new Map<string, Component>(design.components.map((c) => [`c:${c.name}`, c]));
  const groups: Node[] = design.picture.groups.map((g) => ({
    id: `g:${g.id}`,
    type: "boundary",
    className: changes.get(`g:${g.id}`) ?? "",
    position: { x: g.x, y: g.y },
    width: g.w,
    height: g.h,
    selectable: false,
    focusable: false,
    zIndex: -1,
    style: { pointerEvents: "none" }, // what lies in it and beneath it is what one clicks on
    selected: selected === `b:${g.id}`,
    data: {},
  }));
  const captions: Node[] = design.picture.groups.map((g) => ({
    id: `t:${g.id}`,
    type: "caption",
    position: { x: g.label.x, y: g.label.y },
    width: g.label.w,
    height: g.label.h,
    selectable: false,
    focusable: false,
    zIndex: 1, // above the lines, where there was no room beside them
    selected: selected === `b:${g.id}`,
    data: { name: g.name, note: g.note, opened: opened.includes(g.id) },
  }));
  const boxes = design.picture.nodes.map((n): Node => {
    const c = parts.get(n.id);
    const type = n.id.startsWith("a:") ? "actor" : n.id.startsWith("b:") ? "folded" : "part";
    const data: BoxData = {
      name: n.name,
      kind: n.kind,
      figures: c?.figures ?? [],
      replicas: c?.replicas ?? 1,
      lines: n.lines,
      parts: design.picture.folded.find((f) => `b:${f.id}` === n.id)?.parts ?? 0,
    };
    const change = changes.get(n.id) ?? "";
    return { id: n.id, type, className: change, position: { x: n.x, y: n.y }, width: n.w, height: n.h, selected: n.id === selected, ariaLabel: `${n.name}, ${n.kind}${change && `, ${change}`}`, data };
  });
  return [...groups, ...boxes, ...captions];
}

/** touched are the boxes that changed, and the ends of the arrows that did. */
function touched(design: Design, changes: Map<string, string>): { id: string }[] {
  const ids = new Set([...changes.keys()].flatMap((id) => id.split(" ")));
  return design.picture.nodes.filter((n) => ids.has(n.id)).map((n) => ({ id: n.id }));
}

/** failingOf names the parts that fail or are down, in one text, which is the same as long as they are. */
const failingOf = (shown: Map<string, Shown>): string => [...shown].flatMap(([name, s]) => (s.state === "failing" || s.state === "down" ? [name] : [])).join(" ");

function edgesOf(design: Design, failing: string, changes: Map<string, string>, selected: string): Edge[] {
  const parts = new Set(failing.split(" "));
  return design.picture.edges.map((e, i): Edge => {
    const data: LineData = { points: e.points, async: e.async, link: e.link, rate: e.rate, failing: parts.has(e.to.slice(2)) };
    const change = changes.get(`${e.from} ${e.to}`) ?? "";
    return { id: `${i} ${e.from} ${e.to}`, className: change, source: e.from, target: e.to, type: "line", selected: `l:${e.link}` === selected, ariaLabel: `call from ${e.from.slice(2)} to ${e.to.slice(2)}${change && `, ${change}`}`, data };
  });
}
