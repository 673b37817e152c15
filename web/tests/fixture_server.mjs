// Serves dist/ and canned replies in the contract's shape, so that the page can be seen in every
// state before and without the real server. For development and tests only.
//   node tests/fixture_server.mjs [PORT]
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portalReply } from './portal_replies.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '..', 'dist');
const fixture = (name) => readFileSync(join(here, 'fixtures', `${name}.json`));
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Which canned state a question shows: see the journey over states. */
function quoteFor(question) {
  if (question.insured_area === '320600' && question.institution.level !== '2')
    return [200, 'quote_no_rule'];
  if (question.person?.age === 149) return [422, 'problem'];
  if (question.institution.level === '1') return [200, 'quote_refused'];
  if (question.filing === 'other_temporary') return [200, 'quote_range'];
  return [200, question.filing === 'none' ? 'quote_unfiled' : 'quote_exact'];
}

function answer(request, body) {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (url.pathname === '/v1/areas') return [200, fixture('areas')];
  const area = /^\/v1\/areas\/(\d{6})$/.exec(url.pathname);
  if (area) {
    const encoded = JSON.parse(fixture('areas')).some(({ code }) => code === area[1]);
    return encoded ? [200, fixture(`area_${area[1]}`)] : [422, fixture('problem_area')];
  }
  if (url.pathname === '/v1/guide') {
    const refused = url.searchParams.get('on') === '2026-13-99';
    return refused ? [422, fixture('problem')] : [200, fixture('guide')];
  }
  if (url.pathname.startsWith('/v1/policies/')) return [200, fixture('policy')];
  if (url.pathname === '/v1/catalogue/items') {
    return [200, fixture(url.searchParams.get('kind') === 'area' ? 'places' : 'items')];
  }
  if (url.pathname === '/v1/quotes') {
    const [status, name] = quoteFor(JSON.parse(body));
    return [status, fixture(name)];
  }
  return null;
}

export function startFixtureServer(port = 0) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const own = portalReply(request, body, JSON.parse(fixture('quote_exact')));
      if (own) {
        const [status, said, headers = {}] = own;
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        return response.end(status === 204 ? undefined : JSON.stringify(said));
      }
      const reply = answer(request, body);
      if (reply) {
        const type = reply[0] === 200 ? 'application/json' : 'application/problem+json';
        return response.writeHead(reply[0], { 'content-type': type }).end(reply[1]);
      }
      const path = normalize(new URL(request.url, 'http://127.0.0.1').pathname);
      const door = `${path.split('/')[1]}.html`;
      const known = path === '/' ? 'index.html' : existsSync(join(dist, door)) && door;
      const document = known || 'not-found.html';
      const isFile = extname(path) || path.startsWith('/v1/');
      const file = join(dist, isFile ? path : document);
      try {
        const bytes = readFileSync(file);
        const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";
        const type = types[extname(file)] ?? 'application/octet-stream';
        response
          .writeHead(isFile || known ? 200 : 404, {
            'content-type': type,
            'content-security-policy': policy,
          })
          .end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startFixtureServer(Number(process.argv[2] ?? 0));
  console.log(`http://127.0.0.1:${server.address().port}`);
}
