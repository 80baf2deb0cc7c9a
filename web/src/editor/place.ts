import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

// Which key stands where: the way between the text and the boxes of the diagram.

type SyntaxNode = ReturnType<typeof syntaxTree>["topNode"];

const patience = 2000; // milliseconds at most to read a text that was not read yet

const treeOf = (state: EditorState, to: number): ReturnType<typeof syntaxTree> => ensureSyntaxTree(state, to, patience) ?? syntaxTree(state);

const keyOf = (state: EditorState, pair: SyntaxNode): string => {
  const key = pair.getChild("Key");
  return key ? state.sliceDoc(key.from, key.to).replace(/^["']|["']$/g, "") : "";
};

/** pathAt are the keys around a place, from the outside in. */
export function pathAt(state: EditorState, at: number): string[] {
  const path: string[] = [];
  for (let node: SyntaxNode | null = treeOf(state, at).resolveInner(at, 0); node; node = node.parent) if (node.name === "Pair") path.unshift(keyOf(state, node));
  return path;
}

/** boxAt is what is selected when the cursor stands there: a part, an actor or a call; "" for none of them. */
export function boxAt(state: EditorState, at: number): string {
  const [section, name] = pathAt(state, at);
  if (!name) return "";
  return { components: `c:${name}`, actors: `a:${name}`, links: name === "default" ? "" : `l:${name}` }[section ?? ""] ?? "";
}

const sections: Record<string, string> = { c: "components", a: "actors", l: "links" };

/** placeOf is where the key of a box stands; null when the text has none. */
export function placeOf(state: EditorState, box: string): { from: number; to: number } | null {
  const section = sections[box.slice(0, 1)];
  if (!section) return null;
  const top = treeOf(state, state.doc.length).topNode;
  const around = find(state, top, section);
  const pair = around && find(state, around, box.slice(2));
  const key = pair?.getChild("Key");
  return key ? { from: key.from, to: key.to } : null;
}

/** find looks for a pair among the outermost ones in a node. */
function find(state: EditorState, node: SyntaxNode, name: string): SyntaxNode | null {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "Pair" && keyOf(state, child) === name) return child;
    if (child.name === "Pair" || child.name === "Key") continue;
    const below = find(state, child, name);
    if (below) return below;
  }
  return null;
}
