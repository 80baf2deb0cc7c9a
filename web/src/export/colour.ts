/** plain writes a computed colour as every reader of SVG knows it: #rrggbb and an opacity; null for one that cannot be seen. */
export function plain(colour: string): { paint: string; opacity: number } | null {
  const numbers = colour.match(/-?[\d.]+(e-?\d+)?%?/g)?.map((n) => (n.endsWith("%") ? Number(n.slice(0, -1)) / 100 : Number(n)));
  if (!numbers || numbers.length < 3) return null;
  const unit = colour.startsWith("color("); // parts of one, not of 255
  const alpha = numbers[3] ?? 1;
  if (alpha === 0) return null;
  const hex = numbers.slice(0, 3).map((n) => Math.max(0, Math.min(255, Math.round(unit ? n * 255 : n))).toString(16).padStart(2, "0"));
  return { paint: `#${hex.join("")}`, opacity: alpha };
}

/** painted is a colour as attributes: fill or stroke, and their opacity where there is some. */
export function painted(what: "fill" | "stroke", colour: string): string {
  const c = plain(colour);
  if (!c) return `${what}="none"`;
  return `${what}="${c.paint}"${c.opacity < 1 ? ` ${what}-opacity="${round(c.opacity)}"` : ""}`;
}

/** round keeps what can be seen of a length in pixels. */
export const round = (n: number): number => Math.round(n * 100) / 100;

/** escaped is a text as it stands in XML. What XML cannot hold is left out. */
export const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
