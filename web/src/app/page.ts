// Two doors, two addresses. The server answers both with the same document, and what was entered
// stands after the `#`, so that going from one to the other is an ordinary link.
export type Page = 'guide' | 'estimator';

export const addressOf: Record<Page, string> = { guide: '/guide', estimator: '/' };

export function pageAt(pathname: string): Page {
  return pathname.replace(/\/+$/, '') === addressOf.guide ? 'guide' : 'estimator';
}
