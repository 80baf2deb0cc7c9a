// Reads a JSON object of diagrams by name from standard input, has Mermaid's
// own parser read each, and prints a JSON object of what it refuses and why.
import { JSDOM } from "jsdom";
import { input } from "./input.mjs";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const refused = {};
for (const [name, text] of Object.entries(input)) {
  try {
    await mermaid.parse(text);
  } catch (error) {
    refused[name] = String(error.message ?? error);
  }
}
console.log(JSON.stringify(refused));
