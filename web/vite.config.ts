import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

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

const server = process.env.YITONG_BASE ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [vue(), gzipBesideAssets()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2020',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
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
