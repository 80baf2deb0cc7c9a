// What a reader may expect of every screen at every size: nothing overlaps, nothing is cut off, nothing scrolls sideways.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, visit } from "./stage.mjs";

const sizes = [
  [1280, 800],
  [1920, 1080],
  [768, 1024],
];

/** flaws looks at the page as it stands; it runs in the page. */
async function flaws() {
  await document.fonts.ready;
  // The diagram fits itself to its room over some frames.
  const view = () => [...document.querySelectorAll(".react-flow__viewport")].map((v) => v.style.transform).join();
  for (let still = 0, last = ""; still < 3; last = view()) {
    await new Promise((next) => requestAnimationFrame(next));
    still = view() === last ? still + 1 : 0;
  }
  const found = [];
  const rect = (e) => e.getBoundingClientRect();
  const named = (e) => `${e.className || e.tagName} "${(e.textContent ?? "").trim().slice(0, 30)}"`;
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && rect(e).width > 1 && rect(e).height > 1;
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const apart = (what, list) => {
    for (let i = 0; i < list.length; i++) for (let j = 0; j < i; j++) if (meet(rect(list[i]), rect(list[j]))) found.push(`${what}: ${named(list[i])} meets ${named(list[j])}`);
  };
  for (const d of document.querySelectorAll(".diagram")) {
    const boxes = [...d.querySelectorAll(".react-flow__node .box, .react-flow__node .caption span")];
    apart("diagram", boxes);
    // A picture that is opened at what changed has other boxes in places that one drags it from.
    const clear = d.matches(".aimed") ? boxes.filter((b) => b.closest(".added, .removed, .changed")) : boxes;
    for (const tool of d.querySelectorAll(".react-flow__controls, .react-flow__minimap")) for (const b of clear) if (meet(rect(tool), rect(b))) found.push(`diagram: ${named(b)} lies under ${tool.className}`);
  }
  for (const e of document.querySelectorAll(".compare .box :is(.name b, .rows span)")) {
    const zoom = rect(e).width / e.offsetWidth;
    const letters = parseFloat(getComputedStyle(e).fontSize) * zoom;
    if (seen(e) && letters < 11) found.push(`small: ${named(e)} has letters of ${letters.toFixed(1)} pixels`);
  }
  for (const e of document.querySelectorAll(".box .two")) {
    const box = e.closest(".box");
    const last = box.querySelector(".rows") ?? e;
    if (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1 || rect(last).bottom > rect(box).bottom) found.push(`cut: ${named(e)}`);
  }
  for (const row of document.querySelectorAll(".bar, .tools, .toolbar, footer, .verdicts, .verdicts ul, .verdicts li, .transport, .limits, .levers label, .facts label, .figures, .numbers summary, .cards, .card")) {
    apart(row.className || row.tagName, [...row.children].filter((e) => seen(e) && !["absolute", "fixed"].includes(getComputedStyle(e).position)));
  }
  apart("page", [...document.querySelectorAll(".app > header, .app > main, .app > .rail:not(:popover-open), .app > .inspector, .app > footer")].filter(seen));
  for (const e of document.querySelectorAll("#root *")) {
    if (e.closest("iframe, .cm-editor, .visually-hidden, svg, canvas, .skip, option, select") || !seen(e)) continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e);
    const told = style.textOverflow === "ellipsis" && e.closest("[title]");
    if (style.overflowX !== "visible" && style.overflowX !== "auto" && e.scrollWidth > e.clientWidth + 1 && !told) found.push(`cut: ${named(e)}`);
    // Text outside of what clips it, where one cannot scroll to it.
    for (let box = e.parentElement; box && !told; box = box.parentElement) {
      const clip = getComputedStyle(box);
      if (box.matches(".aimed .react-flow, .aimed .react-flow *") && !box.matches(".box")) break; // one drags it
      if (clip.overflowX === "auto" || clip.overflowX === "scroll" || clip.overflowY === "auto" || clip.position === "fixed") break;
      if (clip.overflowX === "visible") continue;
      const [inner, outer] = [rect(e), rect(box)];
      if (inner.top >= outer.bottom - 1) break; // on a row that is not shown
      if (inner.right > outer.right + 1 || inner.left < outer.left - 1) found.push(`cut: ${named(e)} by ${box.className || box.tagName}`);
      break;
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return found;
}

const there = (page) => page.locator(".react-flow__node .box").first().waitFor();
const differing = (page) => page.locator(".box:is(.added, .removed, .changed)").first().waitFor();
const screens = [
  ["/overview", there],
  ["/overview?overlay=availability", there],
  ["/run", async (page) => (await page.getByRole("button", { name: "Run", exact: true }).click(), page.getByLabel("Moment of the run").waitFor())],
  ["/chaos?sel=c:catalogue-db", async (page) => (await page.getByRole("button", { name: "Kill catalogue-db" }).click(), page.locator(".outcome .verdict").waitFor())],
  ["/whatif", (page) => page.locator(".levers input[type=range]").first().waitFor()],
  ["/compare", differing],
  ["/numbers?find=cost", (page) => page.locator(".numbers summary").first().waitFor()],
  ["/cost", (page) => page.locator("table").first().waitFor()],
  ["/findings", (page) => page.locator(".finding").first().waitFor()],
  ["/editor", (page) => page.locator(".cm-content").waitFor()],
  ["/overview?sel=c:catalogue-db", (page) => page.locator(".inspector .numbers summary").first().waitFor()],
];

async function held(t, page, path, ready) {
  await page.evaluate((to) => (history.pushState(null, "", to), dispatchEvent(new PopStateEvent("popstate"))), path);
  await page.setViewportSize({ width: 1280, height: 800 });
  await ready(page);
  for (const [width, height] of sizes)
    await t.test(`${path} at ${width} by ${height}`, async () => {
      await page.setViewportSize({ width, height });
      assert.deepEqual(await page.evaluate(flaws), []);
    });
}

test("nothing overlaps or is cut off on any screen of the shop", async (t) => {
  const page = await visit(t, await open(), "/overview", { reducedMotion: "reduce" });
  for (const [path, ready] of screens) await held(t, page, path, ready);
});

for (const design of ["ride-sharing", "payments-ledger", "url-shortener", "outages/facebook-2010"])
  test(`nothing overlaps or is cut off in ${design}`, async (t) => {
    const page = await visit(t, await open({ design }), "/overview", { reducedMotion: "reduce" });
    await held(t, page, "/overview", there);
    await held(t, page, "/whatif", there);
    if (!design.startsWith("outages/")) await held(t, page, "/compare", differing);
  });

// A chain so deep that it is drawn small.
const parts = Array.from("abcdefghijklmno", (c) => `recommendation-engine-${c}`);
const chain = `loadpath: 1
system: chain
actors:
  wholesale-customer: {daily: 1000}
components:
${parts.map((p) => `  ${p}: {kind: service, replicas: 3, slots: 10}\n`).join("")}flows:
  ask: {by: wholesale-customer, rate: 20/s, steps: [${parts.map((p) => `{call: ${p}, work: 1ms, steps: [`).join("")}${"]}".repeat(parts.length)}]}
`;

test("a long name stands whole on two lines", async (t) => {
  const page = await visit(t, await open({ text: chain }), "/overview", { reducedMotion: "reduce" });
  await there(page);
  assert.equal(await page.locator(".box .two").count(), parts.length + 1);
  await held(t, page, "/overview", there);
});

test("nothing overlaps or is cut off where no file is yet", async (t) => {
  const page = await visit(t, await open({ missing: true }), "/", { reducedMotion: "reduce" });
  await page.locator(".cascade").waitFor();
  await held(t, page, "/", (p) => p.locator(".thumb").first().waitFor());
});
