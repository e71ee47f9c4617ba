//! The programs in Python that a site extends its generator with: plugins of its own, and hooks -> whether one may keep articles
//! from coming out. Nothing is run: a statement that takes something out of a list of articles, or holds one back, is enough.
//! One that only reads, sorts, adds or changes articles is none.

mod files;
mod lists;
#[cfg(test)]
mod tests;
mod texts;

use super::literals::{Language, Token, Word, tokens};
use super::{Parts, search_in};
use crate::config::Config;
use crate::config::conventions::Generator;
use crate::finding::{Finding, Rule};
use crate::model::Position;
pub use files::{Extensions, extensions, is_own};
pub(super) use texts::may_empty;

/// Takes no article where a program of the site's own may leave some out.
pub(super) fn hold(parts: &Parts<'_>, config: &mut Config) {
    let generator = parts.site.convention.id;
    let found = parts.texts("", ".py").find_map(|(file, text)| Some((file, leaves_out(text, generator)?)));
    let Some((file, position)) = found else { return };
    let message =
        "this may keep articles from coming out, and all are left out; set `input.paths` in feedmill.yaml";
    config.findings.push(Finding {
        rule: Rule::UnreadSetting,
        path: format!("{}{file}", parts.site.folder),
        position: Some(position),
        message: message.to_owned(),
    });
    search_in(Vec::new(), &mut config.input);
}

/// Where a program may take articles out of the lists of its generator, or hold them back.
pub(super) fn leaves_out(text: &str, generator: Generator) -> Option<Position> {
    lists::leaves_out(&tokens(text, Language::Python), generator)
}

/// The name at a place.
fn name<'a>(words: &[Token<'a>], at: usize) -> Option<&'a str> {
    match words.get(at)?.word {
        Word::Name(name) => Some(name),
        _ => None,
    }
}

/// The literal text at a place.
fn text<'w>(words: &'w [Token<'_>], at: usize) -> Option<&'w str> {
    match &words.get(at)?.word {
        Word::Text(Some(text)) => Some(text),
        _ => None,
    }
}
