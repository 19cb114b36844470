import type { Prompt } from '../../schemas/scene.ts';
import type { SentRequest } from '../../schemas/trace.ts';
import { toChatML } from '../her/chatml.ts';
import { sentMessages } from './dialect.ts';

/** The request of a turn as a command for a shell, for whoever wants to see what a model makes of it; the key stays out of it. */
export function curlOf({ url, field, isPrefilled, body }: SentRequest, prompt: Prompt): string {
  const sent = {
    ...body,
    [field]: field === 'messages' ? sentMessages(prompt, isPrefilled) : toChatML(prompt),
  };
  return [
    `curl -N ${quoted(url)}`,
    '  -H "Authorization: Bearer $LLM_API_KEY"',
    "  -H 'Content-Type: application/json'",
    `  -d ${quoted(JSON.stringify(sent))}`,
  ].join(' \\\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
