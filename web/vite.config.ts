import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import { addressOf, askedFirst, type Page } from './src/app/page';
import words from './src/locales/zh';

const textAsset = /\.(js|css|svg|html)$/;

/** Puts `name.gz` beside every text asset, so that the server compresses nothing itself. */
function gzipBesideAssets(): Plugin {
  let folder = 'dist';
  return {
    name: 'gzip-beside-assets',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!textAsset.test(entry)) continue;
        const path = join(folder, entry);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

const root = fileURLToPath(new URL('.', import.meta.url));
const doors = Object.keys(addressOf) as Page[];
const nameOf = (door: Page) => addressOf[door].slice(1) || 'index';
const fileOf = (door: Page) => resolve(root, `${nameOf(door)}.html`);

/** index.html as the document of that door. */
function documentOf(door: Page): string {
  const asked = askedFirst[door];
  const early = asked ? `<link rel="preload" href="${asked}" as="fetch" crossorigin />` : '';
  return readFileSync(resolve(root, 'index.html'), 'utf8')
    .replace(
      /<title>.*<\/title>/,
      `<title>${words.door[door]} · ${words.app.brand}</title>${early}`,
    )
    .replace(/doors\/\w+\.ts/, `doors/${door}.ts`);
}

/** A document for each door, so that a page's files are fetched side by side and no other's. */
function documents(): Plugin {
  return {
    name: 'documents',
    enforce: 'pre',
    resolveId: (id) => (doors.some((door) => fileOf(door) === id) ? id : null),
    load(id) {
      const door = doors.find((door) => fileOf(door) === id);
      return door ? documentOf(door) : null;
    },
    configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        const path = new URL(request.url ?? '/', 'http://x').pathname;
        const door = doors.find((door) => `/${path.split('/')[1]}` === addressOf[door]);
        if (!door || !request.headers.accept?.includes('text/html')) return next();
        response.setHeader('content-type', 'text/html');
        response.end(await server.transformIndexHtml(request.url ?? '/', documentOf(door)));
      });
    },
  };
}

const server = process.env.YITONG_BASE ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [documents(), vue(), gzipBesideAssets()],
  define: {
    __VUE_OPTIONS_API__: 'false',
  },
  build: {
    target: 'es2020',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: Object.fromEntries(doors.map((door) => [nameOf(door), fileOf(door)])),
      output: {
        // A round trip costs more than these bytes.
        experimentalMinChunkSize: 10_000,
        // What a person's cases and the desk share counts to the former.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => id.includes('/src/mycases/'))
            ? 'assets/MyCases-[hash].js'
            : 'assets/[name]-[hash].js',
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/v1': server, '/api': server } },
});
