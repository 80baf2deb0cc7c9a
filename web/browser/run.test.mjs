// Run: put load on the design, play it, scrub through it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, open, until, visit } from "./stage.mjs";

test("a run is computed, then plays, stops, steps and scrubs with the diagram and the charts", async (t) => {
  const page = await visit(t, await open(), "/run");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const moment = page.getByLabel("Moment of the run");
  await moment.waitFor();
  const at = async () => Number(await moment.inputValue());
  const start = await at();
  await until("it plays by itself", async () => (await at()) > start);
  await page.getByRole("button", { name: "Pause" }).click();
  await moment.fill("30");
  assert.equal(await at(), 30);
  await page.getByRole("button", { name: "One second on" }).click();
  await until("one second on", async () => (await at()) === 31);
  await page.getByRole("button", { name: "One second back" }).click();
  await until("one second back", async () => (await at()) === 30);
  await box(page, "finder").getByText("/s").first().waitFor();
  for (const chart of ["Latency", "Throughput", "Errors", "Utilisation"]) await page.getByText(chart).first().waitFor();
  assert.ok((await page.getByRole("list", { name: "Requirements in this run" }).getByRole("listitem").count()) > 0);
});

test("the same seed runs the same", async (t) => {
  const page = await visit(t, await open(), "/run");
  const told = async () => {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("button", { name: "Simulating …" }).waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).waitFor();
    return (await page.locator("form .legend").innerText()).match(/^.* events/)[0];
  };
  await page.getByText(/^Reviewed: /).waitFor();
  assert.equal(await told(), await told());
});

test("whoever wants little motion gets none of the dots moving", async (t) => {
  const page = await visit(t, await open(), "/run", { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.ok(await page.locator("canvas.traffic").isVisible());
});
