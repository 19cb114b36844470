import type { Metric } from './report.ts';

/** A value in its unit: `61.2`, `43 %`, `17`; of what was not measured, that. */
export function shown({ unit }: Pick<Metric, 'unit'>, value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'not measured';
  if (unit === 'share') return `${(value * 100).toFixed(Math.abs(value) < 0.1 ? 1 : 0)} %`;
  return unit === 'count' ? Math.round(value).toLocaleString('en-US') : value.toFixed(1);
}
