import type { Node } from "@xyflow/react";

const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** neighbour is the box that an arrow key leads to: the nearest on that side, with what is straight ahead before what is aside. */
export function neighbour(nodes: Node[], from: Node, key: string): Node | undefined {
  const way = ways[key];
  if (!way) return undefined;
  const [fx, fy] = middle(from);
  let best: Node | undefined;
  let least = Infinity;
  for (const n of nodes) {
    if (n === from || n.focusable === false) continue;
    const [x, y] = middle(n);
    const ahead = (x - fx) * way[0] + (y - fy) * way[1];
    const aside = Math.abs((x - fx) * way[1]) + Math.abs((y - fy) * way[0]);
    if (ahead > 0 && ahead + 2 * aside < least) {
      least = ahead + 2 * aside;
      best = n;
    }
  }
  return best;
}

const middle = (n: Node): [number, number] => [n.position.x + (n.width ?? 0) / 2, n.position.y + (n.height ?? 0) / 2];
