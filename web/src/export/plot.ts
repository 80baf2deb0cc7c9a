import type uPlot from "uplot";
import { escaped, painted, round } from "./colour";

/** drawn are the charts of the page by their box, so that a picture can have them as lines and not as dots. */
const drawn = new WeakMap<Element, { u: uPlot; marks: number[] }>();

/** exportable makes a chart known when it has been drawn, and where it marks its axis. */
export const exportable = (u: uPlot, marks: number[] = []): void => void drawn.set(u.root, { u, marks });

interface Ticked {
  _splits?: number[] | null;
  _values?: (string | null)[] | null;
}

/** plotOf draws a chart anew as lines and words; "" when the box has none. The corner is where its canvas begins. */
export function plotOf(box: Element, place: (r: DOMRect) => { x: number; y: number; width: number; height: number }): string {
  const known = drawn.get(box);
  if (!known) return "";
  const { u, marks } = known;
  const over = place(u.over.getBoundingClientRect());
  const style = getComputedStyle(box);
  const words = `font-family="${escaped(style.fontFamily)}" font-size="11" ${painted("fill", colourOf(box, "--soft"))}`;
  const hair = painted("stroke", colourOf(box, "--hair"));
  let out = "";
  const [ax, ay] = u.axes as (uPlot.Axis & Ticked)[];
  ax?._splits?.forEach((v, i) => {
    const x = round(over.x + u.valToPos(v, "x"));
    if (x < over.x - 1 || x > over.x + over.width + 1) return;
    out += `<path d="M${x} ${round(over.y)}V${round(over.y + over.height)}" ${hair}/>`;
    if (ax._values?.[i]) out += `<text x="${x}" y="${round(over.y + over.height + 15)}" text-anchor="middle" ${words}>${escaped(ax._values[i]!)}</text>\n`;
  });
  ay?._splits?.forEach((v, i) => {
    const y = round(over.y + u.valToPos(v, "y"));
    if (y < over.y - 1 || y > over.y + over.height + 1) return;
    out += `<path d="M${round(over.x)} ${y}H${round(over.x + over.width)}" ${hair}/>`;
    if (ay._values?.[i]) out += `<text x="${round(over.x - 6)}" y="${y + 4}" text-anchor="end" ${words}>${escaped(ay._values[i]!)}</text>\n`;
  });
  for (const at of marks) out += `<path d="M${round(over.x + u.valToPos(at, "x"))} ${round(over.y)}v${round(over.height)}" ${painted("stroke", colourOf(box, "--soft"))} stroke-dasharray="3 3"/>`;
  return out + u.series.map((_, i) => (i === 0 ? "" : lineOf(u, i, over, box))).join("");
}

function lineOf(u: uPlot, i: number, over: { x: number; y: number }, box: Element): string {
  const s = u.series[i]!;
  const stroke = typeof s.stroke === "function" ? s.stroke(u, i) : s.stroke;
  const colour = resolved(box, typeof stroke === "string" ? stroke : "");
  if (!s.show || !colour) return "";
  const xs = u.data[0]!;
  const ys = u.data[i]!;
  let d = "";
  let dots = "";
  let joined = false;
  for (let k = 0; k < xs.length; k++) {
    const v = ys[k];
    if (v === null || v === undefined) {
      joined = false;
      continue;
    }
    const [x, y] = [round(over.x + u.valToPos(xs[k]!, "x")), round(over.y + u.valToPos(v, s.scale ?? "y"))];
    d += `${joined ? "L" : "M"}${x} ${y}`;
    joined = true;
    if (s.points?.show === true || (typeof s.points?.show === "function" && xs.length < 12)) dots += `<circle cx="${x}" cy="${y}" r="3" ${painted("fill", colour)}/>`;
  }
  const paint = painted("stroke", colour);
  if (d === "" || paint.endsWith('"none"')) return "";
  return `<path d="${d}" fill="none" ${paint} stroke-width="${s.width ?? 1}"${s.dash?.length ? ` stroke-dasharray="${s.dash.join(" ")}"` : ""}/>${dots}\n`;
}

/** resolved is a colour as the browser computes it there: a name, a mix, or one of two by the theme. */
function resolved(box: Element, colour: string): string {
  if (colour === "" || colour === "transparent") return "";
  const probe = document.createElement("i");
  probe.style.color = colour;
  box.append(probe);
  const out = getComputedStyle(probe).color;
  probe.remove();
  return out;
}

const colourOf = (box: Element, name: string): string => resolved(box, `var(${name})`);
