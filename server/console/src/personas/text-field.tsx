import { Textarea, TextInput } from '@mantine/core';
import { about, type Path } from './fields.ts';
import { faultAt, placeOf, useForm } from './form-context.ts';

type Props = {
  path: Path;
  label: string;
  value: string | number | undefined;
  /** One line, or as many as it takes. */
  isLine?: boolean;
  isNumber?: boolean;
  /** Without an explanation: a list gives it once for all its entries. */
  isTerse?: boolean;
  /** Its name is not drawn, only told. */
  isBare?: boolean;
  description?: string;
};

/** A text of the persona. */
export function TextField({
  path,
  label,
  value = '',
  isLine,
  isNumber,
  isTerse,
  isBare,
  description,
}: Props) {
  const { faults, set } = useForm();
  const known = about(path);
  const change = (text: string) => set(path, isNumber ? (text === '' ? undefined : Number(text)) : text);
  const common = {
    ...(isBare ? { 'aria-label': label } : { label }),
    size: 'sm' as const,
    value,
    description: isTerse || isBare ? undefined : (description ?? known.description),
    error: faultAt(faults, path) ?? tooLong(value, known.maxLength),
    inputWrapperOrder: ['label', 'description', 'input', 'error'] as (
      | 'label'
      | 'description'
      | 'input'
      | 'error'
    )[],
  };
  return (
    <div className="place" data-place={placeOf(path)}>
      {isLine || isNumber ? (
        <TextInput
          {...common}
          {...(isNumber && { type: 'number', step: 'any', inputMode: 'decimal' as const })}
          onChange={(event) => change(event.currentTarget.value)}
        />
      ) : (
        <Textarea
          {...common}
          classNames={{ input: 'growing' }}
          rows={rowsFor(String(value))}
          dir="auto"
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

/** Said while one types, so that nobody writes three pages for a field of one. */
const tooLong = (value: string | number, maxLength: number): string | undefined => {
  const { length } = String(value).trim();
  const format = (count: number) => count.toLocaleString('en');
  return typeof value === 'string' && length > maxLength
    ? `${format(length)} characters of at most ${format(maxLength)}`
    : undefined;
};

const COLUMNS = 90;
const MAX_ROWS = 24;

/** For browsers that do not size a field by its content: about as many rows as the text takes. */
export function rowsFor(text: string): number {
  if (text.length > COLUMNS * MAX_ROWS) return MAX_ROWS;
  const rows = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / COLUMNS)), 0);
  return Math.min(MAX_ROWS, rows);
}
