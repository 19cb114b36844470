import { DisplayName, Slug } from '../../../schemas/persona.ts';

const MAX_SLUG = 40;

/** `Élodie Ärger` → `elodie-arger`; undefined where no letter has a Latin form. */
export function slugOf(name: string): string | undefined {
  const words = name
    .slice(0, 200)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
  const slug = trimmed(words);
  if (Slug.safeParse(slug).success) return slug;
  const other = `npc-${slug}`;
  return slug !== '' && Slug.safeParse(other).success ? other : undefined;
}

/** `lead-name`, cut to what a slug may have; the lead stays whole as far as possible. A number is added while it is in `used`. */
export function slugWith(lead: string, name: string, used: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const room = MAX_SLUG - end.length;
    const first = trimmed(lead.slice(0, Math.max(8, room - 1 - Math.min(name.length, 20))));
    const slug = trimmed(`${first}-${name}`.slice(0, room)) + end;
    if (!used.has(slug)) return slug;
  }
}

/** A name as it may stand before a colon in a prompt; undefined when nothing of it may. */
export function displayNameOf(name: string): string | undefined {
  const cleaned = name
    .slice(0, 200)
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}:：∶꞉<>[\](){}（）【】〔〕|=*]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const cut = [...cleaned.slice(0, 40)]
    .filter((char) => !/\p{Cs}/u.test(char))
    .join('')
    .trim();
  const checked = DisplayName.safeParse(cut);
  return checked.success ? checked.data : undefined;
}

const trimmed = (slug: string): string => slug.slice(0, MAX_SLUG).replaceAll(/^-+|-+$/g, '');
