// Reads a JSON object of LikeC4 models by name from standard input, has LikeC4
// validate each as a project of its own, as `likec4 validate` does, and prints by
// name its errors, the titles of its elements, its relationships and what its
// views show.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LikeC4 } from "likec4";
import { input } from "./input.mjs";

const models = Object.entries(input);
const root = mkdtempSync(join(tmpdir(), "likec4-"));
models.forEach(([, text], i) => {
  mkdirSync(join(root, `p${i}`));
  writeFileSync(join(root, `p${i}`, "likec4.config.json"), JSON.stringify({ name: `p${i}` }));
  writeFileSync(join(root, `p${i}`, "model.c4"), text);
});

// LikeC4 gives up on a model after some seconds, which a busy machine takes.
async function patiently(compute, tries = 3) {
  try {
    return await compute();
  } catch (error) {
    if (tries === 1) throw error;
    return patiently(compute, tries - 1);
  }
}

const read = {};
try {
  const workspace = await LikeC4.fromWorkspace(root, { printErrors: false, throwIfInvalid: false, logger: false, watch: false });
  for (const [i, [name]] of models.entries()) {
    const errors = workspace.getErrors().filter((e) => e.sourceFsPath.includes(`/p${i}/`)).map((e) => `line ${e.line + 1}: ${e.message}`);
    read[name] = { errors };
    if (errors.length > 0) continue;
    const model = await patiently(() => workspace.computedModel(`p${i}`));
    read[name] = {
      errors,
      elements: Object.fromEntries([...model.elements()].map((e) => [e.id, e.title])),
      relationships: [...model.relationships()].map((r) => `${r.source.id} ${r.kind === "async" ? "-[async]->" : "->"} ${r.target.id}: ${r.title}`),
      views: Object.fromEntries([...model.views()].map((v) => [v.id, { nodes: [...v.nodes()].map((n) => n.id), edges: [...v.edges()].length }])),
    };
  }
} finally {
  rmSync(root, { recursive: true });
}
process.stdout.write(JSON.stringify(read) + "\n", () => process.exit(0));
