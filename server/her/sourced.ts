import type { Sourced } from '../../schemas/scene.ts';

/** Text that knows where each stretch of it comes from: the trace and the rerun live by it. */
export type SourcedText = readonly Sourced[];

/** HER's own words, and ours: headers, instructions, what stands between. */
export const FORM = 'form';

/** Words of the form. */
export const form = (text: string): SourcedText => from(FORM, text);

/** Words of some source. */
export const from = (source: string, text: string): SourcedText => (text === '' ? [] : [{ source, text }]);

/** One text of several. */
export const chain = (...texts: SourcedText[]): SourcedText => texts.flat();

/** Texts with something of the form between; those that are empty are left out. */
export const joinedBy = (joint: string, texts: readonly SourcedText[]): SourcedText =>
  texts
    .filter((text) => text.length > 0)
    .flatMap((text, index) => (index === 0 ? text : [...form(joint), ...text]));

/** Paragraphs, one to a line. */
export const paragraphs = (...texts: SourcedText[]): SourcedText => joinedBy('\n', texts);

/** A title and its items, one to a line; nothing where there are no items. */
export const list = (title: string, items: readonly SourcedText[]): SourcedText =>
  items.length === 0 ? [] : paragraphs(form(title), ...items);

/** The text alone. */
export const plainOf = (text: SourcedText): string => text.map((piece) => piece.text).join('');
