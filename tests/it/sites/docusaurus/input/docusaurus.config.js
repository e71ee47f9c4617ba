// The journal of a lighthouse.
const { themes } = require('prism-react-renderer');

/** @type {import('@docusaurus/types').Config} */
const config = {
  title: 'Lighthouse Journal',
  tagline: 'What the keeper saw',
  url: 'https://example.org',
  baseUrl: '/light/',
  trailingSlash: false,
  i18n: { defaultLocale: 'en', locales: ['en', 'de'] },
  presets: [
    ['classic', /** @type {import('@docusaurus/preset-classic').Options} */ ({
      docs: { routeBasePath: '/' },
      blog: { blogTitle: 'Journal', feedOptions: { type: 'all' } },
    })],
  ],
  plugins: [
    ['@docusaurus/plugin-content-blog', { id: 'news', path: 'news', routeBasePath: 'notices' }],
  ],
  themeConfig: { prism: { theme: themes.github } },
};

module.exports = config;
