// A design of 500 components: it opens closed, in time, and everything in it stays within reach.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, open, spentBy, until, visit } from "./stage.mjs";

const components = 500;

/** town is a design of so many components in boundaries of ten. */
function town() {
  const lines = ["loadpath: 1", "system: town", "actors:", "  user: {daily: 10k}", "boundaries:"];
  for (let i = 0; i < components; i += 10) lines.push(`  area-${i / 10}: {title: Area ${i / 10}}`);
  lines.push("components:");
  for (let i = 0; i < components; i++) lines.push(`  c${i}: {kind: service, replicas: 2, cores: 2, in: area-${Math.floor(i / 10)}}`);
  lines.push("flows:");
  for (let i = 0; i < components; i += 5) {
    lines.push(`  f${i}:`, "    by: user", "    rate: 5/s", "    steps:", `      - call: c${i}`, "        work: 2ms", "        steps:");
    for (let k = i + 1; k < i + 5; k++) lines.push(`          - {call: c${k}, work: 1ms}`);
    lines.push(`          - call: c${(i + 37) % components}`);
  }
  return `${lines.join("\n")}\n`;
}

test("500 components open closed within three seconds, and can be read, found, changed and broken", async (t) => {
  const studio = await open({ text: town() });
  const page = await visit(t, studio);
  await page.locator(".react-flow__node").first().waitFor();
  const spent = await spentBy(page);
  const step = async (what, do_, most) => {
    const [at, before] = [performance.now(), await spent()];
    await do_();
    const used = (await spent()) - before;
    t.diagnostic(`${what}: ${(performance.now() - at).toFixed(0)} ms, of which the page computes ${(1000 * used).toFixed(0)} ms`);
    assert.ok(used < most, `${what} takes the page ${used.toFixed(2)} s of its processor`);
  };
  await step("open", async () => {
    await page.reload();
    await page.locator(".react-flow__node").first().waitFor();
  }, 3);
  const boxes = page.locator(".react-flow__node");
  const closed = page.locator(".react-flow__node-folded");
  assert.ok((await boxes.count()) < 250, "it opens collapsed");
  assert.ok((await closed.count()) >= 10);

  await step("open a boundary", async () => {
    await page.locator(`.react-flow__node[data-id="b:area-3"]`).focus();
    await page.keyboard.press("Enter");
    await box(page, "c37").waitFor({ state: "attached" });
  }, 1);
  await step("close it again", async () => {
    await page.getByRole("button", { name: "Close Area 3" }).dispatchEvent("click");
    await box(page, "c37").waitFor({ state: "detached" });
  }, 1);
  await step("find a component", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find anything" }).fill("c412");
    await page.getByRole("option", { name: /c412/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Selected" }).getByText("c412").first().waitFor();
  }, 1.5);
  const facts = page.getByRole("complementary", { name: "Selected" });
  await step("change a fact", async () => {
    const replicas = facts.getByLabel("replicas", { exact: true });
    await replicas.fill("3");
    await replicas.press("Enter");
    await until("the file has it", async () => (await studio.text()).includes("c412: {kind: service, replicas: 3,"));
  }, 1.5);
  await step("list what can happen to it", async () => {
    await facts.getByRole("button", { name: "Break it …" }).click();
    await page.getByRole("button", { name: "Kill c412" }).waitFor();
  }, 1);
  await step("turn a lever", async () => {
    await page.getByRole("link", { name: "What if" }).click();
    await page.locator(".levers").getByRole("slider").first().waitFor();
    await page.locator(".levers").getByRole("slider").first().press("ArrowRight");
    await page.locator(".agrees").waitFor();
  }, 1.5);
});
