// No file yet: the outage that really ran, its repair, and every way to begin.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { box, open, until, visit } from "./stage.mjs";

const file = (studio) => studio.text().catch(() => "");

test("the outage is computed and told, and its repair is one click away", async (t) => {
  const page = await visit(t, await open({ missing: true }));
  const outage = page.getByRole("region", { name: "An outage" });
  await outage.getByText("metastable").waitFor();
  await box(page, "db").waitFor();
  const events = outage.getByRole("list", { name: "Cascade" }).getByRole("button");
  assert.ok((await events.count()) >= 4);
  await events.filter({ hasText: "page breaks" }).click();
  const failing = outage.locator(".chart .key");
  await failing.filter({ hasText: "as it went 100%" }).waitFor();
  await failing.filter({ hasText: "with the repair 0%" }).waitFor();
  await outage.getByRole("button", { name: "Show it with the repair" }).click();
  await outage.getByText(/self-heals|absorbed|degraded/).first().waitFor();
  assert.equal(await outage.getByText("metastable").count(), 0);
  await outage.getByText("as it went", { exact: true }).click();
  await outage.getByText("metastable").waitFor();
});

test("a design of the gallery, each with its picture, becomes the file", async (t) => {
  const studio = await open({ missing: true });
  const page = await visit(t, studio, "/", { viewport: { width: 768, height: 1024 } });
  const finished = page.getByRole("region", { name: "Or from a finished design" }).getByRole("button");
  await finished.first().waitFor();
  assert.equal(await finished.count(), 4);
  for (const card of await finished.all()) assert.ok((await card.locator(".thumb .part").count()) > 5);
  assert.ok((await page.getByRole("region", { name: /outage that others had/ }).getByRole("button").count()) >= 6);
  await finished.filter({ hasText: "URL shortener" }).click();
  await page.getByRole("heading", { name: "URL shortener", level: 1 }).waitFor();
  await box(page, "links-db").waitFor();
  assert.equal(await studio.text(), await (await open({ design: "url-shortener" })).text());
});

test("an empty design is one that checks, and can be begun with the keyboard", async (t) => {
  const studio = await open({ missing: true });
  const page = await visit(t, studio);
  await page.getByRole("button", { name: /An empty design/ }).press("Enter");
  await page.getByRole("complementary", { name: "Steps" }).waitFor();
  assert.match(await studio.text(), /^system: system$/m);
  assert.equal(await page.locator(".notices .bad").count(), 0);
});

const compose = `services:
  web: {image: "nginx:1.27", ports: ["80:80"], depends_on: [db]}
  db: {image: "postgres:16"}
`;

test("what another tool wrote is imported, and what none wrote is refused with the reason", async (t) => {
  const studio = await open({ missing: true });
  const page = await visit(t, studio);
  const picked = page.getByLabel("File to import");
  await picked.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("buy milk") });
  await page.getByRole("alert").getByText(/notes\.txt looks like none of the formats/).waitFor();
  assert.equal(await file(studio), "");
  await picked.setInputFiles({ name: "compose.yaml", mimeType: "application/yaml", buffer: Buffer.from(compose) });
  await box(page, "db").waitFor();
  assert.match(await studio.text(), /^components:$/m);
});

test("a file that appears meanwhile is shown and not overwritten", async (t) => {
  const studio = await open({ missing: true });
  const page = await visit(t, studio);
  const empty = page.getByRole("button", { name: /An empty design/ });
  await empty.waitFor();
  await page.route("**/api/state*", () => {}); // the page has not heard of it yet
  const text = await (await open({ design: "url-shortener" })).text();
  await studio.write(text);
  await empty.click();
  await page.getByRole("alert").waitFor();
  await until("nothing was overwritten", async () => (await readFile(studio.file, "utf8")) === text);
});
