import { escaped, painted, plain, round } from "./colour";
import { plotOf } from "./plot";
import { textOf } from "./text";

/** Picture is an SVG document that needs nothing from elsewhere, and its size in pixels. */
export interface Picture {
  svg: string;
  width: number;
  height: number;
}

// What is to be pressed, and what only helps to look around, is no part of a picture.
const left = ".react-flow__controls, .react-flow__minimap, .react-flow__handle, .visually-hidden, .hit, .choice, .no-export, summary, input[type=range]";

const heading = 34;

/** pictureOf draws what a part of the page shows: its boxes, lines and words with the colours they have now. What is scrolled away is in it too. */
export function pictureOf(root: HTMLElement, title: string): Picture {
  const frame = root.getBoundingClientRect();
  const ground = groundOf(root);
  const d = new Drawing(frame);
  d.element(root);
  const [width, height] = [Math.ceil(frame.width), Math.ceil(d.bottom) + heading];
  const ink = getComputedStyle(root);
  const head = `<text x="14" y="22" font-family="${escaped(ink.fontFamily)}" font-size="14" font-weight="600" ${painted("fill", ink.color)}>${escaped(title)}</text>`;
  const svg = `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" ${painted("fill", ground)}/>
${head}
<g transform="translate(0 ${heading})">
${d.defs.length > 0 ? `<defs>${d.defs.join("")}</defs>\n` : ""}${d.out}</g>
</svg>
`;
  return { svg, width, height };
}

/** groundOf is the colour that a part stands on. */
function groundOf(el: Element): string {
  for (let e: Element | null = el; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (plain(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
}

class Drawing {
  out = "";
  readonly defs: string[] = [];
  bottom: number;
  private down = 0; // how far what is scrolled was moved

  constructor(private readonly frame: DOMRect) {
    this.bottom = frame.height;
  }

  private readonly place = (r: DOMRect): { x: number; y: number; width: number; height: number } => ({
    x: r.x - this.frame.x,
    y: r.y - this.frame.y + this.down,
    width: r.width,
    height: r.height,
  });

  element(el: Element): void {
    const style = getComputedStyle(el);
    const rect = el.getBoundingClientRect();
    if (el.matches(left) || style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
    if (el instanceof SVGSVGElement) return this.shapes(el);
    if (el.classList.contains("uplot")) return this.chart(el);
    if (el instanceof HTMLCanvasElement) return this.canvas(el);
    const scrolled = el instanceof HTMLElement && /auto|scroll/.test(style.overflowY) && el.scrollHeight > el.clientHeight + 1;
    const own = this.place(rect);
    const zoom = el instanceof HTMLElement && el.offsetWidth > 0 ? rect.width / el.offsetWidth : 1;
    if (scrolled) own.height = el.scrollHeight;
    this.box(own, style, zoom);
    if (el instanceof HTMLSelectElement || el instanceof HTMLInputElement) return this.field(el, style, own);
    this.swatch(el, own);
    const clipped = !scrolled && style.overflow !== "visible" && style.display !== "inline";
    if (clipped) this.out += `<g clip-path="url(#${this.clip(own)})">\n`;
    if (scrolled) this.down += el.scrollTop;
    for (const child of el instanceof HTMLDetailsElement && !el.open ? [] : el.childNodes) {
      if (child instanceof Text) {
        if (child.data.trim() !== "") this.out += textOf(child, this.place);
      } else if (child instanceof Element) this.element(child);
    }
    if (scrolled) {
      this.bottom = Math.max(this.bottom, own.y + el.scrollHeight);
      this.down -= el.scrollTop;
    }
    if (clipped) this.out += "</g>\n";
  }

  private clip(r: { x: number; y: number; width: number; height: number }): string {
    const id = `clip${this.defs.length}`;
    this.defs.push(`<clipPath id="${id}"><rect x="${round(r.x)}" y="${round(r.y)}" width="${round(r.width)}" height="${round(r.height)}"/></clipPath>`);
    return id;
  }

  /** box draws the ground and the border of an element. */
  private box(r: { x: number; y: number; width: number; height: number }, style: CSSStyleDeclaration, zoom: number): void {
    const at = (inset: number): string => `x="${round(r.x + inset)}" y="${round(r.y + inset)}" width="${round(Math.max(0, r.width - 2 * inset))}" height="${round(Math.max(0, r.height - 2 * inset))}"`;
    const corner = round(zoom * (parseFloat(style.borderTopLeftRadius) || 0));
    const round_ = corner > 0 ? ` rx="${corner}"` : "";
    if (plain(style.backgroundColor)) this.out += `<rect ${at(0)}${round_} ${painted("fill", style.backgroundColor)}/>\n`;
    if (style.backgroundImage.startsWith("repeating-linear-gradient")) this.out += `<rect ${at(0)}${round_} fill="url(#${this.hatch(style.backgroundImage)})"/>\n`;
    const sides = (["Top", "Right", "Bottom", "Left"] as const).map((s) => ({ width: round(zoom * parseFloat(style[`border${s}Width`])), line: style[`border${s}Style`], colour: style[`border${s}Color`] }));
    const [top, right, bottom, left] = sides as [Side, Side, Side, Side];
    if (sides.every((s) => same(s, top))) {
      if (seen(top)) this.out += `<rect ${at(top.width / 2)}${round_} fill="none" ${painted("stroke", top.colour)} stroke-width="${top.width}"${dashes(top)}/>\n`;
      return;
    }
    const [x, y, x2, y2] = [round(r.x), round(r.y), round(r.x + r.width), round(r.y + r.height)];
    for (const [side, d] of [
      [top, `M${x} ${y + top.width / 2}H${x2}`],
      [right, `M${x2 - right.width / 2} ${y}V${y2}`],
      [bottom, `M${x} ${y2 - bottom.width / 2}H${x2}`],
      [left, `M${x + left.width / 2} ${y}V${y2}`],
    ] as const)
      if (seen(side)) this.out += `<path d="${d}" ${painted("stroke", side.colour)} stroke-width="${side.width}"${dashes(side)}/>\n`;
  }

  /** hatch is a ground of stripes; they say what is down. */
  private hatch(image: string): string {
    const id = `hatch${this.defs.length}`;
    const [one, two] = image.match(/(?:rgba?|color)\([^)]*\)/g) ?? ["rgb(255, 255, 255)", "rgb(255, 255, 255)"];
    this.defs.push(`<pattern id="${id}" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="12" height="12" ${painted("fill", two ?? one!)}/><rect width="6" height="12" ${painted("fill", one!)}/></pattern>`);
    return id;
  }

  /** swatch draws the line before a word of a legend. */
  private swatch(el: Element, r: { x: number; y: number; height: number }): void {
    const style = getComputedStyle(el, "::before");
    const width = parseFloat(style.width);
    const side = { width: parseFloat(style.borderTopWidth), line: style.borderTopStyle, colour: style.borderTopColor };
    if (style.content !== '""' || style.display !== "inline-block" || !(width > 0) || !seen(side)) return;
    const y = round(r.y + r.height / 2);
    this.out += `<path d="M${round(r.x)} ${y}h${width}" ${painted("stroke", side.colour)} stroke-width="${side.width}"${dashes(side)}/>\n`;
  }

  private field(el: HTMLSelectElement | HTMLInputElement, style: CSSStyleDeclaration, r: { x: number; y: number; height: number }): void {
    const text = el instanceof HTMLSelectElement ? (el.selectedOptions[0]?.text ?? "") : el.value;
    const size = parseFloat(style.fontSize);
    this.out += `<text x="${round(r.x + parseFloat(style.paddingLeft) + 1)}" y="${round(r.y + r.height / 2 + size * 0.36)}" font-family="${escaped(style.fontFamily)}" font-size="${size}" ${painted("fill", style.color)}>${escaped(text)}</text>\n`;
  }

  /** shapes draws what an SVG of the page has, each shape where it stands on the screen. */
  private shapes(svg: SVGSVGElement): void {
    for (const el of svg.querySelectorAll<SVGGraphicsElement>("path, rect, circle, ellipse, line, polyline, polygon, text")) {
      if (el.matches(left) || el.closest("defs, clipPath, pattern, marker")) continue;
      const style = getComputedStyle(el);
      const m = el.getScreenCTM();
      if (!m || style.display === "none" || style.visibility === "hidden") continue;
      const shape = el.cloneNode(true) as SVGElement;
      for (const a of [...shape.attributes]) if (!geometry.has(a.name)) shape.removeAttribute(a.name);
      const at = [m.a, m.b, m.c, m.d, m.e - this.frame.x, m.f - this.frame.y + this.down].map((n) => Number(n.toPrecision(8))).join(" "); // a zoom stands before large lengths
      const words = el instanceof SVGTextElement ? ` font-family="${escaped(style.fontFamily)}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" text-anchor="${style.textAnchor}"` : "";
      const text = new XMLSerializer().serializeToString(shape).replace(/ xmlns="[^"]*"/g, "");
      const dash = style.strokeDasharray === "none" ? "" : ` stroke-dasharray="${style.strokeDasharray.replace(/px|,/g, "")}"`;
      const fill = this.fill(style);
      const opacity = style.opacity === "1" ? "" : ` opacity="${style.opacity}"`;
      this.out += text.replace(/^<(\w+)/, `<$1 transform="matrix(${at})" ${fill} ${painted("stroke", style.stroke)} stroke-width="${parseFloat(style.strokeWidth)}"${dash} stroke-linecap="${style.strokeLinecap}" stroke-linejoin="${style.strokeLinejoin}"${opacity}${words}`) + "\n";
    }
  }

  /** fill is the colour of a shape, or a pattern of the page. */
  private fill(style: CSSStyleDeclaration): string {
    const id = /url\("?#([^")]+)"?\)/.exec(style.fill)?.[1];
    const pattern = id ? document.getElementById(id) : null;
    if (!id || !pattern) return painted("fill", style.fill);
    if (!this.defs.some((d) => d.includes(`id="${id}"`))) this.defs.push(inlined(pattern));
    return `fill="url(#${escaped(id)})"`;
  }

  private chart(box: Element): void {
    const lines = plotOf(box, this.place);
    if (lines !== "") {
      this.out += lines;
      for (const line of box.querySelectorAll(".u-over > :not([class^=u-])")) this.element(line);
      return;
    }
    const canvas = box.querySelector("canvas");
    if (canvas) this.canvas(canvas);
  }

  private canvas(el: HTMLCanvasElement): void {
    const r = this.place(el.getBoundingClientRect());
    if (el.width > 0 && el.height > 0) this.out += `<image x="${round(r.x)}" y="${round(r.y)}" width="${round(r.width)}" height="${round(r.height)}" href="${el.toDataURL()}"/>\n`;
  }
}

interface Side {
  width: number;
  line: string;
  colour: string;
}

const same = (a: Side, b: Side): boolean => a.width === b.width && a.line === b.line && a.colour === b.colour;
const seen = (s: Side): boolean => s.width > 0 && s.line !== "none" && plain(s.colour) !== null;
const dashes = (s: Side): string => (s.line === "dashed" ? ` stroke-dasharray="${3 * s.width} ${2 * s.width}"` : s.line === "dotted" ? ` stroke-dasharray="${s.width}"` : "");

const geometry = new Set(["d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "dx", "dy", "textLength", "lengthAdjust"]);

/** inlined is a pattern with the colours it has on the page. */
function inlined(pattern: Element): string {
  const copy = pattern.cloneNode(true) as Element;
  const originals = pattern.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((el, i) => {
    const style = getComputedStyle(originals[i]!);
    for (const name of ["fill", "stroke"] as const) el.setAttribute(name, plain(style[name])?.paint ?? "none");
    el.setAttribute("stroke-width", String(parseFloat(style.strokeWidth)));
    el.removeAttribute("class");
    el.removeAttribute("style");
  });
  return new XMLSerializer().serializeToString(copy).replace(/ xmlns="[^"]*"/g, "");
}
