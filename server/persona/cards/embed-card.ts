import { placeholder } from './placeholder.ts';
import { pictureOnly, readChunks, textChunk, writeChunks } from './png.ts';
import type { Card } from './write-card.ts';

const BACKFILL =
  'This character card is Character Card V3, but it is loaded as a Character Card V2. Please use a Character Card V3 compatible application to use this character card properly.';

/**
 * A PNG that holds a card, in a picture of the designer's or else in a plain one. Texts that the picture held are left out. A
 * version 3 card is written for programs of version 2, too. Throws `bad-content` when the picture is no PNG that can be read.
 */
export function embedCard(card: Card, image?: Uint8Array): Buffer {
  const chunks = pictureOnly(readChunks(image ?? placeholder(String(card.data.name))));
  const isThird = card.spec === 'chara_card_v3';
  const texts = [
    ...(isThird ? [textChunk('ccv3', base64(card))] : []),
    textChunk('chara', base64(isThird ? secondOf(card) : card)),
  ];
  const end = chunks.findLastIndex(({ type }) => type === 'IEND');
  return writeChunks([...chunks.slice(0, end), ...texts, ...chunks.slice(end)]);
}

/** A version 3 card as one of version 2, with the notice that the specification asks for. */
function secondOf({ data: { assets: _, group_only_greetings: __, ...data } }: Card): Card {
  const notes = `${BACKFILL}\n\n${String(data.creator_notes)}`;
  return { spec: 'chara_card_v2', spec_version: '2.0', data: { ...data, creator_notes: notes } };
}

const base64 = (card: Card): string => Buffer.from(JSON.stringify(card), 'utf8').toString('base64');
