// What is asked, one thing after the other, and what has been said to it. Pure.
import type { Fault } from '../api/types';
import type { CaseField, CaseFile, CaseKind, CaseKinds, Form } from './shapes';

/** A question of its own: a field, or a list with the fields of its rows. */
export interface Question {
  field: CaseField;
  /** Of a list's rows, by the last part of their key. */
  columns: CaseField[];
}

export function kindOf(kinds: CaseKinds, code: string): CaseKind | null {
  return kinds.kinds.find((kind) => kind.code === code) ?? null;
}

export const isColumn = ({ key }: CaseField) => key.includes('.*.');
export const listOf = (key: string) => key.slice(0, key.indexOf('.*.'));
export const columnOf = (key: string) => key.slice(key.indexOf('.*.') + 3);
export const pathOf = (list: string, row: number, column: string) => `${list}.${row}.${column}`;
/** As faults name it. */
export const pointerOf = (path: string) => `/form/${path}`;

function asked(fields: CaseField[], taken: (field: CaseField) => boolean): Question[] {
  return fields
    .filter((field) => !isColumn(field) && taken(field))
    .map((field) => ({
      field,
      columns: fields.filter((one) => isColumn(one) && listOf(one.key) === field.key),
    }));
}

/** The one field that stands beside the button that submits. */
export const declaration = 'declaration';
/** Said by the page from which the case was opened, never asked. */
const told = ['replaces', 'renews', declaration];
const ofDraft = ({ written_by, key }: CaseField) =>
  (written_by.length === 0 || written_by.includes('submit')) && !told.includes(key);

/** What the applicant is asked, in the order of the form. */
export const questionsOf = ({ fields }: CaseKind): Question[] => asked(fields, ofDraft);

/** What an action asks. */
export function questionsFor({ fields }: CaseKind, keys: string[]): Question[] {
  return asked(fields, ({ key }) => keys.includes(key));
}

/** Everything that has been said, also by those who decide. */
export function answeredQuestions({ fields }: CaseKind, form: Form): Question[] {
  return asked(fields, (field) => {
    if (field.key === declaration) return false;
    const { key, type, required } = field;
    return (required && ofDraft(field)) || (type === 'list' ? rowsOf(form, key) > 0 : key in form);
  });
}

/** How many rows a list has. */
export function rowsOf(form: Form, list: string): number {
  let rows = 0;
  for (const key of Object.keys(form)) {
    if (!key.startsWith(`${list}.`)) continue;
    const row = Number(key.split('.')[list.split('.').length]);
    if (Number.isInteger(row)) rows = Math.max(rows, row + 1);
  }
  return rows;
}

/** The form with one value set; an empty one is no entry. */
export function withValue(form: Form, path: string, value: string): Form {
  const { [path]: _, ...rest } = form;
  return value === '' ? rest : { ...rest, [path]: value };
}

/** The form without one row of a list; those behind it move up. */
export function withoutRow(form: Form, list: string, gone: number): Form {
  const out: Form = {};
  for (const [key, value] of Object.entries(form)) {
    const parts = key.startsWith(`${list}.`) ? key.slice(list.length + 1).split('.') : [];
    const row = Number(parts[0]);
    if (!parts.length || row < gone) out[key] = value;
    else if (row > gone) out[[list, row - 1, ...parts.slice(1)].join('.')] = value;
  }
  return out;
}

/** The column of a list whose rows the case itself brings: a criterion or a test each. */
export const rowColumn = ({ columns }: Question) => columns.find(({ type }) => type === 'row');

/** A row for each that is not there yet, in the order in which they are asked for. */
export function laidOut(
  question: Question,
  options: Record<string, { code: string }[]>,
  form: Form,
): Form {
  const column = rowColumn(question);
  const asked = (column && options[column.key]) ?? [];
  const list = question.field.key;
  const there = Array.from({ length: rowsOf(form, list) }, (_, row) =>
    column ? form[pathOf(list, row, columnOf(column.key))] : undefined,
  );
  let next = there.length;
  const out = { ...form };
  for (const { code } of asked)
    if (column && !there.includes(code)) out[pathOf(list, next++, columnOf(column.key))] = code;
  return out;
}

export function isAnswered({ field, columns }: Question, form: Form): boolean {
  if (field.type !== 'list') return Boolean(form[field.key]);
  const needed = columns.filter(({ required }) => required);
  const rows = rowsOf(form, field.key);
  const whole = (row: number) =>
    needed.every(({ key }) => form[pathOf(field.key, row, columnOf(key))]);
  return rows > 0 && Array.from({ length: rows }, (_, row) => row).every(whole);
}

export const isOpen = (question: Question, form: Form) =>
  question.field.required && !isAnswered(question, form);

/** Faults of the checks, each once. */
export function faultsOf(file: Pick<CaseFile, 'checks'>): Fault[] {
  const found = new Map<string, Fault>();
  for (const { faults } of file.checks)
    for (const fault of faults) found.set(`${fault.path} ${fault.code}`, fault);
  return [...found.values()];
}

/** The faults of one field or of anything inside a list. */
export function faultsOfField(faults: Fault[], key: string): Fault[] {
  const dotted = (path: string) => path.replace(/^\/(form|fields)\//, '').replace(/\//g, '.');
  return faults.filter(({ path }) => {
    if (!/^\/(form|fields)\//.test(path)) return false;
    const at = dotted(path);
    return at === key || at.startsWith(`${key}.`);
  });
}

/** The event that sent it back, where it is the person's turn again because of it. */
export function returnOf({ state, timeline }: Pick<CaseFile, 'state' | 'timeline'>) {
  return state.code === 'returned' ? lastInto(timeline, 'returned') : null;
}
export function lastInto(timeline: CaseFile['timeline'], state: string) {
  return [...timeline].reverse().find(({ to, from }) => to.code === state && from.code !== state);
}
