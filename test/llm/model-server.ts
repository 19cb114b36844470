import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Prompt, Scene } from '../../schemas/scene.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { type OpenAIOptions, openaiModel } from '../../server/llm/openai.ts';

/** One call as the stand-in server got it, and what it can answer with. */
export type ModelCall = {
  /** From 0. */
  index: number;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** Settles when the client has let go of the connection, or the answer has ended. */
  closed: Promise<unknown>;
  /** A whole answer that is no stream. */
  refuse(
    status: number,
    message: string,
    options?: { headers?: Record<string, string>; param?: string },
  ): void;
  /** Begins a refusal whose body follows. */
  fail(status: number): void;
  /** Bytes as they are; opens the stream when it is not open yet. */
  raw(bytes: string | Uint8Array, headers?: Record<string, string>): void;
  /** One `data:` event. */
  part(part: unknown): void;
  /** Some text, in the form of the interface that was called. */
  text(text: string): void;
  /** A finish reason, then `[DONE]`, then the end. */
  finish(reason?: string): void;
  end(): void;
  /** Breaks the connection. */
  cut(): void;
};

export type ModelServer = AsyncDisposable & { baseUrl: string; calls: ModelCall[] };

/** A scripted OpenAI-compatible server on a free port: `script` answers each call. */
export async function startModelServer(script: (call: ModelCall) => unknown): Promise<ModelServer> {
  const calls: ModelCall[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const call = answering(response, {
      index: calls.length,
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>,
      closed: once(response, 'close'),
    });
    calls.push(call);
    await script(call);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Received = Pick<ModelCall, 'index' | 'path' | 'headers' | 'body' | 'closed'>;

function answering(response: ServerResponse, received: Received): ModelCall {
  const isChat = received.path.endsWith('/chat/completions');
  const raw: ModelCall['raw'] = (bytes, headers = { 'content-type': 'text/event-stream' }) => {
    if (!response.headersSent) response.writeHead(200, headers);
    response.write(bytes);
  };
  const part: ModelCall['part'] = (value) => raw(`data: ${JSON.stringify(value)}\n\n`);
  return {
    ...received,
    raw,
    part,
    fail: (status) => void response.writeHead(status, { 'content-type': 'text/plain' }),
    refuse(status, message, { headers, param } = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(
        JSON.stringify({ error: { message, param: param ?? null, type: 'invalid_request_error' } }),
      );
    },
    text: (text) => part({ choices: [isChat ? { index: 0, delta: { content: text } } : { index: 0, text }] }),
    finish(reason = 'stop') {
      part({ choices: [{ index: 0, ...(isChat ? { delta: {} } : { text: '' }), finish_reason: reason }] });
      raw('data: [DONE]\n\n');
      response.end();
    },
    end: () => void response.end(),
    cut: () => void response.destroy(),
  };
}

/** The model of such a server, with settings that suit tests. */
export const modelAt = (
  { baseUrl }: Pick<ModelServer, 'baseUrl'>,
  options: Partial<OpenAIOptions> = {},
): LanguageModel =>
  openaiModel({
    baseUrl,
    model: 'her-32b',
    api: 'chat',
    prefill: 'auto',
    temperature: 0.7,
    maxTokens: 200,
    contextTokens: 8192,
    firstTokenTimeoutMs: 10_000,
    betweenTokensTimeoutMs: 10_000,
    replyTimeoutMs: 100_000,
    retries: 2,
    backoffMs: 1,
    random: () => 0,
    ...options,
  });

export const SCENE = { npc: 'mara', persona: { name: 'Mara' } } as unknown as Scene;

/** A request with a small prompt. */
export function request(prompt: Partial<Prompt> = {}, rest: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    prompt: {
      messages: [
        { role: 'system', content: 'You are Mara.' },
        { role: 'user', content: 'Ash: Let me go.' },
      ],
      marks: [],
      prefill: '',
      stops: [],
      form: 'canonical',
      plan: 'full',
      ...prompt,
    },
    scene: SCENE,
    ...rest,
  };
}

/** What a model yields, to its end; `chunks` has what came before a failure. */
export async function collect(
  model: LanguageModel,
  asked: GenerateRequest = request(),
  signal: AbortSignal = new AbortController().signal,
  chunks: Chunk[] = [],
): Promise<Chunk[]> {
  for await (const chunk of model.generate(asked, signal)) chunks.push(chunk);
  return chunks;
}

export const textOf = (chunks: Chunk[]): string =>
  chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('');
