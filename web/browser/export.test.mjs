// Export: what a screen shows as SVG and PNG, which stand alone, and the drawings of the studio itself.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { box, open, visit } from "./stage.mjs";

/** exported presses a button of the export menu, and reads what comes down. */
async function exported(page, name) {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** alone opens a picture by itself, where nothing else can be read, and tells what is in it. */
async function alone(page, svg) {
  const text = svg.toString("utf8");
  assert.doesNotMatch(text, /(href|src)="(?!#|data:)|url\((?!#|data:)|@import|<script|<foreignObject/, "a picture refers to nothing outside of it");
  const own = await page.context().newPage();
  await own.route("**/*", (r) => r.abort());
  const seen = await own.evaluate((markup) => {
    const picture = new DOMParser().parseFromString(markup, "image/svg+xml");
    const broken = picture.querySelector("parsererror");
    const svg = picture.documentElement;
    return {
      broken: broken?.textContent ?? "",
      size: [Number(svg.getAttribute("width")), Number(svg.getAttribute("height"))],
      words: [...svg.querySelectorAll("text")].map((t) => t.textContent),
      shapes: svg.querySelectorAll("rect, path").length,
      grounds: [...svg.querySelectorAll("rect")].slice(0, 1).map((r) => r.getAttribute("fill")),
    };
  }, text);
  await own.close();
  assert.equal(seen.broken, "");
  return seen;
}

const png = (bytes) => ({ kind: bytes.subarray(1, 4).toString(), width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) });

test("the diagram comes as SVG and as PNG of twice the size, in the colours of the page", async (t) => {
  for (const [colorScheme, ground] of [
    ["light", /^#f/],
    ["dark", /^#1/],
  ]) {
    const page = await visit(t, await open(), "/?overlay=load", { colorScheme });
    await box(page, "orders-db").waitFor();
    const svg = await exported(page, "What is shown as SVG");
    assert.equal(svg.name, "e-commerce-overview-load.svg");
    const seen = await alone(page, svg.bytes);
    for (const word of ["Online shop: overview, load", "orders-db", "checkout", "shopper"]) assert.ok(seen.words.includes(word), `${word} stands in ${seen.words}`);
    assert.ok(seen.shapes > 100, `${seen.shapes} shapes`);
    assert.match(seen.grounds[0], ground);
    const picture = png((await exported(page, "What is shown as PNG")).bytes);
    assert.deepEqual(picture, { kind: "PNG", width: 2 * seen.size[0], height: 2 * seen.size[1] });
  }
});

test("the studio's own drawing comes with its legend", async (t) => {
  const page = await visit(t, await open(), "/?overlay=cost");
  await box(page, "orders-db").waitFor();
  const drawing = await exported(page, "Deployment as SVG");
  const seen = await alone(page, drawing.bytes);
  assert.ok(seen.words.some((w) => w.includes("cost a month")), "the legend says what the colours mean");
  const picture = png((await exported(page, "Deployment as PNG")).bytes);
  assert.deepEqual([picture.width, picture.height], seen.size.map((n) => 2 * n));
});

test("a cascade comes with its events and its charts as lines", async (t) => {
  const page = await visit(t, await open(), "/chaos?sel=c:orders-db");
  await page.getByRole("button", { name: "Kill orders-db" }).click();
  await page.locator(".chart canvas").first().waitFor();
  const svg = await exported(page, "What is shown as SVG");
  const seen = await alone(page, svg.bytes);
  for (const word of ["Latency", "Throughput", "10 s"]) assert.ok(seen.words.includes(word), `${word} stands in it`);
  assert.ok(seen.words.some((w) => /orders-db has 0 of/.test(w)), "the cascade stands in it");
});
