// Reads a JSON object of draw.io files by name from standard input, has the
// model of maxGraph read each page, and prints by name and page the labels of its
// boxes as a browser shows them, the box that holds each, the ends of its
// lines, and the elements that the labels consist of; or the error.
import { JSDOM } from "jsdom";
import { input } from "./input.mjs";

const { window } = new JSDOM("");
for (const name of ["document", "navigator", "DOMParser", "XMLSerializer", "Node", "Element", "HTMLElement", "SVGElement", "Document"]) {
  globalThis[name] = window[name];
}
globalThis.window = window;
const { GraphDataModel, ModelXmlSerializer } = await import("@maxgraph/core");

const read = {};
for (const [name, text] of Object.entries(input)) {
  const file = new window.DOMParser().parseFromString(text, "text/xml");
  const error = file.querySelector("parsererror");
  if (error) {
    read[name] = { error: error.textContent };
    continue;
  }
  read[name] = { pages: {} };
  for (const diagram of file.querySelectorAll("diagram")) {
    const model = new GraphDataModel();
    new ModelXmlSerializer(model).import(new window.XMLSerializer().serializeToString(diagram.querySelector("mxGraphModel")));
    const page = { boxes: {}, holds: {}, places: {}, lines: {}, elements: {} };
    for (const cell of Object.values(model.cells ?? {})) {
      const shown = window.document.createElement("div");
      shown.innerHTML = cell.value ?? "";
      for (const element of shown.querySelectorAll("*")) page.elements[element.tagName] = true;
      if (cell.isVertex()) {
        page.boxes[cell.id] = shown.innerHTML.split("<br>").map((line) => Object.assign(window.document.createElement("div"), { innerHTML: line }).textContent).join("\n");
        page.holds[cell.id] = cell.parent.id;
        const at = cell.geometry;
        page.places[cell.id] = [at.x, at.y, at.width, at.height];
      }
      if (cell.isEdge()) page.lines[cell.id] = `${cell.source?.id} -> ${cell.target?.id}: ${shown.textContent}`;
    }
    read[name].pages[diagram.id] = page;
  }
}
console.log(JSON.stringify(read));
