// Names of what a form holds as codes: places, institutions, diseases, drugs. Asked for once each.
import { reactive } from 'vue';
import { findItems, listAreas } from '../api/client';
import type { CatalogueKind, Text } from '../api/types';
import type { CaseField, Form } from './shapes';

const names = reactive(new Map<string, Text>());
const asked = new Set<string>();
const kindsOfItems: Partial<Record<CaseField['type'], CatalogueKind>> = {
  area: 'area',
  institution: 'institution',
  disease: 'chronic_disease',
  drug: 'drug',
};

/** One catalogue for the country. */
const anywhere: CatalogueKind[] = ['area', 'institution'];

export const nameFound = (code: string): Text | undefined => names.get(code);
export const remember = (code: string, name: string): void =>
  void names.set(code, { zh: name, en: name });

let areas: Promise<void> | null = null;
function learnAreas(): Promise<void> {
  areas ??= listAreas().then((reply) => {
    if (!reply.ok) areas = null;
    else for (const { code, name } of reply.value) names.set(code, name);
  });
  return areas;
}

async function learn(type: CaseField['type'], code: string, area: string) {
  const kind = kindsOfItems[type];
  if (!kind || !code || asked.has(code)) return;
  if (kind === 'area') await learnAreas();
  if (names.has(code) || asked.has(code)) return;
  asked.add(code);
  const reply = await findItems(code, kind, anywhere.includes(kind) ? '' : area);
  const found = reply.ok ? reply.value.items.find((item) => item.code === code) : undefined;
  if (found) remember(code, found.name);
  else if (!reply.ok) asked.delete(code);
}

export const learnArea = (code: string) => learn('area', code, '');

/** Everything in the form that has a name elsewhere. */
export function learnForm(fields: CaseField[], form: Form, area: string) {
  void learnArea(area);
  for (const [path, value] of Object.entries(form)) {
    const key = path.replace(/\.\d+\./, '.*.');
    const field = fields.find((one) => one.key === key);
    if (field) void learn(field.type, value, area);
  }
}
