// A design in two files: what stands in the included one says so, and nothing is written as if it stood here.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { box, open, until, visit } from "./stage.mjs";

const shop = `loadpath: 1
system: shop
include: [store.yaml]
actors:
  buyer: {daily: 10k}
components:
  api: {kind: service, replicas: 2, cores: 2}
flows:
  buy:
    by: buyer
    rate: 20/s
    steps:
      - call: api
        work: 2ms
        steps: [{read: db}]
`;
const store = `components:
  db: {kind: sql, replicas: 1, cores: 2, work: 1ms}
requirements:
  quality:
    fast: {flow: buy, p99: 50ms}
failures:
  db-lost: {inject: {crash: db, at: 5s, for: 10s}}
`;

const joined = () => open({ text: shop, beside: { "store.yaml": store } });
const included = (studio) => join(dirname(studio.file), "store.yaml");
const inspector = (page) => page.getByRole("complementary", { name: "Selected" });
const active = (page, words) => page.locator(".cm-activeLine", { hasText: words }).waitFor();

test("a part, a requirement and a finding of an included file name it and its line", async (t) => {
  const studio = await joined();
  const page = await visit(t, studio, "/?sel=c:db");
  await inspector(page).getByText("store.yaml, line 2").waitFor();
  assert.equal(await inspector(page).getByRole("textbox").count(), 0, "a fact can be typed that cannot be written");
  assert.equal(await page.getByRole("list", { name: "Requirements" }).getByRole("link").count(), 0);
  await page.getByRole("link", { name: "Findings" }).click();
  const finding = page.getByRole("article").filter({ hasText: "Component runs a single replica" });
  await finding.getByText("store.yaml, line 2").waitFor();
  assert.equal(await finding.getByRole("button").count(), 0);
});

test("a lever of an included file is tried, and says where it is to be written", async (t) => {
  const studio = await joined();
  const page = await visit(t, studio, "/whatif?turn=components/db/replicas~3");
  await page.getByText("set db replicas to 3 (store.yaml, line 2) yourself").waitFor();
  assert.ok(await page.getByRole("button", { name: "Keep this change" }).isDisabled());
  assert.equal(await readFile(included(studio), "utf8"), store);
});

test("a mistake in an included file is underlined where that is included, and goes when it is mended there", async (t) => {
  const studio = await joined();
  const page = await visit(t, studio, "/editor");
  await page.getByText("The design checks.").waitFor();
  await writeFile(included(studio), store.replace("kind: sql", "kind: sqll"));
  const wrong = page.locator(".cm-lintRange-error");
  await wrong.waitFor();
  assert.equal(await wrong.textContent(), "store.yaml");
  await page.locator(".notices").getByText("store.yaml, line 2:").waitFor();
  await page.locator(".cm-content").focus();
  await page.keyboard.press("F8");
  await page.locator(".cm-diagnostic").getByText("store.yaml, line 2:").waitFor();
  await writeFile(included(studio), store);
  await wrong.waitFor({ state: "detached" });
});

test("levers and faults follow a change of an included file", async (t) => {
  const studio = await joined();
  const page = await visit(t, studio, "/whatif");
  await page.getByText("more move no requirement here").click();
  const replicas = page.getByRole("slider", { name: "db replicas" });
  await replicas.waitFor();
  const before = await replicas.getAttribute("aria-valuetext");
  await writeFile(included(studio), store.replace("replicas: 1", "replicas: 2"));
  await until("the lever stands elsewhere", async () => (await replicas.getAttribute("aria-valuetext").catch(() => before)) !== before);
  await page.goto(`${studio.address}/chaos?failure=db-lost`);
  await box(page, "db").getByText("×2").waitFor();
});

test("a call leads to its policies, or to the step that makes it", async (t) => {
  const studio = await open({ text: `${shop.replace("include: [store.yaml]\n", "")}links:\n  buyer.api: {timeout: 1s}\n`.replace("flows:", "  db: {kind: sql, replicas: 2}\nflows:") });
  const page = await visit(t, studio, "/editor?sel=l:api.db");
  await active(page, "read: db");
  await inspector(page).getByRole("button", { name: "Line 15" }).waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  await page.goto(`${studio.address}/?sel=l:buyer.api`);
  await inspector(page).getByRole("button", { name: "Line 17" }).click();
  await active(page, "buyer.api:");
});
