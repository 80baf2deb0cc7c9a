// Reads a JSON object of HTML pages by name from standard input and opens each
// in Chromium: whether it is valid HTML, fits windows of 1280 and 400 pixels,
// reaches for nothing, runs nothing, passes axe in light and dark, and keeps
// its pictures on one sheet when printed. Prints a JSON object of complaints by
// name.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import { input } from "./input.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  // Matters of taste: closed void tags are HTML too, and a page for reading has
  // more text than a form.
  rules: { "void-style": "off", "no-inline-style": "off", "long-title": "off" },
});
const paper = { width: 672, height: 986 }; // of A4 within its margins of 16 and 18 mm, in CSS pixels

const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const complaints = {};
for (const [name, html] of Object.entries(input)) {
  complaints[name] = [...(await validity(html)), ...(await onScreen(html)), ...(await onPaper(html))];
}
await browser.close();
console.log(JSON.stringify(complaints));

async function validity(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((r) => r.messages).map((m) => `line ${m.line}: ${m.message} [${m.ruleId}]`).slice(0, 20);
}

// open shows the page where every request of its own would be seen.
async function open(html, options) {
  const page = await browser.newPage(options);
  const seen = [];
  page.on("request", (r) => r.url() === "about:blank" || seen.push(`it asks for ${r.url()}`));
  page.on("dialog", (d) => (seen.push(`it says ${d.message()}`), d.dismiss()));
  page.on("pageerror", (e) => seen.push(`a script of it fails: ${e.message}`));
  await page.setContent(html, { waitUntil: "load" });
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  return { page, seen };
}

async function onScreen(html) {
  const found = [];
  for (const width of [1280, 400]) {
    for (const colorScheme of width === 1280 ? ["light", "dark"] : ["light"]) {
      const { page, seen } = await open(html, { viewport: { width, height: 900 }, colorScheme });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) found.push(`it is ${wide} pixels wide in a window of ${width}`);
      await page.evaluate(axe);
      // A narrow window changes what scrolls; contrast and structure stay.
      const only = width === 400 ? { runOnly: ["scrollable-region-focusable"] } : {};
      const { violations } = await page.evaluate((only) => axe.run(document, { resultTypes: ["violations"], ...only }), only);
      for (const v of violations) found.push(`axe, ${width} ${colorScheme}: ${v.help} (${v.id}) ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" ")}`);
      found.push(...seen);
      await page.close();
    }
  }
  return found;
}

async function onPaper(html) {
  const { page } = await open(html, { viewport: paper });
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(measure, paper);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  const flowing = await page.evaluate(() => document.documentElement.scrollHeight);
  if (sheets < 2 || sheets > 2 + (1.6 * flowing) / paper.height) found.push(`it prints on ${sheets} sheets, and its text would fill ${(flowing / paper.height).toFixed(1)}`);
  await page.close();
  return found;
}

// measure runs in the page.
function measure(paper) {
  const found = [];
  const summary = document.querySelector("#summary").getBoundingClientRect();
  if (summary.bottom > paper.height) found.push(`title and summary are ${Math.round(summary.bottom)} pixels high, a sheet ${paper.height}`);
  for (const figure of document.querySelectorAll("figure")) {
    const box = figure.getBoundingClientRect();
    if (box.height > paper.height) found.push(`figure ${figure.id} is ${Math.round(box.height)} pixels high, a sheet ${paper.height}`);
    if (getComputedStyle(figure).breakInside !== "avoid") found.push(`figure ${figure.id} may be cut`);
    const picture = figure.querySelector("svg").getBoundingClientRect();
    if (picture.right > paper.width + 1) found.push(`figure ${figure.id} is ${Math.round(picture.right)} pixels wide, a sheet ${paper.width}`);
  }
  for (const table of document.querySelectorAll("table")) {
    const right = table.getBoundingClientRect().right;
    if (right > paper.width + 1) found.push(`a table under ${table.closest("section").id} is ${Math.round(right)} pixels wide, a sheet ${paper.width}: ${table.textContent.slice(0, 60)}`);
  }
  return found;
}
