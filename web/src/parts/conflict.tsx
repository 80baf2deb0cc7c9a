import { useMemo, useState, type ReactNode } from "react";
import { merged } from "../editor/diff";
import { settle, type Conflict } from "../store";
import { Dialog } from "./dialog";
import { Difference } from "./difference";

/** ConflictDialog shows a change that met another one: what is on the disk, and ours. Nothing is written until one is chosen. */
export function ConflictDialog({ conflict }: { conflict: Conflict }): ReactNode {
  const { disk, base, mine, typed } = conflict;
  const both = useMemo(() => (typed && mine !== null ? merged(base, mine, disk.text) : null), [base, mine, disk.text, typed]);
  const [theirs, setTheirs] = useState(false);
  const later = (): void => void settle("later");
  return (
    <Dialog title="The file was changed elsewhere" className="conflict" close={later}>
      <h2>The file was changed elsewhere while you changed it here</h2>
      <p>Nothing was written. {disk.missing && "The file is gone. "}Choose what it is to be.</p>
      <div className="views">
        <fieldset className="choice">
          <legend className="visually-hidden">What is compared</legend>
          <label className={theirs ? "" : "on"}>
            <input type="radio" name="compared" checked={!theirs} onChange={() => setTheirs(false)} />
            the disk and mine
          </label>
          <label className={theirs ? "on" : ""}>
            <input type="radio" name="compared" checked={theirs} onChange={() => setTheirs(true)} />
            what changed on the disk
          </label>
        </fieldset>
        <span className="legend">{theirs ? "− as it was when I began, + on the disk" : "− on the disk, + mine"}</span>
      </div>
      {theirs ? (
        <Difference before={base} after={disk.text} label="What changed on the disk" />
      ) : mine === null ? (
        <p>What you changed is not in the file any more.</p>
      ) : (
        <Difference before={disk.text} after={mine} label="What is on the disk, and mine" />
      )}
      <div className="choices">
        {both !== null && (
          <button className="main" onClick={() => void settle({ text: both })}>
            Write both changes
          </button>
        )}
        <button onClick={() => void settle("disk")}>Take what is on the disk</button>
        {mine !== null && <button onClick={() => void settle({ text: mine })}>{typed ? "Write mine over it" : "Make my change there"}</button>}
        <button onClick={later}>{typed ? "Go on editing" : "Close"}</button>
      </div>
    </Dialog>
  );
}
