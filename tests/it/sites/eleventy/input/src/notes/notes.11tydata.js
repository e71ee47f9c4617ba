export default {
  permalink: (data) => data.shelved ? false : `/notes/${data.page.fileSlug}/`,
}
