//! Which files of a site belong to its configuration beside the one that it is known by: they say where articles are, which of
//! them come out, and at which addresses.

use std::collections::BTreeSet;

use crate::config::conventions::Generator;
use crate::config::{self, mkdocs};

/// The files, without endings, that usually hold the constants of a site that is a program.
const CONSTANTS: [&str; 22] = [
    "src/config", "src/consts", "src/constants", "src/site.config", "src/siteConfig", "src/site-config",
    "src/site", "src/site_config", "src/config/index", "src/config/site", "src/config/config",
    "src/data/site", "src/data/config", "src/data/constants", "src/data/siteMetadata",
    "src/data/site-config", "src/lib/config", "src/lib/constants", "src/lib/consts", "src/settings",
    "site.config", "data/siteMetadata",
];

/// The endings of programs and data that are read.
const PROGRAMS: [&str; 8] = ["js", "mjs", "cjs", "ts", "mts", "json", "yaml", "yml"];

/// Whether the file, by its path below the site's folder, belongs to the configuration; `imported` are the files, without
/// endings, that the configuration takes values from.
pub(super) fn is_part(generator: Generator, path: &str, imported: &BTreeSet<String>) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let is_program = PROGRAMS.contains(&ending) && !name.contains(".test.");
    let whole = stem.strip_suffix("/index").unwrap_or(stem);
    let is_constants =
        is_program && (CONSTANTS.contains(&stem) || imported.contains(stem) || imported.contains(whole));
    match generator {
        Generator::Astro => {
            let of_pages = path.starts_with("src/pages/");
            let is_feed =
                ["rss.", "feed.", "atom.", "index.xml."].iter().any(|start| name.starts_with(start));
            is_constants
                || (of_pages && ending == "astro" && path.contains('['))
                || (of_pages && is_program && is_feed)
                || (is_program && matches!(stem, "src/content.config" | "src/content/config"))
        }
        Generator::Gatsby => {
            is_constants
                || path.starts_with("gatsby-node.")
                || (path.starts_with("src/pages/") && path.contains('{'))
        }
        Generator::Next => is_constants || is_of_next(path, name),
        Generator::Docusaurus => matches!(name, "tags.yml" | "tags.yaml"),
        _ => false,
    }
}

/// Whether the file, by its path below the site's folder, says what counts for all articles below or beside it.
pub(super) fn is_for_all_below(generator: Generator, path: &str) -> bool {
    match generator {
        Generator::Eleventy => is_of_eleventy(path),
        Generator::MkDocs => mkdocs::is_for_folder(path),
        _ => config::is_section(path),
    }
}

/// Whether the file is one of data for a folder, or for the site.
fn is_of_eleventy(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folders.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_data = matches!(ending, "json" | "js" | "cjs" | "mjs");
    let is_of_site = matches!(folder, "_data" | "data") && matches!(stem, "site" | "metadata" | "meta");
    is_data && stem.ends_with(".11tydata")
        || ending == "json" && stem == folder
        || folder == "_data" && stem == "eleventyComputed" && is_data
        || name == ".eleventyignore"
        || is_of_site && (is_data || matches!(ending, "yml" | "yaml" | "toml"))
}

/// Whether a program of Next.js may say where articles are: a page with a name in brackets, or what reads them.
fn is_of_next(path: &str, name: &str) -> bool {
    let own = path.strip_prefix("src/").unwrap_or(path);
    let is_code =
        ["js", "jsx", "ts", "tsx", "mjs"].iter().any(|ending| name.ends_with(&format!(".{ending}")));
    let is_page = own.contains('[') && (own.starts_with("pages/") || own.starts_with("app/"));
    let reads = ["post", "blog", "api", "mdx", "content", "article", "markdown"]
        .iter()
        .any(|word| name.to_ascii_lowercase().contains(word));
    let is_reader = reads && (own.starts_with("lib/") || own.starts_with("utils/"));
    is_code && (is_page || is_reader || own.starts_with("contentlayer.config."))
}

/// The files that a program takes values from by relative paths, below the folder it is in, without endings.
pub(super) fn imported(text: &str) -> BTreeSet<String> {
    let behind = text.split(" from ").skip(1).chain(text.split("require(").skip(1));
    let paths = behind.filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|first| matches!(first, '\'' | '"'))?;
        let path = rest.get(1..)?.split(quote).next()?;
        let path = path.strip_prefix("./")?;
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
        Some(if PROGRAMS.contains(&ending) { stem } else { path }.to_owned())
    });
    paths.collect()
}
