// Every screen in both themes, held against the rules of WCAG 2.2 AA that a program can check.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, visit } from "./stage.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** violations are what axe finds on the page as it stands, one line each. */
async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  // A document in a frame may run nothing, so that axe cannot look into it; its own page is looked at in reading.
  const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values }, iframes: false }), rules);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

const there = (page) => page.locator(".react-flow__node .box").first().waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** The screens in an order in which one page can go through them: where, and what makes it what is to be seen. */
const screens = [
  ["/overview", there],
  ["/overview?sel=c:catalogue-db", (page) => page.locator(".inspector .numbers summary").first().waitFor()],
  ["/overview?sel=l:catalogue.finder", (page) => page.locator(".inspector .numbers summary").first().waitFor()],
  ["/overview?overlay=findings", there],
  ["/overview?palette", async (page) => (await page.keyboard.press("Control+k"), page.getByRole("combobox", { name: "Find anything" }).waitFor())],
  ["/overview?keys", async (page) => (await page.keyboard.press("Escape"), await page.keyboard.press("?"), page.getByRole("dialog", { name: "Keys" }).waitFor())],
  ["/run", async (page) => (await page.keyboard.press("Escape"), there(page))],
  ["/run?done", async (page) => (await press(page, "Run"), await page.getByLabel("Moment of the run").waitFor(), page.keyboard.press("Space"))],
  ["/run?view=events", (page) => page.getByText("Nothing fills up").or(page.getByRole("list", { name: "Events" })).first().waitFor()],
  ["/run?view=request", (page) => page.getByRole("list", { name: "Where its time went" }).waitFor()],
  ["/chaos", there],
  ["/chaos?sel=c:catalogue-db", async (page) => (await page.getByRole("button", { name: "Kill catalogue-db" }).click(), page.locator(".outcome .verdict").waitFor())],
  ["/whatif", (page) => page.locator(".levers input[type=range]").first().waitFor()],
  ["/whatif?moved", async (page) => (await page.locator(".levers input[type=range]").first().press("ArrowRight"), page.locator(".changed").first().waitFor())],
  ["/compare", there],
  ["/compare?done", async (page) => (await press(page, "Measure both"), page.getByText("not distinguishable").first().waitFor())],
  ["/numbers?find=components.finder.utilization", (page) => page.locator(".why .formula").first().waitFor()],
  ["/cost", (page) => page.locator("table.cost").waitFor()],
  ["/findings", (page) => page.getByRole("heading", { name: /open$/ }).waitFor()],
  ["/document", (page) => page.frameLocator("iframe").getByRole("heading").first().waitFor()],
  ["/editor", (page) => page.locator(".cm-content").waitFor()],
];

/** held lets axe look at the page in both themes. */
async function held(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), [], `in the ${colorScheme} theme`);
  }
}

test("no screen breaks a rule, light or dark", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview", { reducedMotion: "reduce" });
  await there(page);
  for (const [path, ready] of screens)
    await t.test(path, async () => {
      // As a link within the page does it: nothing is read or computed anew.
      await page.evaluate((to) => (history.pushState(null, "", to), dispatchEvent(new PopStateEvent("popstate"))), path);
      await ready(page);
      await held(page);
    });
  await t.test("a file that cannot be read", async () => {
    await page.goto(`${studio.address}/overview`);
    await there(page);
    await studio.write("components: [");
    await page.locator(".notices .bad").first().waitFor();
    await held(page);
  });
});

test("the start breaks no rule, light or dark", async (t) => {
  const page = await visit(t, await open({ missing: true }), "/", { reducedMotion: "reduce" });
  await page.locator(".cascade").waitFor();
  await page.locator(".thumb").first().waitFor();
  await held(page);
});
