import rss from '@11ty/eleventy-plugin-rss'

const shorten = (text) => text.replace(/[/'"]/g, '')

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(rss)
  eleventyConfig.addFilter('folder', (date) => DateTime.fromJSDate(date).toFormat('yyyy/LL'))
  eleventyConfig.ignores.add('src/posts/scrap.md')
  return {
    dir: { input: 'src', output: 'out' },
    templateFormats: ['md', 'njk'],
  }
}
