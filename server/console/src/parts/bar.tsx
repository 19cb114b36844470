import './bar.css';
import type { CSSProperties } from 'react';

type Props = {
  label: string;
  value: number;
  /** Where the bar begins; 0 or -1. It ends at 1. */
  from?: 0 | -1;
  /** The value as it is read. */
  text: string;
};

/** A value as a small bar with its number. */
export function Bar({ label, value, from = 0, text }: Props) {
  const at = (value - from) / (1 - from);
  const zero = -from / (1 - from);
  const style = { '--from': Math.min(at, zero), '--to': Math.max(at, zero) };
  return (
    <span className="bar-of" data-signed={from < 0 || undefined}>
      <span className="bar-label">{label}</span>
      <span className="bar-track" aria-hidden="true" style={style as CSSProperties} />
      <span className="bar-number">{text}</span>
    </span>
  );
}

/** `+0.32`, `−0.10`, `0.00`. */
export const signed = (value: number): string => {
  const text = Math.abs(value).toFixed(2);
  if (text === '0.00') return text;
  return `${value < 0 ? '−' : '+'}${text}`;
};
