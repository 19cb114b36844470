import { createHash } from 'node:crypto';
import type { DialogueTurn, HerRecord, SampleMessage } from '../../../schemas/lab/her-record.ts';
import type { Span } from '../../../schemas/layers.ts';
import type { Line } from '../../../schemas/record.ts';
import type { TraceBody } from '../../../schemas/trace.ts';
import { MOMENT, renderLine, START } from '../../her/messages.ts';
import { defuse, neutralise } from '../../her/neutralise.ts';
import { stripTags } from '../../her/tag-stream.ts';
import { patternOf } from '../../her/views.ts';
import type { PlayedInstance, PlayedLine, RecordedPlay } from '../../store/recorded-play.ts';
import type { StoredTrace } from '../../store/traces.ts';
import { type Role, roleOf } from './cast.ts';
import type { Redactor } from './redact.ts';
import { ENVIRONMENT, speakersOf, turnForms } from './turn-forms.ts';

/** A conversation that was played, without names of persons, with what is still kept of its turns. */
export type Played = {
  instance: PlayedInstance;
  lines: readonly PlayedLine[];
  traces: ReadonlyMap<string, StoredTrace>;
  /** Since when a turn without a trace is one that no model made (Unix milliseconds). */
  tracedSince: number;
};

/** An id that stays what it is however much is played later. */
export const conversationId = ({ world, instance }: PlayedInstance, first: Line): string =>
  `${world}_${instance}/${first.location}_${first.seq}_0`;

/** A conversation as one record of HER's: every character's setting and sample, and under `x_server` what the server knows. */
export async function recordOfPlay(play: RecordedPlay, played: Played, redact: Redactor): Promise<HerRecord> {
  const { instance, lines, traces } = played;
  const first = lines[0]!.line;
  const roles = await rolesIn(play, played, redact);
  const turns = lines.flatMap((played, index) => turnOf(played, index, { traces, roles }, redact));
  const players = lines.flatMap(({ line }) => (line.kind === 'say' ? [line.name] : []));
  const bodies = [...traces.values()].map(({ body }) => body as TraceBody);
  const lore = new Map(bodies.flatMap(({ scene }) => scene?.lore ?? []).map(({ id, text }) => [id, text]));
  const settings = [...roles.values()].map(({ setting }) => setting);
  return {
    text: redact.text([...lore.values()].join('\n\n')),
    summary: redact.text(bodies.find(({ scene }) => scene)?.scene?.world.description ?? ''),
    prominence: 0,
    key_characters: settings.map(({ character: name, description, experience }) => ({
      name,
      description,
      experience,
    })),
    chapter: `${instance.instance}/${first.location}`,
    state: 'finished',
    i_chunk: 0,
    i_p: first.seq,
    conversation: [
      {
        scenario: settings[0]?.scenario ?? '',
        topic: '',
        key_characters: settings.map(({ character: name, motivation }) => ({ name, motivation })),
        i_c: 0,
        speaking_characters_w_env: speakersOf(turns),
        major_characters: settings.map(({ character }) => character),
        dialogues: turns,
      },
    ],
    character_datasets: Object.fromEntries(settings.map((setting) => [setting.character, setting])),
    training_samples: Object.fromEntries(
      [...roles].map(([slug, role]) => [role.setting.character, sampleOf(slug, role, played)]),
    ),
    trace_id_book_chapter: conversationId(instance, first),
    book_name: instance.world,
    plot_index: first.seq,
    conv_index: 0,
    x_server: {
      form: 1,
      instance: instance.instance,
      branch: instance.branch,
      location: first.location,
      whisper: first.whisper,
      players: [...new Set(players)],
      prompts: Object.fromEntries(
        [...roles.values()].map(({ setting, basis }) => [setting.character, basis]),
      ),
    },
  };
}

async function rolesIn(
  play: RecordedPlay,
  { instance, lines, traces }: Played,
  redact: Redactor,
): Promise<Map<string, Role>> {
  const roles = new Map<string, Role>();
  const slugs = new Set(
    lines.flatMap(({ line }) => (line.kind === 'turn' ? [line.from.slice('npc:'.length)] : [])),
  );
  for (const slug of slugs) {
    const own = lines.filter(({ line }) => line.from === `npc:${slug}`);
    const { at, location } = own[0]!.line;
    const kept = own.flatMap(({ line }) => traces.get(line.turn ?? '') ?? []);
    const role = await roleOf(play, instance, { slug, at, location: location! }, kept, redact);
    if (role) roles.set(slug, role);
  }
  return roles;
}

/** What somebody said, so that nothing in it can act in a prompt. */
export const harmlessSpans = ({ kind, spans }: Pick<Line, 'kind' | 'spans'>): Span[] =>
  spans.flatMap((span) => {
    if (span.layer === 'game_action') return [span];
    const text = stripTags((kind === 'turn' ? defuse : neutralise)(span.text));
    return text === '' ? [] : [{ ...span, text }];
  });

function turnOf(
  { line, takes, isEdited }: PlayedLine,
  index: number,
  { traces, roles }: Pick<Played, 'traces'> & { roles: ReadonlyMap<string, Role> },
  redact: Redactor,
): DialogueTurn[] {
  const spans = harmlessSpans(line);
  if (spans.length === 0) return [];
  const character = line.kind === 'event' ? ENVIRONMENT : line.name;
  const pattern = patternOf(spans);
  const hearers = [...roles].flatMap(([slug, { setting }]) =>
    line.npcs.includes(slug) || line.from === `npc:${slug}` ? [setting.character] : [],
  );
  return [
    {
      character,
      origin_id: [index],
      ...turnForms(character, spans),
      ...(line.kind === 'turn' && pattern !== '' && { enhanced_pattern: pattern }),
      x_server: {
        line: line.id,
        kind: line.kind,
        at: line.at,
        time: line.time,
        heard_by: [...line.npcs, ...line.players.map(redact.aliasOf)],
        ...(hearers.length < roles.size && { hearers }),
        ...(line.whisper && { whisper: true }),
        ...(line.kind === 'say' && { consent: line.consent === true }),
        ...(line.turn !== undefined && { turn: line.turn }),
        ...(line.status !== undefined && { status: line.status }),
        ...(isEdited && { edited: true }),
        ...(takes.length > 1 && { takes: takes.flatMap(({ turn = [] }) => turn) }),
        ...tracedOf(traces.get(line.turn ?? ''), redact),
      },
    },
  ];
}

function tracedOf(trace: StoredTrace | undefined, redact: Redactor): Record<string, unknown> {
  if (!trace) return {};
  const { model, personaVersion, settings, timings, usage, raw, prompt, plan, reason } =
    trace.body as TraceBody;
  return {
    model,
    persona_version: personaVersion,
    plan,
    ...(Object.keys(settings).length > 0 && { settings }),
    timings,
    ...(usage && { usage }),
    ...(reason !== undefined && { reason: redact.text(reason) }),
    prompt_hash: createHash('sha256').update(JSON.stringify(prompt.messages)).digest('hex'),
    raw: redact.text(raw),
  };
}

/** The conversation as one NPC heard it, up to its last turn; of others neither thought nor plan, of itself the plan apart. */
function sampleOf(
  slug: string,
  { system, greetings }: Role,
  { lines, traces, tracedSince }: Played,
): SampleMessage[] {
  const own = `npc:${slug}`;
  const messages: SampleMessage[] = [
    { role: 'system', content: system, origin_id: null },
    { role: 'user', content: START, origin_id: null },
  ];
  let end = 0;
  for (const [index, { line, isEdited }] of lines.entries()) {
    if (line.from !== own && !line.npcs.includes(slug)) continue;
    const spans = harmlessSpans(line);
    const content = line.kind === 'event' ? happened(spans) : renderLine({ ...line, spans }, own);
    if (content === '') continue;
    const last = messages.at(-1)!;
    if (line.from !== own) {
      if (last.role === 'user') {
        last.content += `\n\n${content}`;
        last.origin_id = [...(last.origin_id ?? []), index];
      } else messages.push({ role: 'user', content, origin_id: [index] });
      continue;
    }
    if (last.role === 'assistant') messages.push({ role: 'user', content: MOMENT, origin_id: null });
    const { sys_thinking: plan } = turnForms(line.name, spans);
    const trace = traces.get(line.turn ?? '');
    const { model } = (trace?.body ?? {}) as Partial<TraceBody>;
    const isRecited =
      !trace && (line.at >= tracedSince || spans.some(({ text }) => greetings.includes(text)));
    messages.push({
      role: 'assistant',
      content,
      origin_id: [index],
      ...(plan !== undefined && { sys_thinking_revised: plan }),
      x_server: {
        line: line.id,
        ...(line.turn !== undefined && { turn: line.turn }),
        ...(model !== undefined && { model }),
        ...(isEdited && { edited: true }),
        is_target: !isRecited && isWhole(line, spans),
      },
    });
    end = messages.length;
  }
  return messages.slice(0, end);
}

const happened = (spans: readonly Span[]): string => {
  const text = spans.map((span) => span.text).join(' ');
  return text && `${ENVIRONMENT}: ${text}`;
};

/** Whole replies teach; what the built-in model said in another's place and what was cut are history alone. */
const isWhole = (line: Line, spans: readonly Span[]): boolean =>
  line.status === 'complete' && spans.some(({ layer }) => layer === 'speech' || layer === 'role_action');
