import type { Picture } from "./picture";

let face: Promise<string> | null = null;

/** lettered puts the letters of the page into a picture, so that it looks the same where they are not installed. */
export async function lettered(p: Picture): Promise<Picture> {
  face ??= read("/inter.woff2");
  return { ...p, svg: p.svg.replace("</title>", `</title>\n<style>@font-face{font-family:"Inter var";font-weight:100 900;src:url(${await face}) format("woff2")}</style>`) };
}

async function read(path: string): Promise<string> {
  const bytes = await (await fetch(path)).blob();
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => fail(reader.error ?? new Error("the letters cannot be read"));
    reader.readAsDataURL(bytes);
  });
}
