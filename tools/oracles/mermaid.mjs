// Reads a JSON object of diagrams by name from standard input, has Mermaid's
// own parser read each, and prints a JSON object of what it refuses and why.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const refused = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try {
    await mermaid.parse(text);
  } catch (error) {
    refused[name] = String(error.message ?? error);
  }
}
console.log(JSON.stringify(refused));
