module.exports = {
  siteMetadata: {
    title: `The Tide Mill`,
    author: { name: `Ben Rower`, summary: `who rows` },
    description: `Notes from the estuary`,
    siteUrl: `https://example.org`,
  },
  plugins: [
    {
      resolve: `gatsby-source-filesystem`,
      options: { path: `${__dirname}/content/blog`, name: `blog` },
    },
    {
      resolve: `gatsby-source-filesystem`,
      options: { path: `${__dirname}/src/images`, name: `images` },
    },
    `gatsby-plugin-sitemap`,
  ],
};
