const ATTRIBUTE = /([\p{L}_][\p{L}\p{N}_:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))/gu;

/**
 * The text of a `game_action` span: `{"name":…,"args":{…}}` from `<game_action name="give">{"item":"key"}</game_action>`,
 * from attributes alone, or from a body that carries the name itself. What is none of these comes back as it was written,
 * and is no call.
 */
export function gameCallText(attributes: string, body: string): string {
  const given = Object.fromEntries(
    [...attributes.matchAll(ATTRIBUTE)].map(([, key, double, single, bare]) => [
      key!,
      double ?? single ?? bare ?? '',
    ]),
  );
  const { name, ...rest } = given;
  const content = body.trim();
  if (content === '') return name ? JSON.stringify({ name, args: rest }) : '';
  const value = parseObject(content);
  if (!value) return content;
  if (name) return JSON.stringify({ name, args: value });
  if (typeof value.name !== 'string') return content;
  return JSON.stringify({ name: value.name, args: isObject(value.args) ? value.args : {} });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
