// Compare: the file against a variant, against a commit, and with nothing to hold it against.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { box, open, visit } from "./stage.mjs";

const run = promisify(execFile);

/** commit puts the file of a studio under version control as it is. */
async function commit(studio, subject) {
  const git = (...args) => run("git", ["-C", dirname(studio.file), "-c", "user.name=n", "-c", "user.email=n@example.org", ...args]);
  await git("init", "--quiet");
  await git("add", studio.file);
  await git("commit", "--quiet", "--message", subject);
}

const differences = (page) => page.getByRole("region", { name: "Differences" });

test("a variant is drawn over the file: what it removes stands there as a ghost", async (t) => {
  const page = await visit(t, await open(), "/compare?left=base&right=no-cache");
  const ghost = box(page, "product-cache");
  await ghost.locator(".box.removed").waitFor();
  assert.match(await ghost.getAttribute("aria-label"), /removed/);
  assert.equal(await ghost.locator(".mark").innerText(), "−");
  await page.locator(".react-flow__edge.removed").first().waitFor({ state: "attached" });
  await differences(page).getByRole("listitem").filter({ hasText: "product-cache" }).first().waitFor();
  await differences(page).getByRole("rowheader", { name: "product-cache" }).waitFor(); // of the money
  await page.getByRole("button", { name: "Swap the sides" }).click();
  await ghost.locator(".box.added").waitFor();
});

// One queue with exponential work, and a variant with twice as many servers.
const desks = `
loadpath: 1
system: desks
requirements: {quality: {quick: {flow: ask, p99: 200ms}}}
components:
  desk: {kind: service, cores: 1, balance: shared-queue, price: $10/month}
flows:
  ask: {rate: 50/s, steps: [{call: desk, work: 10ms}]}
variants:
  two: {components: {desk: {replicas: 2}}}
`;

test("both sides are measured in pairs: who is better at what, and latency from the median to the rarest", async (t) => {
  const page = await visit(t, await open({ text: desks }), "/compare");
  await page.getByRole("button", { name: "Measure both" }).click();
  const difference = differences(page).getByRole("columnheader", { name: "difference, 95% interval" }).first();
  await difference.waitFor();
  const row = (name) => differences(page).getByRole("row", { name }).first().innerText();
  assert.match(await row(/^ask p99 ≤ 200 ms/), /two is better/);
  assert.match(await row(/^cost/), /base is better/);
  assert.match(await row(/^ask errors/), /the same|not distinguishable/);
  await differences(page).getByText("As numbers").click();
  await differences(page).getByRole("row", { name: /^p95 / }).waitFor();
  await page.getByRole("button", { name: "Swap the sides" }).click();
  await difference.waitFor({ state: "detached" }); // it was of the other order
});

test("a measurement can be given up", async (t) => {
  const page = await visit(t, await open(), "/compare?left=base&right=stock-apart");
  await page.getByRole("button", { name: "Measure both" }).click();
  await page.getByRole("main").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Measure both" }).waitFor();
});

test("what was changed since the last commit is shown at once, and leads to its line", async (t) => {
  const studio = await open();
  await commit(studio, "shop: as planned");
  await studio.write((await studio.text()).replace("replicas: 6", "replicas: 9"));
  const page = await visit(t, studio, "/compare");
  await box(page, "catalogue").locator(".box.changed").waitFor();
  const changed = differences(page).getByRole("listitem").filter({ hasText: "replicas: 6 → 9" }).first();
  await changed.waitFor();
  await changed.getByRole("button", { name: /^Line \d+/ }).click();
  await page.waitForURL(/editor.*line=\d+/);
  await page.goBack();

  await studio.write((await readFile(studio.file, "utf8")).replace("replicas: 9", "replicas: 6"));
  await page.getByRole("combobox", { name: "To", exact: true }).selectOption("stock-apart");
  await page.getByRole("combobox", { name: "From", exact: true }).selectOption({ label: (await page.getByRole("combobox", { name: "From", exact: true }).locator("option", { hasText: "as planned" }).first().innerText()) });
  await box(page, "stock-kv").locator(".box.added").waitFor();
});

test("with no variant and no commit it says what to type", async (t) => {
  const text = "loadpath: 1\nsystem: desk\ncomponents:\n  desk: {kind: service, cores: 1}\nflows:\n  ask: {rate: 5/s, steps: [{call: desk, work: 10ms}]}\n";
  const page = await visit(t, await open({ text }), "/compare");
  await page.getByRole("heading", { name: /nothing to compare/ }).waitFor();
  await page.getByText("variants:").waitFor();
  await page.getByText("git init").waitFor();
});
