// What may be chosen in a field whose choices are rows of the area's rules or entries of a
// catalogue: what the case itself brings, else what the guide and the catalogue say.
import { findItems, getArea, getGuide } from '../api/client';
import type { Guide, GuideQuery } from '../api/types';
import { useWords } from '../app/language';
import { findInstitutions } from '../portal/calls';
import { cellOf } from '../guide/sections';
import type { Found } from '../shared/SearchSheet.vue';
import { remember } from './names';
import type { CaseField, CaseFile, CaseOption, Form } from './shapes';

const guides = new Map<string, Promise<Guide | null>>();

function guideFor(file: CaseFile, matter: string): Promise<Guide | null> {
  const asked: Record<string, string> = {
    matter,
    insured: file.area.code,
    insurance: file.insurance.code,
  };
  if (file.form.target) asked.treatment = file.form.target;
  const key = Object.values(asked).join();
  const known = guides.get(key);
  if (known) return known;
  const reply = getGuide(asked as GuideQuery).then((guide) => {
    if (!guide.ok) guides.delete(key);
    return guide.ok ? guide.value : null;
  });
  guides.set(key, reply);
  return reply;
}

async function visitsOf(file: CaseFile): Promise<CaseOption[]> {
  const reply = await getArea(file.area.code, '');
  const known = reply.ok ? reply.value.insurances : [];
  return known.find(({ code }) => code === file.insurance.code)?.visits ?? [];
}

/** The choices of a field, null where they have to be searched for. */
export async function optionsOf(
  field: CaseField,
  file: CaseFile,
  matter: string,
): Promise<CaseOption[] | null> {
  if (field.type === 'code') return field.codes;
  const brought = file.options[field.key];
  if (brought?.length) return brought;
  if (!field.table) return null;
  if (field.table === 'visit') return visitsOf(file);
  const guide = await guideFor(file, matter);
  const lists = guide as unknown as Record<string, unknown> | null;
  const found = [lists?.[`${field.table}s`], lists?.[field.table]].find(Array.isArray);
  const rows = (found ?? []) as Guide['filings'];
  const aboutOf = (code: string) => {
    const row = rows.find(({ id }) => id === code);
    return row ? (cellOf(row, 'text')?.text ?? null) : null;
  };
  const question = guide?.questions.find(({ key }) => [field.table, field.key].includes(key));
  if (question)
    return question.values.map(({ value, name }) => ({ code: value, name, hint: aboutOf(value) }));
  return rows.map((row) => ({
    code: row.id,
    name: row.name,
    hint: cellOf(row, 'text')?.text ?? row.when,
  }));
}

const kindsOfItems = { disease: 'chronic_disease', drug: 'drug', area: 'area' } as const;

/** Where the form says that care is; without it an institution may be anywhere: what is chosen with
 * a recognition or for a special drug is often not at home. */
const whereOf = (form: Form): string => form.target ?? form.place ?? '';

/** Searches what a field takes; null when the search itself failed. */
export async function searchFor(
  field: CaseField,
  file: CaseFile,
  text: string,
  signal: AbortSignal,
): Promise<Found[] | null> {
  if (field.type === 'institution') {
    const query = new URLSearchParams({ q: text, limit: '20' });
    const where = whereOf(file.form);
    if (where) query.set('area', where);
    const reply = await findInstitutions(query, signal);
    if (!reply.ok) return null;
    const { say } = useWords();
    return reply.value.institutions.map(({ code, name, level, area_name }) => {
      remember(code, name);
      const detail = [where ? '' : say(area_name), level, code].filter(Boolean).join(' · ');
      return { key: code, title: name, detail };
    });
  }
  const kind = kindsOfItems[field.type as keyof typeof kindsOfItems] ?? 'disease';
  const reply = await findItems(text, kind, kind === 'area' ? '' : file.area.code, signal);
  if (!reply.ok) return null;
  return reply.value.items.map(({ code, name }) => {
    remember(code, name);
    return { key: code, title: name, detail: code };
  });
}
