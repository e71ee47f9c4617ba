// Looks at every page of a folder in a headless Chromium, at the width of a phone and of a desk, in light and dark: axe-core must find
// nothing, and no page may be wider than its window. `.ci/run` runs it; it takes Chromium and, from npm, axe-core and puppeteer-core,
// says what it lacks, and ends with 0 where one is missing.
//
//     feedmill build feeds --pages -d /tmp/pages && node tests/pages/axe.mjs /tmp/pages

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const root = process.argv[2];
const programs = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const chromium = programs.find((program) => program && fs.existsSync(program));
let puppeteer;
let axe;
try {
  puppeteer = (await import('puppeteer-core')).default;
  axe = (await import('axe-core')).default.source;
} catch (error) {
  console.log(`skipped: ${error.message}`);
}
if (!chromium || !axe) {
  console.log(chromium ? 'skipped: npm install axe-core puppeteer-core' : 'skipped: there is no Chromium');
  process.exit(0);
}

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.xml': 'application/xml', '.opml': 'text/x-opml' };
const policy = "default-src 'none'; style-src 'self'; img-src *";
const server = http.createServer((request, response) => {
  const below = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  const file = path.join(root, path.normalize(below.endsWith('/') ? `${below}index.html` : below));
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'text/plain', 'content-security-policy': policy });
  response.end(fs.readFileSync(file));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const base = `http://127.0.0.1:${server.address().port}/`;
const pages = fs.readdirSync(root, { recursive: true }).filter((name) => name.endsWith('index.html')).sort();
let browser;
try {
  browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
} catch (error) {
  console.log(`skipped: Chromium does not start: ${error.message}`);
  process.exit(0);
}
const page = await browser.newPage();
await page.setBypassCSP(true);
await page.setRequestInterception(true);
page.on('request', (request) => (request.url().startsWith(base) ? request.continue() : request.abort()));

let faults = 0;
for (const name of pages) {
  for (const scheme of ['light', 'dark']) {
    for (const width of [390, 1280]) {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(base + name.split(path.sep).map(encodeURIComponent).join('/'), { waitUntil: 'load' });
      await page.evaluate(axe);
      const { violations, excess } = await page.evaluate(async () => ({
        violations: (await window.axe.run(document)).violations,
        excess: document.documentElement.scrollWidth - window.innerWidth,
      }));
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
      if (excess > 0) {
        found.push(`it is ${excess} pixels too wide`);
      }
      faults += found.length;
      found.forEach((fault) => console.log(`${name} (${scheme}, ${width}): ${fault}`));
    }
  }
}
console.log(`${pages.length} pages, ${faults} faults`);
await browser.close();
server.close();
process.exit(faults > 0 ? 1 : 0);
