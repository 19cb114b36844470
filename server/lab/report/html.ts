/** Text that is HTML already. */
export type Markup = { readonly text: string; readonly isMarkup: true };

export const raw = (text: string): Markup => ({ text, isMarkup: true });

const MARKS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

type Value = Markup | string | number | readonly (Markup | string | number)[];

/** HTML of a template: what is put in is escaped, unless it was made by this. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  return raw(
    parts.map((part, index) => part + (index < values.length ? rendered(values[index]!) : '')).join(''),
  );
}

function rendered(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).replaceAll(/[&<>"']/g, (sign) => MARKS[sign]!);
  return 'isMarkup' in value ? value.text : value.map((each) => rendered(each)).join('');
}
