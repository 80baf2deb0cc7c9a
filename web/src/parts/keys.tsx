import type { ReactNode } from "react";
import { Dialog } from "./dialog";

const keys: [string, string][] = [
  ["Ctrl K", "find anything"],
  ["1 … 9, 0", "the screens, from left to right"],
  ["Tab, arrows", "from box to box; Enter selects"],
  ["Escape", "select nothing"],
  ["Space", "play and pause"],
  [", and .", "one second back and forth"],
  ["< and >", "one event back and forth"],
  ["Ctrl Z", "take the last change back"],
  ["Ctrl Shift Z", "make it again"],
  ["Ctrl S", "save, in the editor"],
  ["Ctrl Space", "in the editor: what may be typed here"],
  ["F1, F8", "in the editor: what the word means; the next mistake"],
  ["?", "this list"],
];

/** Keys lists what the keyboard does. */
export function Keys({ close }: { close: () => void }): ReactNode {
  return (
    <Dialog title="Keys" close={close}>
      <h2>Keys</h2>
      <dl className="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button onClick={close}>Close</button>
    </Dialog>
  );
}
