const path = require(`path`)
const { createFilePath } = require(`gatsby-source-filesystem`)

exports.createPages = async ({ graphql, actions }) => {
  const { createPage } = actions
  const result = await graphql(`{ allMarkdownRemark { nodes { id fields { slug } } } }`)
  const tags = ["tide"]

  result.data.allMarkdownRemark.nodes.forEach(post => {
    createPage({
      path: `/notes${post.fields.slug}`,
      component: path.resolve(`./src/templates/post.js`),
      context: { id: post.id },
    })
  })
  tags.forEach(tag => {
    createPage({ path: `/tags/${tag.toLowerCase()}/`, component: path.resolve(`./src/templates/tag.js`) })
  })
}

exports.onCreateNode = ({ node, actions, getNode }) => {
  const { createNodeField } = actions
  if (node.internal.type === `MarkdownRemark`) {
    const value = createFilePath({ node, getNode })
    createNodeField({ name: `slug`, node, value })
  }
}
