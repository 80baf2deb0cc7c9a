// Run: put load on the design, play it, step and scrub through it, and ask why a request was slow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, open, until, visit } from "./stage.mjs";

// A surge that a database cannot carry: its callers wait, time out and try again, and one of them is scaled.
const storm = `loadpath: 1
system: storm
title: A retry storm
actors: {user: {kind: human}}
components:
  api: {kind: service, replicas: {min: 2, max: 6, target: {cpu: 60%}, every: 5s, cooldown: 10s}, start: {time: 8s}, cores: 2, slots: 100, queue: 400}
  db: {kind: sql, slots: 4, queue: 50}
links: {api.db: {timeout: 100ms, retry: {max: 2, backoff: 10ms}}}
flows:
  ask: {by: user, rate: 200/s, steps: [{call: api, work: 5ms, steps: [{read: db, work: 8ms}]}]}
  ping: {by: user, rate: 20/s, steps: [{call: api, work: 1ms}]}
load:
  spike: {level: mean, ramp: {from: 10s, to: 4x, over: 5s, hold: 15s, down: 5s}, for: 50s}
`;

const moment = (page) => page.getByLabel("Moment of the run");
const at = async (page) => Number(await moment(page).inputValue());

test("a load is chosen, computed, and plays; one pauses, steps, scrubs and changes the speed", async (t) => {
  const page = await visit(t, await open({ text: storm }), "/run");
  await page.getByText("Put load on it").waitFor();
  await page.getByLabel(/^Load/).selectOption("spike");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await moment(page).waitFor();
  assert.match(page.url(), /load=spike/);
  const start = await at(page);
  await until("it plays by itself", async () => (await at(page)) > start);
  await page.getByRole("button", { name: "Pause" }).click();
  await moment(page).fill("30");
  assert.equal(await at(page), 30);
  await page.getByRole("button", { name: "One second on" }).click();
  assert.equal(await at(page), 31);
  await page.keyboard.press(",");
  assert.equal(await at(page), 30);
  await page.keyboard.press(".");
  assert.equal(await at(page), 31);
  await page.getByLabel("Speed").selectOption("10");
  await moment(page).focus();
  await page.keyboard.press("Space");
  await until("it plays to the end and stands there", async () => (await at(page)) === 50);
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
});

test("the boxes show who waits, what fails and which replicas start", async (t) => {
  const page = await visit(t, await open({ text: storm }), "/run?load=spike");
  await page.getByRole("button", { name: "Pause" }).click();
  await moment(page).fill("5");
  await box(page, "db").getByText(/^[12]\d\d\/s$/).waitFor();
  assert.equal(await box(page, "db").locator(".stack").count(), 0, "nobody waits yet");
  await moment(page).fill("25");
  await box(page, "db").getByText(/wait$/).waitFor();
  await box(page, "db").locator(".stack").waitFor();
  const pips = box(page, "api").locator(".pips");
  await until("replicas start", async () => {
    await page.keyboard.press(",");
    return (await pips.locator(".starting").count()) > 0 || (await at(page)) < 10;
  });
  assert.match(await pips.getAttribute("title"), /2 serve, \d starts?/);
});

test("events lead to their second, and keys lead from event to event", async (t) => {
  const page = await visit(t, await open({ text: storm }), "/run?load=spike&view=events");
  await page.getByRole("button", { name: "Pause" }).click();
  const events = page.getByRole("list", { name: "Events" });
  await events.getByRole("button", { name: /db is full/ }).click();
  await page.waitForURL(/sel=c%3Adb/);
  const full = await at(page);
  assert.ok(full > 9 && full < 20, `db is full at ${full} s`);
  await page.keyboard.press(">");
  assert.ok((await at(page)) >= full);
  await page.keyboard.press("<");
  await page.keyboard.press("<");
  assert.ok((await at(page)) <= full);
  await events.getByRole("button", { name: /api\.db is tried again and again/ }).waitFor();
});

test("charts share the moment: a click goes there, and the slowest request of it is explained", async (t) => {
  const page = await visit(t, await open({ text: storm }), "/run?load=spike");
  await page.getByRole("button", { name: "Pause" }).click();
  for (const chart of ["Latency", "Throughput", "Errors", "Utilisation"]) await page.locator("figcaption", { hasText: chart }).waitFor();
  for (const percentile of ["p50", "p95", "p99"]) await page.locator("figcaption", { hasText: "Latency" }).getByText(percentile).waitFor();
  const plots = page.locator(".chart .u-over");
  const { width, height } = await plots.first().boundingBox();
  await plots.first().click({ position: { x: width / 2, y: height / 2 } });
  const there = await at(page);
  assert.ok(Math.abs(there - 25) < 2, `the middle is ${there} s`);
  const lines = await page.locator(".chart .moment").evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().left)));
  assert.equal(lines.length, 4);
  assert.equal(new Set(lines).size, 1, `the charts stand at ${lines}`);

  await page.getByRole("button", { name: "Slowest of this second" }).click();
  const request = page.getByRole("region", { name: "One request" });
  await request.getByRole("list", { name: "Where its time went" }).waitFor();
  assert.ok((await request.getByRole("list", { name: "Why it took so long" }).getByRole("listitem").count()) > 0);
  assert.match(page.url(), /request=max&second=2[345]/);
});

test("any request has a waterfall: spans by kind, attempts, and a table of the same", async (t) => {
  const page = await visit(t, await open({ text: storm }), "/run?load=spike&view=request&flow=ask&request=failed");
  const request = page.getByRole("region", { name: "One request" });
  await request.getByText("✕").first().waitFor();
  await request.getByRole("button", { name: /db .*attempt 3/ }).click();
  await page.waitForURL(/sel=c%3Adb/);
  for (const kind of ["span-work", "span-wait", "span-backoff", "cross"]) assert.ok((await request.locator(`svg .${kind}`).count()) > 0, `nothing is drawn as ${kind}`);
  await request.getByText("As a table").click();
  await request.getByRole("cell", { name: /timed out/ }).first().waitFor();
  await request.getByLabel("Request").selectOption("p50");
  await request.getByText("✕").first().waitFor({ state: "detached" });
  await request.getByRole("button", { name: "Show that moment" }).click();
  await request.getByLabel("Flow").selectOption("ping");
  await request.locator("p", { hasText: "ping" }).first().waitFor();
});

test("a run that takes long tells how far it is, and can be stopped; what was played stays", async (t) => {
  const page = await visit(t, await open(), "/run");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const told = page.locator("form .legend");
  await told.waitFor();
  const before = await told.innerText();
  await page.getByLabel("times").fill("400");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("progressbar", { name: "Simulated" }).waitFor();
  await page.getByText(/^\d.*% *, .* events$/).first().waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();
  assert.equal(await told.innerText(), before);
});

test("whoever wants little motion sees it stand, and starts it", async (t) => {
  const page = await visit(t, await open({ text: storm }), "/run?load=spike", { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  assert.equal(await at(page), 0);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await until("it goes on by whole seconds", async () => (await at(page)) >= 2);
});
