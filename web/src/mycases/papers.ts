// Which papers answer what is asked for. Pure.
import type { CaseFile, Handed, Wanted } from '../cases/shapes';

export const isHanded = (handed: Handed[], row: string) =>
  handed.some((one) => one.row === row && (one.documents.length > 0 || one.original_seen));

/** Any one choice whole is enough. */
export const isReady = ({ choices }: Wanted, handed: Handed[]) =>
  choices.some((rows) => rows.every(({ id }) => isHanded(handed, id)));

/** Needed for certain and not there. */
export const openPapers = ({ materials, handed }: Pick<CaseFile, 'materials' | 'handed'>) =>
  materials.filter((wanted) => wanted.certain && !isReady(wanted, handed)).length;

export function withDocument(handed: Handed[], row: string, document: string, on: boolean) {
  const before = handed.find((one) => one.row === row);
  const others = handed.filter((one) => one.row !== row);
  const kept = (before?.documents ?? []).filter((id) => id !== document);
  const documents = on ? [...kept, document] : kept;
  const seen = before?.original_seen ?? false;
  return documents.length || seen ? [...others, { row, documents, original_seen: seen }] : others;
}
