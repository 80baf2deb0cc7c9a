import { escaped, painted, round } from "./colour";

const pen = document.createElement("canvas").getContext("2d")!;
const rises = new Map<string, number>();

/** rise is the share of a line of a font that is above its baseline. */
function rise(font: string): number {
  let share = rises.get(font);
  if (share === undefined) {
    pen.font = font;
    const m = pen.measureText("x");
    share = m.fontBoundingBoxAscent / (m.fontBoundingBoxAscent + m.fontBoundingBoxDescent);
    rises.set(font, share);
  }
  return share;
}

/** textOf draws a text node, line by line, where the browser has set it. */
export function textOf(node: Text, place: (r: DOMRect) => { x: number; y: number; width: number; height: number }): string {
  const box = node.parentElement!;
  const style = getComputedStyle(box);
  const scale = box instanceof HTMLElement && box.offsetWidth > 0 ? box.getBoundingClientRect().width / box.offsetWidth : 1;
  let out = "";
  for (const line of linesOf(node, box, style)) {
    const r = place(line.rect);
    const text = style.textTransform === "uppercase" ? line.text.toUpperCase() : line.text;
    const more = [
      style.fontWeight === "400" ? "" : ` font-weight="${style.fontWeight}"`,
      style.fontStyle === "italic" ? ' font-style="italic"' : "",
      style.textDecorationLine.includes("line-through") ? ' text-decoration="line-through"' : "",
    ].join("");
    // The length is set, so that another font on another machine stays in its place.
    out += `<text x="${round(r.x)}" y="${round(r.y + rise(style.font) * r.height)}" textLength="${round(r.width)}" lengthAdjust="spacingAndGlyphs" font-family="${escaped(style.fontFamily)}" font-size="${round(parseFloat(style.fontSize) * scale)}"${more} ${painted("fill", style.color)}>${escaped(text)}</text>\n`;
  }
  return out;
}

interface Line {
  text: string;
  rect: DOMRect;
}

function linesOf(node: Text, box: HTMLElement, style: CSSStyleDeclaration): Line[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].filter((r) => r.width > 0.2);
  if (rects.length === 0) return [];
  const cut = style.textOverflow === "ellipsis" && box.scrollWidth > box.clientWidth;
  if (cut) return cutLine(node, range, box);
  return rects.length === 1 ? part(node, range, 0, node.length) : brokenLines(node, range);
}

/** part is some of a text on one line, without the blanks at its ends. */
function part(node: Text, range: Range, from: number, to: number): Line[] {
  while (from < to && blank.test(node.data[from]!)) from++;
  while (to > from && blank.test(node.data[to - 1]!)) to--;
  range.setStart(node, from);
  range.setEnd(node, to);
  const rect = [...range.getClientRects()].find((r) => r.width > 0.2);
  return rect ? [{ text: collapsed(node.data.slice(from, to)), rect }] : [];
}

const blank = /\s/;

const collapsed = (text: string): string => text.replace(/\s+/g, " ");

/** brokenLines finds which characters of a text stand on which line. */
function brokenLines(node: Text, range: Range): Line[] {
  const out: Line[] = [];
  let from = 0;
  let top: number | null = null;
  for (let i = 0; i < node.length; i++) {
    range.setStart(node, i);
    range.setEnd(node, i + 1);
    const r = range.getClientRects()[0];
    if (!r || r.width === 0) continue;
    if (top !== null && Math.abs(r.top - top) > r.height / 2) {
      out.push(...part(node, range, from, i));
      from = i;
    }
    top = r.top;
  }
  return [...out, ...part(node, range, from, node.length)];
}

/** cutLine is a text that is too long for its box, up to where its dots begin. */
function cutLine(node: Text, range: Range, box: HTMLElement): Line[] {
  const right = box.getBoundingClientRect().right;
  let last = 0;
  for (let i = 1; i <= node.length; i++) {
    range.setStart(node, 0);
    range.setEnd(node, i);
    const r = range.getBoundingClientRect();
    if (r.right + 0.7 * r.height > right) break; // the dots need some room
    last = i;
  }
  range.setStart(node, 0);
  range.setEnd(node, Math.max(1, last));
  const r = range.getBoundingClientRect();
  return [{ text: `${collapsed(node.data.slice(0, last)).trim()}…`, rect: new DOMRect(r.x, r.y, Math.max(1, right - r.x), r.height) }];
}
