// The doors and their addresses. Each has a document of its own, named by the first part of its
// address; what was entered stands after the `#`, so that going from one to the other is an
// ordinary link.
export type Page = 'guide' | 'estimator' | 'finder' | 'portal' | 'check' | 'desk' | 'notFound';

export const addressOf: Record<Page, string> = {
  guide: '/guide',
  estimator: '/',
  finder: '/find',
  portal: '/my',
  check: '/sheet-check',
  desk: '/desk',
  /** What the server shows, with 404, at any address that is none of these. */
  notFound: '/not-found',
};

/** What the server is asked first on any page of that door: the document has it fetched at once. */
export const askedFirst: Record<Page, string> = {
  guide: '/v1/areas',
  estimator: '/v1/areas',
  finder: '/v1/areas',
  portal: '/v1/me',
  check: '',
  desk: '/v1/me',
  notFound: '',
};
