// The endpoints that only staff ask.
import type { Reply } from '../api/client';
import { mapped } from '../cases/calls';
import type { BatchAnswer, CasePage, Queue, Statistics } from '../cases/shapes';
import { toRow, type WireRow } from '../cases/wire';
import { get, post } from '../portal/calls';
import { queryOf, type Filter } from './place';

interface Told {
  code: string;
  zh: string;
  en: string;
}
type WireQueue = Omit<Queue, 'state' | 'kind'> & { state: Told; kind: Told };
const named = ({ code, zh, en }: Told) => ({ code, name: { zh, en } });

export async function getQueues(): Promise<Reply<Queue[]>> {
  const reply = await get<{ queues: WireQueue[] }>('/v1/desk');
  return mapped(reply, ({ queues }) =>
    queues.map((queue) => ({ ...queue, state: named(queue.state), kind: named(queue.kind) })),
  );
}

export async function listDesk(filter: Filter, after: string): Promise<Reply<CasePage>> {
  const query = queryOf(filter);
  if (after) query.set('after', after);
  const reply = await get<{ cases: WireRow[]; next: string | null }>(`/v1/desk/cases?${query}`);
  return mapped(reply, ({ cases, next }) => ({ cases: cases.map(toRow), next }));
}

export interface BatchDeed {
  action: string;
  reason?: string;
  remark?: string;
  cases: { case: string; version: number }[];
}
export const actOnMany = (deed: BatchDeed) =>
  post<{ answers: BatchAnswer[] }>('/v1/desk/actions', deed);

export const getStatistics = (from: string, to: string, area: string) => {
  const query = new URLSearchParams({ from, to });
  if (area) query.set('area', area);
  return get<Statistics>(`/v1/desk/statistics?${query}`);
};

export interface PaymentBatch {
  number: string;
  area: string;
  made_on: string;
  made_by: string;
  payments: number;
  total: string;
}
export interface BankResults {
  number: string;
  paid: number;
  failed: number;
  returned: number;
  paid_total: string;
}
const batches = '/v1/payment-batches';
export const listBatches = (area: string) =>
  get<{ batches: PaymentBatch[] }>(`${batches}?area=${area}&limit=50`);
export const makeBatch = (area: string) => post<PaymentBatch>(`${batches}?area=${area}`, {});
export const bankFile = (no: string, area: string) =>
  `${batches}/${encodeURIComponent(no)}/file?area=${area}`;
export const sendResults = (no: string, area: string, results: string) =>
  post<BankResults>(`${batches}/${encodeURIComponent(no)}/results?area=${area}`, { results });

/** A card shown at the window, or a code: who it is. */
export const checkCredential = (said: Record<string, string>) =>
  post<{ person: string; name?: string | null }>('/v1/credential-checks', said);

/** A document, for staff: the reason is written down beside the look. */
export const documentFor = (person: string, id: string, part: 'thumbnail' | 'content') =>
  `/v1/people/${person}/documents/${id}/${part}?why=case_review`;
