// Whether somebody insured has signed in with this browser, for pages that ask for no session: the
// estimate then counts what the person holds. It names nobody, and the server decides.
const key = 'yitong.insured';

export function markInsured(on: boolean): void {
  try {
    if (on) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing: estimates are those of anybody.
  }
}

export function isMarked(): boolean {
  try {
    return localStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}
