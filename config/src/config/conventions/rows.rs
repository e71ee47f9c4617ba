//! The rows of the generators other than Jekyll.

use super::{Convention, Generator, Naming, Printing, Slug};

/// What most rows have in common.
const COMMON: Convention = Convention {
    id: Generator::Hugo,
    generator: "",
    recognised_by: &[],
    confirmed_by: &[],
    url: &["url", "siteUrl", "site"],
    url_path: "",
    title: &["title"],
    description: &["description"],
    author: &["author"],
    language: &["lang", "language", "locale"],
    time_zone: "timezone",
    articles: "",
    withheld: &[],
    special: "",
    permalink: "/:folders/:basename/",
    address: &["permalink"],
    naming: Naming::Dated,
    slug: Slug::Verbatim,
    keeps_slugs: false,
    printing: Printing::Unknown,
    data: "",
    authors: &[],
    ends_summary: "",
    heads_with_title: true,
    links_from_root: false,
    texts: &[],
    settings: &[],
};

/// Hexo, since version 3.
pub const HEXO: Convention = Convention {
    id: Generator::Hexo,
    generator: "Hexo",
    recognised_by: &["_config.yml", "_config.yaml"],
    confirmed_by: &["source/_posts"],
    articles: "source/_posts",
    withheld: &["_drafts"],
    permalink: "/:year/:month/:day/:source/",
    slug: Slug::Hexo,
    heads_with_title: false,
    texts: &["org", "adoc"],
    printing: Printing::JavaScript,
    ..COMMON
};

/// Zola.
pub const ZOLA: Convention = Convention {
    id: Generator::Zola,
    generator: "Zola",
    recognised_by: &["zola.toml", "config.toml"],
    confirmed_by: &["base_url"],
    url: &["base_url"],
    author: &["author", "extra.author"],
    language: &["default_language"],
    articles: "content",
    permalink: "/:language/:folder_names/:stem/",
    address: &["path"],
    slug: Slug::Ascii,
    ..COMMON
};

/// Hugo.
pub const HUGO: Convention = Convention {
    id: Generator::Hugo,
    generator: "Hugo",
    recognised_by: &[
        "hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml",
        "config.json", "config/_default/hugo.toml", "config/_default/hugo.yaml", "config/_default/hugo.yml",
        "config/_default/hugo.json", "config/_default/config.toml", "config/_default/config.yaml",
        "config/_default/config.yml", "config/_default/config.json",
    ],
    confirmed_by: &["content", "baseURL", "contentDir", "archetypes", "themes"],
    url: &["baseURL"],
    description: &["params.description", "description"],
    author: &["params.author", "author"],
    language: &["locale", "languageCode", "defaultContentLanguage"],
    time_zone: "timeZone",
    articles: "content",
    permalink: "/:language/:folders/:basename/",
    address: &["url"],
    naming: Naming::Whole,
    slug: Slug::HugoUrls,
    links_from_root: true,
    texts: &["org", "rst", "adoc", "asciidoc"],
    printing: Printing::Hugo,
    ..COMMON
};

/// MkDocs with a blog.
pub const MKDOCS: Convention = Convention {
    id: Generator::MkDocs,
    generator: "MkDocs",
    recognised_by: &["mkdocs.yml", "mkdocs.yaml"],
    url: &["site_url"],
    title: &["site_name"],
    description: &["site_description"],
    author: &["site_author"],
    language: &["theme.language"],
    articles: "docs",
    permalink: "/:language/blog/:year/:month/:day/:slugorheading/",
    address: &[],
    slug: Slug::GitHub,
    keeps_slugs: true,
    ends_summary: "<!-- more -->",
    ..COMMON
};

/// Docusaurus, since version 2.
pub const DOCUSAURUS: Convention = Convention {
    id: Generator::Docusaurus,
    generator: "Docusaurus",
    recognised_by: &[
        "docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs",
        "docusaurus.config.mts", "docusaurus.config.cts",
    ],
    url: &["url"],
    url_path: "baseUrl",
    description: &["tagline"],
    author: &[],
    language: &["i18n.defaultLocale"],
    articles: "blog",
    links_from_root: true,
    permalink: "/:language/blog/:dated_path",
    address: &[],
    keeps_slugs: true,
    ..COMMON
};

/// Pelican.
pub const PELICAN: Convention = Convention {
    id: Generator::Pelican,
    generator: "Pelican",
    recognised_by: &["pelicanconf.py"],
    url: &["SITEURL"],
    title: &["SITENAME"],
    description: &["SITEDESCRIPTION", "SITESUBTITLE"],
    author: &["AUTHOR"],
    language: &["DEFAULT_LANG"],
    time_zone: "TIMEZONE",
    articles: "content",
    permalink: "/:slugorheading.html",
    address: &["url"],
    keeps_slugs: true,
    slug: Slug::Pelican,
    ends_summary: "<!-- PELICAN_END_SUMMARY -->",
    heads_with_title: false,
    texts: &["rst", "org", "adoc"],
    printing: Printing::AsWritten,
    ..COMMON
};

/// Nikola.
pub const NIKOLA: Convention = Convention {
    id: Generator::Nikola,
    generator: "Nikola",
    recognised_by: &["conf.py"],
    confirmed_by: &["POSTS"],
    url: &["SITE_URL"],
    title: &["BLOG_TITLE"],
    description: &["BLOG_DESCRIPTION"],
    author: &["BLOG_AUTHOR"],
    language: &["DEFAULT_LANG"],
    time_zone: "TIMEZONE",
    articles: "posts",
    permalink: "/:language/:folder_names/:basename/",
    address: &[],
    naming: Naming::Whole,
    keeps_slugs: true,
    slug: Slug::Nikola,
    ends_summary: "<!-- TEASER_END -->",
    texts: &["rst", "txt", "org", "adoc", "asciidoc"],
    ..COMMON
};

/// Eleventy.
pub const ELEVENTY: Convention = Convention {
    id: Generator::Eleventy,
    generator: "Eleventy",
    recognised_by: &[
        ".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs",
        "eleventy.config.ts",
    ],
    url: &["url", "siteUrl", "siteURL", "site_url", "baseUrl", "baseURL", "domain", "homepage", "base"],
    title: &["title", "name", "siteTitle"],
    permalink: "/:page_path/",
    address: &["eleventyComputed.permalink", "permalink"],
    keeps_slugs: true,
    slug: Slug::Slugify,
    printing: Printing::JavaScript,
    ..COMMON
};

/// Astro.
pub const ASTRO: Convention = Convention {
    id: Generator::Astro,
    generator: "Astro",
    recognised_by: &["astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.cjs"],
    url: &[
        "site", "feed.site", "SITE.website", "SITE.url", "SITE_URL", "SITE.site", "siteConfig.url",
        "siteConfig.site", "config.site.site", "SITE_METADATA.siteUrl", "siteMetadata.siteUrl", "SITE.href",
    ],
    title: &[
        "feed.title", "SITE.title", "SITE_TITLE", "SITE.name", "SITE_NAME", "siteConfig.title",
        "siteConfig.name", "config.site.name", "SITE_METADATA.title", "siteMetadata.title", "siteTitle",
        "SITE_CONFIG.title",
    ],
    description: &[
        "feed.description", "SITE.desc", "SITE.description", "SITE_DESCRIPTION", "siteConfig.description",
        "config.metadata.description", "SITE_METADATA.description", "siteMetadata.description",
        "siteDescription",
    ],
    author: &[
        "SITE.author", "SITE_AUTHOR", "siteConfig.author", "AUTHOR", "SITE_METADATA.author",
        "siteMetadata.author", "author",
    ],
    language: &[
        "feed.language", "SITE.lang", "LOCALE.lang", "SITE_LANG", "siteConfig.lang", "siteConfig.language",
        "siteConfig.locale", "SITE.locale", "i18n.defaultLocale", "config.i18n.language",
        "siteMetadata.language",
    ],
    time_zone: "SITE.timezone",
    permalink: "/:entry/",
    address: &[],
    slug: Slug::GitHub,
    naming: Naming::Whole,
    printing: Printing::JavaScript,
    ..COMMON
};

/// Gatsby.
pub const GATSBY: Convention = Convention {
    id: Generator::Gatsby,
    generator: "Gatsby",
    recognised_by: &["gatsby-config.js", "gatsby-config.ts", "gatsby-config.mjs"],
    url: &["siteMetadata.siteUrl", "siteMetadata.siteURL", "siteMetadata.url"],
    title: &["siteMetadata.title"],
    description: &["siteMetadata.description"],
    author: &["siteMetadata.author"],
    language: &["siteMetadata.language", "siteMetadata.lang", "siteMetadata.locale"],
    permalink: "/:page/",
    address: &[],
    naming: Naming::Whole,
    printing: Printing::JavaScript,
    ..COMMON
};

/// Next.js.
pub const NEXT: Convention = Convention {
    id: Generator::Next,
    generator: "Next.js",
    recognised_by: &["next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"],
    confirmed_by: &[
        "_posts", "src/_posts", "posts", "src/posts", "content", "src/content", "contents", "data",
        "src/data", "contentlayer.config.ts", "contentlayer.config.js", "articles", "blogs", "blog",
        "markdown", "notes",
    ],
    url: &[
        "siteMetadata.siteUrl", "SITE_URL", "siteConfig.url", "siteConfig.siteUrl", "BASE_URL", "SITE.url",
    ],
    title: &[
        "siteMetadata.title", "SITE_TITLE", "siteConfig.title", "siteConfig.name", "SITE_NAME", "SITE.title",
    ],
    description: &[
        "siteMetadata.description", "SITE_DESCRIPTION", "siteConfig.description", "SITE.description",
    ],
    author: &["siteMetadata.author", "siteConfig.author", "SITE.author"],
    language: &["siteMetadata.language", "siteConfig.language", "siteMetadata.locale", "i18n.defaultLocale"],
    permalink: "/:entry",
    address: &[],
    naming: Naming::Whole,
    printing: Printing::JavaScript,
    ..COMMON
};
