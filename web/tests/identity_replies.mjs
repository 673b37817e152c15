// Canned replies about identity providers, passwords, sessions and refusals.
import { cookie, needsCode, noSession, problem, text } from './reply.mjs';

const providers = {
  providers: [
    { name: 'gov', label: text('示例政务服务', 'Example government service') },
    { name: 'strict', label: text('示例机构门户', 'Example agency sign-in') },
  ],
};
const unlinked = problem(
  401,
  'unknown_subject',
  '这个身份还没有关联账号',
  'Nobody has linked this identity to an account',
  '参保人带身份证到窗口关联；工作人员请管理员关联',
  'Persons have it linked at a window, staff by their administrator',
);
/** `gov` knows the parent, `strict` leaves the second factor to us, others know nobody. */
function comeBack({ code, second_factor: factor }, me) {
  if (factor && factor !== '123456')
    return problem(401, 'wrong_code', '动态码不对', 'Wrong code', '等下一个', 'Wait');
  if (code === 'strict') return needsCode;
  if (code !== 'gov' && !factor) return unlinked;
  const provider = { ...providers.providers[0], sign_out_url: 'https://id.example/end' };
  return [201, { ...me, provider }, cookie('x')];
}
const sessions = {
  sessions: [
    {
      begun_at: '2026-11-22T09:00:00+08:00',
      seen_at: '2026-11-22T13:00:00+08:00',
      expires_at: '2026-11-22T21:00:00+08:00',
      provider: null,
      current: true,
    },
    {
      begun_at: '2026-11-22T07:30:00+08:00',
      seen_at: '2026-11-22T08:10:00+08:00',
      expires_at: '2026-11-22T19:30:00+08:00',
      provider: 'gov',
      current: false,
    },
  ],
};
export const refusals = {
  refusals: [
    {
      code: 'unknown_person',
      title: text('没有该人员', 'No such person'),
      tried: null,
      times: 3,
      from: '2026-11-20T10:00:00+08:00',
      to: '2026-11-20T10:00:40+08:00',
      role: text('参保人', 'Insured person'),
      who: null,
    },
    {
      code: 'no_coverage',
      title: text('没有该参保信息', 'No such coverage'),
      tried: text('发起业务', 'Open a case'),
      times: 1,
      from: '2026-11-19T09:00:00+08:00',
      to: '2026-11-19T09:00:00+08:00',
      role: text('窗口经办', 'Window clerk'),
      who: 'demo.window_clerk',
    },
  ],
};

const links = {
  links: [
    {
      no: 1,
      provider: 'gov',
      label: text('示例政务服务', 'Example government service'),
      since: '2026-11-02T09:20:00+08:00',
      by: 'demo.window_clerk',
    },
  ],
};
const code = { account: 'p00000000000000a1', code: '4K7QM-29XTB' };
const nobody = problem(
  404,
  'unknown_person',
  '没有该人员',
  'No such person',
  '核对人员编号或证件号',
  'Check the number',
);
/** What the window asks: whose card it is, a code, links. */
function windowReply(path, method, body) {
  if (path === '/v1/credential-checks') {
    const { card, resident_id: id, token } = JSON.parse(body);
    const credential = card ? 'card' : token ? 'e_credential' : 'resident_id';
    if (id?.startsWith('98')) return nobody;
    const seen = { check: 'q0303-17', person: code.account, name: '王*一', credential };
    return [201, { ...seen, at: '2026-11-22T09:00:00+08:00' }];
  }
  if (/^\/v1\/(people|staff)\/[^/]+\/sign-in-codes$/.test(path))
    return [201, { ...code, expires_at: '2026-11-23T09:00:00+08:00' }];
  const link = /^\/v1\/(people|staff)\/([^/]+)\/sign-in-links(\/\d+)?$/.exec(path);
  if (!link) return null;
  if (method === 'DELETE') return [204, null];
  if (method === 'POST') return [201, { ...links.links[0], no: 2 }];
  return [200, link[2] === 'me' ? { links: [] } : links];
}

/** [status, body, headers], or null where the address is another one's. `me`: who is signed in,
 * `everybody`: whoever signs in. */
export function identityReply(path, method, body, me, everybody) {
  const window = windowReply(path, method, body);
  if (window) return window;
  if (path === '/v1/sign-in-providers') return [200, providers];
  if (path === '/v1/provider-requests')
    return [201, { url: `/my/signed-in?code=${JSON.parse(body).provider}&state=s` }];
  if (path === '/v1/provider-sessions') return comeBack(JSON.parse(body), everybody);
  if (path === '/v1/passwords')
    return JSON.parse(body).code.startsWith('4')
      ? [201, { account: everybody.person }]
      : problem(401, 'wrong_sign_in_code', '登录码不对', 'Wrong code', '再看一遍', 'Look again');
  if (path === '/v1/sessions' && method === 'GET') return me ? [200, sessions] : noSession;
  if (path === '/v1/sessions' && method === 'DELETE') return [204, null, cookie('')];
  return null;
}
