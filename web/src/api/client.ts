import { isMarked, markInsured } from '../shared/insured_mark';
import type {
  AreaDetail,
  AreaSummary,
  CatalogueItems,
  CatalogueKind,
  Fault,
  Guide,
  GuideQuery,
  PolicyText,
  Problem,
  Quote,
  QuoteRequest,
} from './types';

/**
 * Why there is no answer. `faults`: the request is wrong and each fault names its field;
 * `retryAfter` in seconds, 0 where the server names none.
 * `unreachable`, `late`, `broken`: nothing is wrong with what the person entered; try again.
 */
export type Failure =
  | { kind: 'faults'; status: number; faults: Fault[]; retryAfter: number }
  | { kind: 'unreachable' }
  | { kind: 'late' }
  | { kind: 'broken'; status: number }
  | { kind: 'superseded' };

export type Reply<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const deadlineMilliseconds = 12_000;

async function failureOf(response: Response): Promise<Failure> {
  try {
    const problem = (await response.json()) as Problem;
    if (response.status < 500 && Array.isArray(problem.errors) && problem.errors.length > 0) {
      const retryAfter = Number(response.headers.get('retry-after') ?? 0) || 0;
      return { kind: 'faults', status: response.status, faults: problem.errors, retryAfter };
    }
  } catch {
    // A proxy's own page is no problem document; the status says all there is.
  }
  return { kind: 'broken', status: response.status };
}

/** A newer question cancels an older one through `signal`; that one then is 'superseded'. */
export async function call<T>(
  path: string,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<Reply<T>> {
  const abort = new AbortController();
  const late = setTimeout(() => abort.abort(), deadlineMilliseconds);
  const supersede = () => abort.abort();
  signal?.addEventListener('abort', supersede);
  try {
    const response = await fetch(path, { ...init, signal: abort.signal });
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    const none = response.status === 204;
    return { ok: true, value: (none ? null : await response.json()) as T };
  } catch {
    if (signal?.aborted) return { ok: false, failure: { kind: 'superseded' } };
    return { ok: false, failure: { kind: abort.signal.aborted ? 'late' : 'unreachable' } };
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', supersede);
  }
}

export function listAreas(): Promise<Reply<AreaSummary[]>> {
  return call('/v1/areas', {});
}

export function getArea(
  code: string,
  on: string,
  signal?: AbortSignal,
): Promise<Reply<AreaDetail>> {
  const query = on ? `?on=${encodeURIComponent(on)}` : '';
  return call(`/v1/areas/${encodeURIComponent(code)}${query}`, {}, signal);
}

export function getPolicy(
  area: string,
  insurance: string,
  on: string,
  signal?: AbortSignal,
): Promise<Reply<PolicyText>> {
  const query = on ? `?on=${encodeURIComponent(on)}` : '';
  const path = `${encodeURIComponent(area)}/${encodeURIComponent(insurance)}`;
  return call(`/v1/policies/${path}${query}`, {}, signal);
}

export function getGuide(asked: GuideQuery, signal?: AbortSignal): Promise<Reply<Guide>> {
  return call(`/v1/guide?${new URLSearchParams(asked)}`, {}, signal);
}

/** With what the signed-in person holds; nothing where it is no estimate for that person. */
async function ownQuote(init: RequestInit, signal?: AbortSignal): Promise<Reply<Quote> | null> {
  const reply = await call<Quote>('/v1/people/me/quotes', init, signal);
  if (reply.ok || reply.failure.kind !== 'faults') return reply;
  if (reply.failure.status === 401) markInsured(false);
  return null;
}

export async function quote(request: QuoteRequest, signal?: AbortSignal): Promise<Reply<Quote>> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-yitong': '1' },
    body: JSON.stringify(request),
  };
  const own = isMarked() ? await ownQuote(init, signal) : null;
  return own ?? call('/v1/quotes', init, signal);
}

export function findItems(
  text: string,
  kind: CatalogueKind,
  area: string,
  signal?: AbortSignal,
): Promise<Reply<CatalogueItems>> {
  // Two letters fit a hundred places; those that matter may stand last among them.
  const limit = kind === 'area' ? '100' : '20';
  const query = new URLSearchParams({ q: text.slice(0, 64), kind, limit });
  if (area) query.set('area', area);
  return call(`/v1/catalogue/items?${query}`, {}, signal);
}
