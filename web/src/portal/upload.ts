// One file on its way to the server. `fetch` cannot tell how far an upload has come.
import type { Failure } from '../api/client';
import type { Fault, Problem } from '../api/types';
import { base } from './calls';
import type { PersonDocument } from './shapes';

export const largestBytes = 20 * 1024 * 1024;
const longestName = 120;
const deadlineMilliseconds = 180_000;

/** The kinds in the order in which people are asked for them. */
export const documentKinds = [
  'invoice',
  'fee_list',
  'discharge_summary',
  'medical_record',
  'diagnosis',
  'prescription',
  'lab_report',
  'gene_test',
  'pathology',
  'referral',
  'identity_card',
  'social_card',
  'bank_card',
  'application_form',
  'commitment',
  'accident_statement',
  'household_register',
  'relationship',
  'birth_certificate',
  'death_certificate',
  'other',
] as const;

/** A name as the server takes it: no path, no control characters, not too long. */
export function cleanName(name: string): string {
  const plain = name.replace(/[\\/\u0000-\u001f\u007f]/g, ' ').trim();
  if (plain === '' || plain === '.' || plain === '..') return 'file';
  const letters = [...plain];
  return letters.length <= longestName ? plain : letters.slice(-longestName).join('');
}

export type Sent =
  | { ok: true; document: PersonDocument; reused: boolean }
  | { ok: false; failure: Failure };

function faultsOf(text: string): Fault[] {
  try {
    const { errors } = JSON.parse(text) as Problem;
    return Array.isArray(errors) ? errors : [];
  } catch {
    return []; // a proxy's own page
  }
}

function readReply(request: XMLHttpRequest): Sent {
  const { status, responseText } = request;
  if (status === 200 || status === 201) {
    const document = JSON.parse(responseText) as PersonDocument;
    return { ok: true, document, reused: status === 200 };
  }
  const faults = faultsOf(responseText);
  if (!faults.length) return { ok: false, failure: { kind: 'broken', status } };
  const retryAfter = Number(request.getResponseHeader('retry-after') ?? 0) || 0;
  return { ok: false, failure: { kind: 'faults', status, faults, retryAfter } };
}

/** `progress` from 0 to 1; at 1 everything is sent and the server looks at it. */
export function send(
  person: string,
  file: File,
  kind: string,
  progress: (share: number) => void,
): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ name: cleanName(file.name), kind });
    const fail = (failure: Failure) => resolve({ ok: false, failure });
    request.open('POST', `${base(person)}/documents?${query}`);
    request.timeout = deadlineMilliseconds;
    request.setRequestHeader('x-yitong', '1');
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => resolve(readReply(request));
    request.onerror = () => fail({ kind: 'unreachable' });
    request.ontimeout = () => fail({ kind: 'late' });
    request.send(file);
  });
}
