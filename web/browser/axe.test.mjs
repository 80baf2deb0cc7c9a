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
  await page.evaluate(axe);
  // A document in a frame may run nothing, so that axe cannot look into it; it is a screen of its own below.
  const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values }, iframes: false }), rules);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

const seen = (selector) => (page) => page.locator(selector).first().waitFor();
const screens = {
  "/overview": seen(".react-flow__node .box"),
  "/overview?sel=c:catalogue-db": seen(".inspector .numbers summary"),
  "/overview?sel=l:catalogue.finder": seen(".inspector .numbers summary"),
  "/overview?overlay=findings": seen(".react-flow__node .box"),
  "/run": async (page) => {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByLabel("Moment of the run").waitFor();
  },
  "/chaos": seen(".react-flow__node .box"),
  [`/chaos?sel=c:catalogue-db&kill=${encodeURIComponent("{crash: catalogue-db.primary, at: 10s, for: 20s}")}`]: seen(".outcome .verdict"),
  "/whatif": async (page) => {
    await page.locator(".levers input[type=range]").first().waitFor();
    await page.locator(".levers input[type=range]").first().press("ArrowRight");
    await page.locator(".changed").first().waitFor();
  },
  "/compare": seen(".react-flow__node .box"),
  "/numbers?find=components.finder.utilization": seen(".why .formula"),
  "/cost": seen("table.cost"),
  "/findings": seen(".finding"),
  "/document": seen("iframe"),
  "/editor": seen(".cm-content"),
};

for (const colorScheme of ["light", "dark"])
  test(`no screen breaks a rule in the ${colorScheme} theme`, async (t) => {
    const studio = await open();
    for (const [path, ready] of Object.entries(screens))
      await t.test(path, async (t) => {
        const page = await visit(t, studio, path, { colorScheme, reducedMotion: "reduce" });
        await ready(page);
        assert.deepEqual(await violations(page), []);
      });
    await t.test("the palette and the keys", async (t) => {
      const page = await visit(t, studio, "/overview", { colorScheme });
      await page.locator(".react-flow__node .box").first().waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Find anything" }).waitFor();
      assert.deepEqual(await violations(page), []);
      await page.keyboard.press("Escape");
      await page.getByRole("combobox", { name: "Find anything" }).waitFor({ state: "detached" });
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      assert.deepEqual(await violations(page), []);
    });
    await t.test("a file that cannot be read", async (t) => {
      const broken = await open();
      const page = await visit(t, broken, "/overview", { colorScheme });
      await page.locator(".react-flow__node .box").first().waitFor();
      await broken.write("components: [");
      await page.locator(".notices .bad").waitFor();
      assert.deepEqual(await violations(page), []);
    });
    await t.test("no file", async (t) => {
      const page = await visit(t, await open({ missing: true }), "/", { colorScheme });
      await page.getByRole("heading").first().waitFor();
      assert.deepEqual(await violations(page), []);
    });
  });
