// Reads a JSON object of Excalidraw scenes by name from standard input, has
// Excalidraw's own restore() read each as the editor does when it opens a file,
// and prints by name what is left of its elements, or the error.
import { build } from "esbuild";
import { JSDOM } from "jsdom";
import { input } from "./input.mjs";

// The package is made for bundlers: in Node it does not find its own parts.
const bundle = await build({
  stdin: { contents: 'export { restore } from "@excalidraw/excalidraw"', resolveDir: import.meta.dirname },
  external: ["@excalidraw/mermaid-to-excalidraw"],
  bundle: true, write: false, format: "esm", platform: "browser",
});
const { window } = new JSDOM("");
window.HTMLCanvasElement.prototype.getContext = () => ({});
for (const name of ["document", "navigator", "Element", "HTMLElement", "devicePixelRatio", "location"]) globalThis[name] = window[name];
globalThis.window = window;
const { restore } = await import("data:text/javascript;base64," + Buffer.from(bundle.outputFiles[0].text).toString("base64"));

const read = {};
for (const [name, text] of Object.entries(input)) {
  try {
    const scene = restore(JSON.parse(text), null, null, { repairBindings: true });
    read[name] = { elements: scene.elements };
  } catch (error) {
    read[name] = { error: String(error.message ?? error) };
  }
}
process.stdout.write(JSON.stringify(read), () => process.exit(0));
