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

function changed(handed: Handed[], row: string, change: (one: Handed) => Handed): Handed[] {
  const before = handed.find((one) => one.row === row);
  const after = change(before ?? { row, documents: [], original_seen: false });
  const others = handed.filter((one) => one.row !== row);
  return after.documents.length || after.original_seen ? [...others, after] : others;
}

export const withDocument = (handed: Handed[], row: string, document: string, on: boolean) =>
  changed(handed, row, (one) => {
    const kept = one.documents.filter((id) => id !== document);
    return { ...one, documents: on ? [...kept, document] : kept };
  });

/** A clerk saw the original. */
export const withOriginal = (handed: Handed[], row: string, seen: boolean) =>
  changed(handed, row, (one) => ({ ...one, original_seen: seen }));

/** What a photo for this row most likely is, so that it need not be asked; first match counts. */
const kindsOfRows: [RegExp, string][] = [
  [/^rent_|contract|permit|deed/, 'other'],
  [/id_card$|_id$/, 'identity_card'],
  [/bank_/, 'bank_card'],
  [/card/, 'social_card'],
  [/receipt|invoice/, 'invoice'],
  [/cost_list|fee_list/, 'fee_list'],
  [/discharge/, 'discharge_summary'],
  [/diagnosis/, 'diagnosis'],
  [/prescription/, 'prescription'],
  [/gene/, 'gene_test'],
  [/pathology/, 'pathology'],
  [/test|examination|lab_/, 'lab_report'],
  [/referral/, 'referral'],
  [/injury|accident/, 'accident_statement'],
  [/record/, 'medical_record'],
  [/commitment/, 'commitment'],
  [/household/, 'household_register'],
  [/form$/, 'application_form'],
];
export const kindOfRow = (row: string) =>
  kindsOfRows.find(([words]) => words.test(row))?.[1] ?? 'other';
