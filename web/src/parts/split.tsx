import { useRef, useState, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import "./split.css";

const least = 25; // percent
const most = 75;
const step = 3;
const held = (share: number): number => Math.min(most, Math.max(least, share));

/** Split puts two things side by side with a bar between them, which is dragged or moved with the arrow keys. The browser remembers where. */
export function Split({ name, label, children }: { name: string; label: string; children: [ReactNode, ReactNode] }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const key = `loadpath.split.${name}`;
  const [share, setShare] = useState(() => held(Number(localStorage.getItem(key)) || 50));
  const move = (to: number): void => {
    setShare(held(to));
    localStorage.setItem(key, String(held(to)));
  };
  const onPointerMove = (e: PointerEvent<HTMLDivElement>): void => {
    if (!e.currentTarget.hasPointerCapture(e.pointerId)) return;
    const { left, width } = box.current!.getBoundingClientRect();
    move((100 * (e.clientX - left)) / width);
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    const to = { ArrowLeft: share - step, ArrowRight: share + step, Home: least, End: most }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    move(to);
  };
  return (
    <div ref={box} className="halves" style={{ "--share": `${share}%` } as CSSProperties}>
      {children[0]}
      <div
        className="divider"
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={Math.round(share)}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      {children[1]}
    </div>
  );
}
