//! Which files of a site belong to its configuration beside the one that it is known by: they say where articles are, which of
//! them come out, and at which addresses.

use std::collections::BTreeSet;

use crate::config::conventions::Generator;
use crate::config::{self, astro, mkdocs, next};
use crate::ordered::CollectOrdered;
use crate::uri::joined;

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
                || astro::is_helper(path)
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

/// Whether programs of the configuration may take functions from the file, by its path below the site's folder.
pub(super) fn may_be_helper(generator: Generator, path: &str) -> bool {
    may_have_helpers(generator) && config::may_choose(path)
}

/// Whether programs of the configuration may take functions from others anywhere in the site.
pub(super) fn may_have_helpers(generator: Generator) -> bool {
    matches!(generator, Generator::Astro | Generator::Gatsby | Generator::Next)
}

/// Whether the file is data by its ending, which chooses nothing.
pub(super) fn is_data(path: &str) -> bool {
    [".json", ".yaml", ".yml"].iter().any(|ending| path.ends_with(ending))
}

/// Whether the file, by its path below the site's folder, says what counts for all articles below or beside it.
pub(super) fn is_for_all_below(generator: Generator, path: &str) -> bool {
    match generator {
        Generator::MkDocs => mkdocs::is_for_folder(path),
        _ => config::is_section(path),
    }
}

/// Whether a program of Next.js may say where articles are: a page with a name in brackets, or what reads them.
fn is_of_next(path: &str, name: &str) -> bool {
    let own = path.strip_prefix("src/").unwrap_or(path);
    let is_code =
        ["js", "jsx", "ts", "tsx", "mjs", "mts"].iter().any(|ending| name.ends_with(&format!(".{ending}")));
    let is_page = own.contains('[') && (own.starts_with("pages/") || own.starts_with("app/"));
    let reads = [
        "post", "blog", "api", "mdx", "content", "article", "markdown", "index", "util", "helper", "lib",
        "file",
    ]
    .iter()
    .any(|word| name.to_ascii_lowercase().contains(word));
    let is_reader = reads && next::is_reader(path);
    is_code && (is_page || is_reader) || next::is_layer(path)
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
    paths.collect_set()
}

/// The files that a program at a path takes in by relative paths, each with the names that it may have.
pub(super) fn programs(file: &str, text: &str) -> Vec<Vec<String>> {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    let is_program = matches!(ending, "js" | "mjs" | "cjs" | "ts" | "mts" | "cts") && !stem.is_empty()
        || file == ".eleventy.js";
    if !is_program {
        return Vec::new();
    }
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let behind = ["from ", "from\"", "from'", "require(", "import(", "import "]
        .iter()
        .flat_map(|word| text.split(word).skip(1).map(move |rest| (rest, word)));
    let paths = behind.filter_map(|(rest, word)| {
        let rest = rest.trim_start();
        let rest = if word.ends_with(['"', '\'']) { rest } else { rest.strip_prefix(['"', '\''])? };
        let path = rest.split(['"', '\'']).next().filter(|path| path.starts_with('.'))?;
        joined(folder, path)
    });
    let endings = ["js", "mjs", "cjs", "ts", "mts"];
    let names = |path: String| {
        let with = |start: &str| endings.iter().map(|ending| format!("{start}.{ending}")).collect::<Vec<_>>();
        let is_whole = endings.iter().any(|ending| path.ends_with(&format!(".{ending}")));
        if is_whole { vec![path] } else { [with(&path), with(&format!("{path}/index"))].concat() }
    };
    paths.map(names).collect()
}

/// The files beside that settings in Python take names from, below the folder they are in, as far as they are written there.
pub(super) fn imported_by_python(text: &str) -> impl Iterator<Item = String> {
    let modules = text.lines().filter_map(|line| {
        let (module, rest) = line.split_once("from ")?.1.trim_start().split_once(char::is_whitespace)?;
        rest.trim_start().starts_with("import").then(|| module.trim_start_matches('.').replace('.', "/"))
    });
    let is_path = |path: &String| {
        !path.is_empty() && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_/".contains(&byte))
    };
    modules.filter(is_path).flat_map(|path| [format!("{path}.py"), format!("{path}/__init__.py")])
}
