import type { ReactNode } from "react";
import { go } from "../route";

/** Place is where something stands: a line of the text, or of another file that it includes. */
export interface Place {
  file: string;
  line: number;
}

/** where says a place in words. */
export const where = (at: Place): string => (at.file ? `${at.file}, line ${at.line}` : `Line ${at.line}`);

/** lead goes to a line of the text. */
export const lead = (at: Place): void => go({ screen: "editor", query: { line: String(at.line), why: null } });

/** Where leads to a place in the text; of another file, which the page does not show, it says which. */
export function Where({ at, className = "link" }: { at: Place; className?: string }): ReactNode {
  if (at.line === 0) return null;
  if (at.file) return <span className={`${className} elsewhere`}>{where(at)}</span>;
  return (
    <button className={className} onClick={() => lead(at)}>
      {where(at)}
    </button>
  );
}
