import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

const backend = process.env.LIANXIN_URL ?? 'http://localhost:8000'

export default defineConfig({
  base: '/desk/',
  plugins: [
    vue(),
    components({ dirs: [], dts: 'src/element.d.ts', resolvers: [ElementPlusResolver()] }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  worker: { format: 'es' },
  build: {
    outDir: '../../src/lianxin/web/static/workbench',
    emptyOutDir: true,
    target: 'chrome95', // the floor that package.json names under browserslist
    chunkSizeWarningLimit: 700,
  },
  server: { port: 5173, proxy: { '/api': backend } },
  test: {
    environment: 'happy-dom',
    isolate: false, // one environment for all files: half the time
    setupFiles: ['test/setup.ts'],
    include: ['test/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
