//! What a build does for pages beside rendering them: it reads the templates, and finds the pages of runs whose configuration asked for
//! some where the present one asks for none.

use std::path::Path;

use super::{Build, persist};
use crate::config::{Config, STYLE_FILE};
use crate::emit;
use crate::error::Error;
use crate::model::ArtifactKind;
use crate::page::Templates;
use crate::pins::Pins;
use crate::publish;
use crate::source;
use crate::state::FeedState;

/// How pages are made; `None` where the configuration asks for none.
///
/// # Errors
///
/// When a template cannot be read or understood.
pub(super) fn templates(root: &Path, config: &Config) -> Result<Option<Templates>, Error> {
    match &config.output.templates {
        _ if !config.output.pages => Ok(None),
        Some(folder) => Templates::with(Some(folder), source::templates(root, config)?).map(Some),
        None => Templates::built_in().map(Some),
    }
}

impl Build<'_> {
    /// Where files of this run or an earlier one can be: also pages, if their stylesheet says that some are there. Else a site that has
    /// pages of its own beside the feeds would have them all looked at in every run.
    ///
    /// # Errors
    ///
    /// When the stylesheet is there and cannot be read.
    pub(super) fn patterns(
        &self,
        config: &Config,
        previous: &FeedState,
        pins: &Pins,
    ) -> Result<Vec<(ArtifactKind, String)>, Error> {
        let mut patterns = persist::all_patterns(config, previous, pins);
        if config.output.pages || publish::stat(&self.destination, STYLE_FILE).is_none() {
            return Ok(patterns);
        }
        let style = publish::read(&self.destination, STYLE_FILE)?;
        if emit::is_any(ArtifactKind::Style, &style) {
            patterns.extend(emit::page_patterns(config, &persist::folders(config, pins)));
            patterns.sort();
            patterns.dedup();
        }
        Ok(patterns)
    }
}
