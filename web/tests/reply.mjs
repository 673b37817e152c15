// What canned replies are made of.
export const text = (zh, en) => ({ zh, en });

export function problem(status, code, zh, en, remedyZh, remedyEn, found = '') {
  const title = text(zh, en);
  const errors = [{ code, path: '', title, found, rule: '', remedy: text(remedyZh, remedyEn) }];
  return [status, { type: 'about:blank', title: en, status, code, errors }];
}
export const noSession = problem(
  401,
  'no_session',
  '没有登录',
  'Not signed in',
  '请登录',
  'Sign in',
);
export const needsCode = problem(
  401,
  'second_factor_needed',
  '要动态码',
  'Code',
  '填上',
  'Enter it',
);

export const cookie = (value) => ({
  'set-cookie': `yitong_session=${value}; HttpOnly; SameSite=Strict; Path=/`,
});
