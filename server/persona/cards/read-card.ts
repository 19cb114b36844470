import path from 'node:path';
import type { CardDraft, Character } from '../../../schemas/card.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { Persona } from '../../../schemas/persona.ts';
import { parseYaml } from '../yaml-file.ts';
import { boundedJson, utf8 } from './bounded-json.ts';
import { type CardData, checkCard } from './card-schema.ts';
import { honest } from './honest.ts';
import { noteLeftOut } from './left-out.ts';
import { loreOf } from './lore-of.ts';
import { displayNameOf, slugOf } from './names.ts';
import { ownOf } from './own.ts';
import { personaOf } from './persona-of.ts';
import { isPng, readChunks, textOf } from './png.ts';
import { Report } from './report.ts';

/** A file with a character may hold this many bytes. */
export const MAX_CARD_BYTES = 16 * 1024 * 1024;

/**
 * Reads a character from a file of strangers: a character card of version 1, 2 or 3 as PNG or JSON, or a persona of our own as
 * YAML. What is no field of ours is reported; the draft's persona passes `Persona`. `location`: where a character stands whose
 * file names no place. Throws `bad-content` that says what is wrong with the file and what to do.
 */
export function readCard(bytes: Uint8Array, fileName: string, { location }: { location: string }): CardDraft {
  if (bytes.length === 0) throw bad('The file is empty.');
  if (bytes.length > MAX_CARD_BYTES)
    throw bad('The file is larger than 16 MiB; save its picture smaller, or export the card as JSON.');
  const { name: stem, ext } = path.parse(path.basename(fileName.replaceAll('\\', '/').slice(-200)));
  const report = new Report();
  if (isPng(bytes)) return draftOf(cardIn(readChunks(bytes), report), { stem, location }, report);
  refuseOthers(bytes);
  if (/^\.ya?ml$/i.test(ext)) return yamlDraft(utf8(bytes, 'The file'), `${stem}${ext}`, report);
  if (
    !/^\.json$/i.test(ext) &&
    !/^(?:\xef\xbb\xbf)?\s*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))
  )
    throw bad('This is no file of a character: choose a character card (PNG or JSON) or a persona (YAML).');
  return draftOf(checkCard(boundedJson(bytes, 'The file')), { stem, location }, report);
}

type Checked = ReturnType<typeof checkCard>;

/** The card within a picture: version 3 where there is one, else the version 2 kept beside it. */
function cardIn(chunks: ReturnType<typeof readChunks>, report: Report): Checked {
  let problem: unknown;
  for (const keyword of ['ccv3', 'chara']) {
    try {
      const text = textOf(chunks, keyword);
      if (!text) continue;
      const card = checkCard(boundedJson(fromBase64(text), 'The card in the picture'));
      if (problem)
        report.changed(
          'ccv3',
          '',
          'the version 3 card in the picture is damaged; the version 2 card beside it was read',
        );
      return card;
    } catch (error) {
      problem ??= error;
    }
  }
  throw (
    problem ??
    bad(
      'The picture holds no character card. Programs that compress pictures throw it away: take the original file, not a copy or a screenshot of it.',
    )
  );
}

function fromBase64(text: Buffer): Buffer {
  const ascii = text.toString('latin1').trim();
  // Some tools skip the encoding.
  if (ascii.startsWith('{')) return text;
  if (!/^[A-Za-z0-9+/_\s-]+={0,2}$/.test(ascii))
    throw bad('The card in the picture is damaged: it is not in base64. Export the character once more.');
  return Buffer.from(ascii, 'base64');
}

function draftOf(
  { form, data }: Checked,
  { stem, location }: { stem: string; location: string },
  report: Report,
): CardDraft {
  const name = displayNameOf(data.name) ?? displayNameOf(stem) ?? 'Nameless';
  const char = displayNameOf(data.nickname) ?? name;
  const own = ownOf(data, form, report);
  const slug = own?.slug ?? slugOf(name) ?? slugOf(stem) ?? 'newcomer';
  const mapped = () =>
    mappedCharacter(data, { name, char, slug, location: own?.persona.location ?? location }, report);
  const character = own ? own.keepEdits(mapped) : mapped();
  noteLeftOut(data, report);
  return { form, ...character, report: report.report };
}

function mappedCharacter(
  data: CardData,
  { name, char, slug, location }: { name: string; char: string; slug: string; location: string },
  report: Report,
): Character {
  if (data.name.trim() === name) report.took('name', 'name', name);
  else
    report.changed(
      'name',
      'name',
      data.name.trim() === '' ? `the card has none: ${name}` : `without what no name may have: ${name}`,
    );
  if (data.nickname.trim() !== '')
    report.left('nickname', `the texts call the character ${char} now, as the card asks`);
  const persona = personaOf(data, { name, char }, location, report);
  const lore = loreOf(data.character_book, { slug, char }, report);
  return { slug, persona: Persona.parse(persona), lore };
}

function yamlDraft(text: string, file: string, report: Report): CardDraft {
  const persona = parseYaml(file, text, Persona);
  const slug = slugOf(path.parse(file).name) ?? slugOf(persona.name) ?? 'newcomer';
  report.took('', 'persona', 'every field, as it is in the file');
  return { form: 'yaml', ...honest({ slug, persona, lore: [] }, '', report), report: report.report };
}

function refuseOthers(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('PK'))
    throw bad(
      'This is a CHARX or another zip file, which is not read here. Export the character as PNG or JSON.',
    );
  if (start.startsWith('\xff\xd8') || start.startsWith('GIF8') || /^RIFF.{4}WEBP/s.test(start))
    throw bad('This picture is no PNG, and only PNG pictures hold a character card. Take the original file.');
}

const bad = (message: string) => new SoliloquyError('bad-content', message);
