// Numbers, cost, findings and the document: what stands in them, and where it leads.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { open, until, visit } from "./stage.mjs";

test("a number opens to its formula and goes on to what it is made of", async (t) => {
  const page = await visit(t, await open(), "/numbers");
  await page.getByRole("searchbox", { name: "Find" }).fill("components.finder.utilization");
  const number = page.getByRole("list", { name: "Numbers" }).locator("details").first();
  await number.locator(".formula").first().waitFor();
  assert.notEqual((await number.locator(".formula").first().innerText()).trim(), "");
  const input = number.locator("details").first();
  const name = (await input.locator("summary span").first().innerText()).trim();
  await input.locator("summary").first().click();
  await input.getByRole("list", { name: `What ${name} is made of` }).waitFor();
  await page.getByRole("searchbox", { name: "Find" }).fill("cost");
  await page.locator("label", { has: page.getByRole("radio", { name: /^cost/ }) }).click();
  await page.getByRole("status").filter({ hasText: /^27 of \d+ numbers/ }).waitFor();
});

test("a finding leads to its line in the editor", async (t) => {
  const page = await visit(t, await open(), "/findings");
  const jump = page.getByRole("button", { name: /^Line \d+/ }).first();
  const line = (await jump.innerText()).match(/\d+/)[0];
  await jump.click();
  await page.waitForURL(`**/editor?line=${line}`);
  await page.locator(".cm-activeLineGutter, .cm-gutterElement", { hasText: new RegExp(`^${line}$`) }).first().waitFor();
});

test("the money is told by component, the dearest first, and leads to the part and to its reason", async (t) => {
  const page = await visit(t, await open(), "/cost");
  await page.locator("table.cost tbody tr").first().waitFor();
  const money = (await page.locator("table.cost tbody tr td:nth-child(2)").allInnerTexts()).map((s) => Number(s.replace(/[^0-9.]/g, "")));
  assert.deepEqual(money, money.toSorted((a, b) => b - a));
  const dearest = page.locator("table.cost tbody tr").first();
  const name = await dearest.getByRole("rowheader").innerText();
  await dearest.getByRole("rowheader").getByRole("button").click();
  await page.getByRole("complementary", { name: "Selected" }).getByText(name, { exact: true }).first().waitFor();

  await page.locator("label", { has: page.getByRole("radio", { name: "kind" }) }).click();
  await page.getByRole("rowheader", { name: /^sql/ }).waitFor();
  await page.getByRole("button", { name: /^\$.*/ }).first().click();
  await page.getByRole("dialog", { name: /cost\.month/ }).locator(".formula").first().waitFor();
});

test("why a number is what it is can be asked over any screen, down to the line", async (t) => {
  const page = await visit(t, await open(), "/?why=components.finder.utilization");
  const dialog = page.getByRole("dialog", { name: /components\.finder\.utilization/ });
  await dialog.locator(".formula").first().waitFor();
  const replicas = dialog.locator("details", { hasText: "components.finder.replicas" }).first();
  await replicas.locator("summary").press("Enter");
  const line = replicas.getByRole("button", { name: /^Line \d+/ }).first();
  const number = (await line.innerText()).match(/\d+/)[0];
  await line.click();
  await page.waitForURL(`**/editor?line=${number}`);
  assert.equal(await dialog.count(), 0);
});

test("the document stands in a frame that may run nothing, follows the file and keeps its place", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/document");
  const frame = page.locator("iframe");
  assert.doesNotMatch(await frame.getAttribute("sandbox"), /allow-scripts/);
  const inside = page.frameLocator("iframe");
  await inside.getByRole("heading", { name: "Online shop" }).first().waitFor();
  const place = () => frame.evaluate((f) => f.contentWindow.scrollY);
  await frame.evaluate((f) => f.contentWindow.scrollTo({ top: 2000, behavior: "instant" }));
  await studio.write((await studio.text()).replace("title: Online shop", "title: Corner shop"));
  await inside.getByRole("heading", { name: "Corner shop" }).first().waitFor({ state: "attached" });
  await until("the place is kept", async () => (await place()) === 2000);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "HTML" }).click()]);
  assert.match(await readFile(await file.path(), "utf8"), /^<!doctype html>[^]*Corner shop/i);
});

test("a step says what is open in it and leads there, and who has to sign", async (t) => {
  const page = await visit(t, await open(), "/");
  const steps = page.getByRole("complementary", { name: "Steps" });
  await steps.getByRole("button", { name: /^Scaling/ }).click();
  await page.waitForURL(/step=scaling/);
  await steps.getByText("not signed by platform").waitFor();
  await steps.getByText(/^loadpath sign scaling .* --as platform$/).waitFor();
  await steps.getByRole("list", { name: "Open in Scaling" }).getByRole("button", { name: "carts" }).click();
  await page.getByRole("complementary", { name: "Selected" }).getByText("carts").first().waitFor();
  await steps.getByRole("button", { name: /^Line \d+/ }).first().click();
  await page.waitForURL(/\/editor\?.*line=\d+/);
});

test("by the keyboard one finds a number, a step, a requirement, and a fault of what is selected", async (t) => {
  const page = await visit(t, await open(), "/?sel=c:orders-db");
  await page.getByRole("complementary", { name: "Selected" }).waitFor();
  const find = async (text, name) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find anything" }).fill(text);
    const option = page.getByRole("option", { name });
    await option.waitFor();
    while ((await option.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  };
  await find("finder util", /^components\.finder\.utilization/);
  await page.getByRole("dialog", { name: /components\.finder\.utilization/ }).locator(".formula").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: /components\.finder\.utilization/ }).waitFor({ state: "detached" });

  await find("step failure", /^12 Failure/);
  await page.getByRole("complementary", { name: "Steps" }).getByRole("list", { name: /Failure/ }).first().waitFor();
  await find("requirement checkout p95", /^checkout p95 at most/);
  await page.getByRole("dialog", { name: /checkout/ }).locator(".formula").first().waitFor();
  await page.keyboard.press("Escape");
  await find("break crash", /^.*: orders-db/);
  await page.waitForURL(/\/chaos\?.*break=crash/);
});

test("a finding that is chosen in the palette is marked and stands in view, however many there are", async (t) => {
  const shops = Array.from({ length: 8 }, (_, i) => `  shop-${i}: {kind: service, slots: 10}\n`).join("");
  const calls = Array.from({ length: 8 }, (_, i) => `{call: shop-${i}, work: 5ms}`).join(", ");
  const page = await visit(t, await open({ text: `loadpath: 1\nsystem: shops\ncomponents:\n${shops}flows:\n  buy: {rate: 20/s, steps: [${calls}]}\n` }), "/findings");
  const last = page.locator("article.finding").last();
  const [title, at] = [(await last.locator("h3").innerText()).split(" ").slice(1).join(" "), await last.locator("h3 code").innerText()];
  await assert.rejects(inView(last), "all findings fit the window, so that nothing need scroll");
  await page.getByRole("link", { name: "Overview" }).click();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find anything" }).fill(`finding ${title}`);
  await page.getByRole("option", { name: `(${at})` }).click();
  const marked = page.locator("article[aria-current]");
  await marked.waitFor();
  assert.match(await marked.innerText(), new RegExp(at));
  await inView(marked);
  assert.equal(await marked.evaluate((e) => e === document.activeElement), true);
});

/** inView fails where an element does not stand in the window with all that it holds. */
async function inView(element) {
  const seen = await element.evaluate((e) => new Promise((told) => new IntersectionObserver(([s]) => told(s.intersectionRatio)).observe(e)));
  assert.equal(seen, 1);
}
