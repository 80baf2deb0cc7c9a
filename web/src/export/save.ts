import type { Picture } from "./picture";

/** save lets the browser write a file; the address it has until then is let go. */
export function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const svgFile = (p: Picture): Blob => new Blob([p.svg], { type: "image/svg+xml" });

const fine = 2; // pixels of a PNG for one of the picture, as `loadpath diagram` has it
const most = 16_000; // pixels on a side that a canvas holds

/** pngFile paints a picture; it reads nothing but the picture itself. */
export async function pngFile(p: Picture): Promise<Blob> {
  const image = new Image();
  const address = URL.createObjectURL(svgFile(p));
  try {
    image.src = address;
    await image.decode();
    const scale = Math.min(fine, most / Math.max(p.width, p.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(p.width * scale);
    canvas.height = Math.round(p.height * scale);
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error("the picture is too large to be painted"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** sized reads the size of a drawing that the studio made. */
export function sized(svg: string): Picture {
  const root = /<svg[^>]*>/.exec(svg)?.[0] ?? "";
  const side = (name: string): number => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(root)?.[1]);
  return { svg, width: side("width"), height: side("height") };
}
