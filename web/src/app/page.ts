// The doors and their addresses. The server answers each with the same document, and what was
// entered stands after the `#`, so that going from one to the other is an ordinary link.
export type Page = 'guide' | 'estimator' | 'finder' | 'portal' | 'check' | 'desk';

export const addressOf: Record<Page, string> = {
  guide: '/guide',
  estimator: '/',
  finder: '/find',
  portal: '/my',
  check: '/sheet-check',
  desk: '/desk',
};

export function pageAt(pathname: string): Page {
  const path = pathname.replace(/\/+$/, '');
  for (const page of ['portal', 'desk'] as const) {
    if (path === addressOf[page] || path.startsWith(`${addressOf[page]}/`)) return page;
  }
  const exact = (['guide', 'finder', 'check'] as const).find((page) => addressOf[page] === path);
  return exact ?? 'estimator';
}
