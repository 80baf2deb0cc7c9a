// Reads a JSON object of D2 scripts by name from standard input, has D2's own
// compiler compile each, and prints by name the ids and labels of its shapes and
// the ends of its connections, or the error.
import { D2 } from "@terrastruct/d2";
import { input } from "./input.mjs";

const compiler = new D2();
const compiled = {};
for (const [name, text] of Object.entries(input)) {
  try {
    const { diagram } = await compiler.compile(text, { options: { layout: "dagre" } });
    compiled[name] = {
      shapes: Object.fromEntries(diagram.shapes.map((s) => [s.id, s.label])),
      connections: diagram.connections.map((c) => `${c.src} -> ${c.dst}`),
    };
  } catch (error) {
    compiled[name] = { error: String(error.message ?? error) };
  }
}
console.log(JSON.stringify(compiled));
process.exit(0);
