// The doors and their addresses. The server answers each with the same document, and what was
// entered stands after the `#`, so that going from one to the other is an ordinary link.
export type Page = 'guide' | 'estimator' | 'finder' | 'portal' | 'check';

export const addressOf: Record<Page, string> = {
  guide: '/guide',
  estimator: '/',
  finder: '/find',
  portal: '/my',
  check: '/sheet-check',
};

export function pageAt(pathname: string): Page {
  const path = pathname.replace(/\/+$/, '');
  if (path === addressOf.portal || path.startsWith(`${addressOf.portal}/`)) return 'portal';
  const exact = (['guide', 'finder', 'check'] as const).find((page) => addressOf[page] === path);
  return exact ?? 'estimator';
}
