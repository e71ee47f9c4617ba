export default {
  permalink: (data) => data.hidden ? false : `/notes/${data.page.fileSlug}/`,
}
