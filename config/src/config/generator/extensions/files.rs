//! Settings in Python -> which programs of the site they may take as plugins.

use std::collections::BTreeSet;

use super::super::literals::{Language, Token, Word, tokens};
use super::{name, text};
use crate::config::conventions::Generator;
use crate::ordered::CollectOrdered;

/// What lists the files of a folder, so that the names of plugins are not written out.
const LISTING: [&str; 6] = ["listdir", "glob", "rglob", "iterdir", "scandir", "walk"];

/// The settings that name folders of plugins.
const FOLDERS: [&str; 3] = ["PLUGIN_PATHS", "PLUGIN_PATH", "EXTRA_PLUGINS_DIRS"];

/// A plugin that is followed by its settings.
const FOLLOWED: &str = "i18n_subsites";

/// The programs of a site that may be plugins.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// The folders of plugins, below the site's folder; there may be none of a name.
    pub folders: BTreeSet<String>,
    /// What the settings name, as far as names of plugins are written out; `None` where all in the folders count.
    pub named: Option<BTreeSet<String>>,
    /// What the settings name where they list plugins or import something, which may be beside them.
    pub beside: BTreeSet<String>,
    /// What they switch off.
    pub disabled: BTreeSet<String>,
}

impl Extensions {
    /// Whether a program counts, by its path below a folder of plugins; tests of plugins are none.
    pub fn takes(&self, path: &str) -> bool {
        let plugin = path.split('/').next().unwrap_or(path);
        let plugin = plugin.strip_suffix(".py").unwrap_or(plugin);
        is_own(path)
            && plugin != FOLLOWED
            && self.named.as_ref().is_none_or(|named| named.contains(plugin))
            && !self.disabled.contains(plugin)
    }
}

/// Whether a path is that of a program that is no test.
pub fn is_own(path: &str) -> bool {
    let is_test = |part: &str| matches!(part, "tests" | "test" | "conftest.py") || part.starts_with("test_");
    path.ends_with(".py") && !path.split('/').any(is_test)
}

/// The programs that a site of this generator may have as plugins, by the texts of its settings.
pub fn extensions<'t>(generator: Generator, settings: impl Iterator<Item = &'t str>) -> Extensions {
    let mut found = Extensions { named: Some(BTreeSet::new()), ..Extensions::default() };
    found.folders.insert("plugins".to_owned());
    for settings in settings {
        let words = tokens(settings, Language::Python);
        for statement in words.chunk_by(|_, next| !next.begins_statement) {
            add(statement, &mut found);
        }
    }
    if generator == Generator::Nikola {
        // It takes all plugins that are in their folders.
        found.named = None;
        found.beside.clear();
    }
    found
}

/// Adds what a statement says of plugins.
fn add(words: &[Token<'_>], found: &mut Extensions) {
    let has =
        |names: &[&str]| (0..words.len()).any(|at| name(words, at).is_some_and(|own| names.contains(&own)));
    let is_of_plugins = has(&["PLUGINS"]);
    let texts = || (0..words.len()).filter_map(|at| text(words, at));
    if has(&FOLDERS) {
        found.folders.extend(texts().map(super::super::plain_path).filter(|path| !path.starts_with("..")));
    }
    let named = parts(words);
    if has(&["DISABLED_PLUGINS"]) {
        found.disabled.extend(named);
        return;
    }
    if is_of_plugins && has(&LISTING) {
        found.named = None;
    }
    if is_of_plugins || matches!(name(words, 0), Some("from" | "import")) {
        found.beside.extend(named.iter().cloned());
    }
    if let Some(all) = &mut found.named {
        all.extend(named);
    }
}

/// The names in a statement and the parts of its texts that could be names.
fn parts(words: &[Token<'_>]) -> BTreeSet<String> {
    let of = |token: &Token<'_>| match &token.word {
        Word::Name(name) => vec![(*name).to_owned()],
        Word::Text(Some(text)) => {
            let parts = text.split(|sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '_' | '-'));
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    words.iter().flat_map(of).collect_set()
}
