// Numbers, cost, findings and the document: what stands in them, and where it leads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, visit } from "./stage.mjs";

test("a number opens to its formula and leads on to what it is made of", async (t) => {
  const page = await visit(t, await open(), "/numbers");
  await page.getByRole("searchbox", { name: "Find" }).fill("components.finder.utilization");
  const number = page.getByRole("list", { name: "Numbers" }).locator("details").first();
  await number.locator(".formula").waitFor();
  assert.notEqual((await number.locator(".formula").innerText()).trim(), "");
  const input = number.getByRole("link").first();
  const name = await input.innerText();
  await input.click();
  await page.waitForURL(new RegExp(`find=${name.replace(/[.]/g, "\\.")}`));
  await page.locator("details[open] summary", { hasText: name }).first().waitFor();
});

test("a finding leads to its line in the editor", async (t) => {
  const page = await visit(t, await open(), "/findings");
  const jump = page.getByRole("button", { name: /^Go to line \d+/ }).first();
  const line = (await jump.innerText()).match(/\d+/)[0];
  await jump.click();
  await page.waitForURL(`**/editor?line=${line}`);
  await page.locator(".cm-activeLineGutter, .cm-gutterElement", { hasText: new RegExp(`^${line}$`) }).first().waitFor();
});

test("the money is told by component, the dearest first, and leads to the part", async (t) => {
  const page = await visit(t, await open(), "/cost");
  const money = (await page.locator("table.cost tbody tr td:nth-child(2)").allInnerTexts()).map((s) => Number(s.replace(/[^0-9.]/g, "")));
  assert.deepEqual(money, money.toSorted((a, b) => b - a));
  const dearest = page.locator("table.cost tbody tr").first().getByRole("button");
  const name = await dearest.innerText();
  await dearest.click();
  await page.getByRole("complementary", { name: "Selected" }).getByText(name, { exact: true }).first().waitFor();
});

test("the document stands in a frame that may run nothing", async (t) => {
  const page = await visit(t, await open(), "/document");
  const frame = page.locator("iframe");
  assert.doesNotMatch(await frame.getAttribute("sandbox"), /allow-scripts|allow-same-origin/);
  await page.frameLocator("iframe").getByRole("heading", { name: "Online shop" }).first().waitFor();
});
