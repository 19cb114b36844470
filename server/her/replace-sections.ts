import type { Prompt } from '../../schemas/scene.ts';

/** A stretch of a prompt that belongs to one section. */
type Part = { key: string; text: string; marks: Prompt['marks'][number] };

/** A prompt whose changed sections are named. */
export type Replaced = { prompt: Prompt; changed: string[] };

/**
 * A recorded prompt with those sections replaced that differ between `before` and `after`, two prompts composed alike but for what
 * was edited; all else stays byte for byte as it was recorded, whatever composing has learned since. The prefill, the stops and
 * the plan are those of `after`.
 */
export function replaceSections(recorded: Prompt, before: Prompt, after: Prompt): Replaced {
  const kept = partsOf(recorded);
  const old = partsOf(before);
  const changed: string[] = [];
  const messages = after.messages.map(({ role }, index) => ({ role, parts: partsIn(after, index) }));
  const prompt: Prompt = { ...after, messages: [], marks: [] };
  for (const { role, parts } of messages) {
    const chosen = parts.map((part) => {
      const was = old.get(part.key);
      const recordedPart = kept.get(part.key);
      if (was?.text === part.text && recordedPart) return recordedPart;
      changed.push(sectionOf(part.key));
      return part;
    });
    prompt.messages.push({ role, content: chosen.map(({ text }) => text).join('') });
    prompt.marks.push(chosen.flatMap(({ marks }) => marks));
  }
  const now = new Set(messages.flatMap(({ parts }) => parts.map(({ key }) => key)));
  for (const key of kept.keys()) if (!now.has(key)) changed.push(sectionOf(key));
  return { prompt, changed: [...new Set(changed)] };
}

const partsOf = (prompt: Prompt): Map<string, Part> =>
  new Map(prompt.messages.flatMap((_, index) => partsIn(prompt, index)).map((part) => [part.key, part]));

/** The sections of a message, one after another; a section that comes back in it is another part. */
function partsIn({ messages, marks }: Prompt, index: number): Part[] {
  const { content } = messages[index]!;
  const parts: Part[] = [];
  let at = 0;
  for (const mark of marks[index] ?? []) {
    const text = content.slice(at, at + mark.length);
    at += mark.length;
    const last = parts.at(-1);
    if (last && sectionOf(last.key) === mark.section) {
      last.text += text;
      last.marks.push(mark);
    } else {
      const earlier = parts.filter(({ key }) => sectionOf(key) === mark.section).length;
      parts.push({ key: `${index}.${earlier}/${mark.section}`, text, marks: [mark] });
    }
  }
  return parts;
}

const sectionOf = (key: string): string => key.slice(key.indexOf('/') + 1);
