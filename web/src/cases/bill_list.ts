// A list of charges out of a file: sent to the server, and its lines as the form has them.
import { call, type Reply } from '../api/client';
import { own } from '../portal/calls';
import type { Form } from './shapes';

export interface BillList {
  total: string;
  lines: {
    code?: string;
    name?: string;
    date?: string;
    quantity: string;
    price: string;
    amount: string;
  }[];
  /** Words of the header that say nothing to the server. */
  ignored: string[];
  /** Numbers of which digits were cut. */
  notes: string[];
}

/** Older spreadsheets save CSV in GB18030. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Told by its first bytes: a workbook is an archive, and an old one is refused by name. */
export function isWorkbook(bytes: ArrayBuffer): boolean {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  return (first === 0x50 && second === 0x4b) || (first === 0xd0 && second === 0xcf);
}

export async function readList(file: Blob): Promise<Reply<BillList>> {
  const bytes = await file.arrayBuffer();
  if (isWorkbook(bytes)) {
    const headers = { ...own, 'content-type': 'application/octet-stream' };
    return call('/v1/bill-workbooks', { method: 'POST', headers, body: bytes });
  }
  const headers = { ...own, 'content-type': 'application/json' };
  const body = JSON.stringify({ list: textOf(bytes) });
  return call('/v1/bill-lists', { method: 'POST', headers, body });
}

/** The form with these lines in the place of those before; the sum where none was said. */
export function withLines(form: Form, { lines, total }: BillList): Form {
  const out: Form = {};
  for (const [path, value] of Object.entries(form))
    if (!path.startsWith('lines.')) out[path] = value;
  lines.forEach((line, row) => {
    const said = { ...line, name: line.name || line.code || '' };
    for (const [key, value] of Object.entries(said)) if (value) out[`lines.${row}.${key}`] = value;
  });
  if (!out.total) out.total = total;
  return out;
}
