// Every screen in both themes, held against the rules of WCAG 2.2 AA that a program can check.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { open, visit } from "./stage.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** violations are what axe finds on the page as it stands, one line each. All that it finds well would be megabytes, and stays there. */
async function violations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  // A document in a frame may run nothing, so that axe cannot look into it; its own page is looked at in reading.
  const found = await page.evaluate(async (values) => (await window.axe.run({ runOnly: { type: "tag", values }, iframes: false, resultTypes: ["violations"] })).violations, rules);
  return found.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

const there = (page) => page.locator(".react-flow__node .box").first().waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

const clicked = async (page, button, seen) => (await button.click(), seen.waitFor());
const dialog = (page, name) => page.getByRole("dialog", { name }).waitFor();

/** The screens in an order in which one page can go through them: where, and what makes it what is to be seen. */
const screens = [
  ["/overview", there],
  ["/overview?sel=c:catalogue-db", (page) => page.locator(".inspector .numbers summary").first().waitFor()],
  ["/overview?sel=l:catalogue.finder", (page) => page.locator(".inspector .numbers summary").first().waitFor()],
  [
    "/overview?overlay=findings&step=quality, exporting",
    async (page) => {
      await page.getByRole("list", { name: /^Open in/ }).waitFor();
      await page.getByRole("list", { name: /^Approvals of/ }).waitFor();
      await clicked(page, page.getByRole("button", { name: "Export", exact: true }), page.getByRole("group", { name: "Export" }));
    },
  ],
  ["/overview?why=cost.month", (page) => page.locator("dialog .why .formula").first().waitFor()],
  ["/overview?palette", async (page) => (await page.keyboard.press("Control+k"), page.getByRole("combobox", { name: "Find anything" }).waitFor())],
  ["/overview?keys", async (page) => (await page.keyboard.press("Escape"), await page.keyboard.press("?"), dialog(page, "Keys"))],
  ["/run", async (page) => (await page.keyboard.press("Escape"), there(page))],
  ["/run?done", async (page) => (await press(page, "Run"), await page.getByLabel("Moment of the run").waitFor(), page.keyboard.press("Space"))],
  ["/run?view=events", (page) => page.getByText("Nothing fills up").or(page.getByRole("list", { name: "Events" })).first().waitFor()],
  [
    "/run?view=request, a span of it",
    async (page) => {
      await page.getByRole("list", { name: "Where its time went" }).waitFor();
      await clicked(page, page.locator(".waterfall button").nth(1), page.locator(".waterfall button.on").first());
      await clicked(page, page.getByText("As a table"), page.getByRole("columnheader", { name: "took" }));
    },
  ],
  ["/chaos", there],
  ["/chaos?sel=c:catalogue-db", async (page) => (await page.getByRole("button", { name: "Kill catalogue-db" }).click(), page.locator(".outcome .verdict").waitFor())],
  ["/whatif", (page) => page.locator(".levers input[type=range]").first().waitFor()],
  ["/whatif?moved", async (page) => (await page.locator(".levers input[type=range]").first().press("ArrowRight"), page.locator(".changed").first().waitFor())],
  ["/compare", there],
  ["/numbers?find=components.finder.utilization", (page) => page.locator(".why .formula").first().waitFor()],
  ["/cost", (page) => page.locator("table.cost").waitFor()],
  ["/findings", (page) => page.getByRole("heading", { name: /open$/ }).waitFor()],
  ["/document", (page) => page.frameLocator("iframe").getByRole("heading").first().waitFor()],
  ["/editor", (page) => page.locator(".cm-content").waitFor()],
];

const themes = ["light", "dark"];

/** held lets axe look at the page in both themes. The next page begins in the one in which this ends: to change it costs as much as to look. */
async function held(page) {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), [], `in the ${colorScheme} theme`);
  }
  themes.reverse();
}

/** walked goes to a place as a link within the page does: nothing is read or computed anew. */
async function walked(t, page, path, ready) {
  await t.test(path, async () => {
    await page.evaluate((to) => (history.pushState(null, "", to), dispatchEvent(new PopStateEvent("popstate"))), path.split(",")[0]);
    await ready(page);
    await held(page);
  });
}

test("no screen breaks a rule, light or dark", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview", { reducedMotion: "reduce" });
  await there(page);
  for (const [path, ready] of screens) await walked(t, page, path, ready);
  await studio.write("components: [");
  await walked(t, page, "/editor, of a file that cannot be read", () => page.getByText("As it was when the text could last be read.").waitFor());
  await walked(t, page, "/overview, of a file that cannot be read", () => page.locator(".notices .bad").first().waitFor());
});

// One queue, which both sides of a comparison can run twelve times in no time.
const desk = `
loadpath: 1
system: desk
components:
  desk: {kind: service, cores: 1, balance: shared-queue, price: $10/month}
flows:
  ask: {rate: 50/s, steps: [{call: desk, work: 10ms}]}
variants:
  two: {components: {desk: {replicas: 2}}}
`;

test("neither what was measured nor a conflict breaks a rule, light or dark", async (t) => {
  const studio = await open({ text: desk });
  const page = await visit(t, studio, "/compare", { reducedMotion: "reduce" });
  await there(page);
  await walked(t, page, "/compare, measured", async () => {
    await clicked(page, page.getByRole("button", { name: "Measure both" }), page.getByRole("columnheader", { name: "difference, 95% interval" }).first());
    await clicked(page, page.getByText("As numbers"), page.getByRole("rowheader", { name: "p50", exact: true }));
  });
  await walked(t, page, "/editor, in conflict", async () => {
    await page.locator(".cm-content").click();
    await page.keyboard.type("#");
    await page.getByText("Not saved (Ctrl+S).").waitFor();
    await studio.write(desk.replace("rate: 50/s", "rate: 60/s"));
    await dialog(page, "The file was changed elsewhere");
  });
});

test("the start breaks no rule, light or dark", async (t) => {
  const page = await visit(t, await open({ missing: true }), "/", { reducedMotion: "reduce" });
  await page.locator(".cascade").waitFor();
  await page.locator(".thumb").first().waitFor();
  await held(page);
});
