//! The files and folders of a site that say what it is; and a program among them that is not looked at -> a finding, and no article,
//! since it may keep any from coming out.

use super::search_in;
use crate::config::Config;
use crate::config::conventions::Convention;
use crate::finding::{Finding, Rule};

/// The files and folders of a site by which its generator is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its generator.
    pub convention: &'static Convention,
    /// Its folder below the project's, with `/` at its end; empty for the project's own.
    pub folder: String,
    /// Its configuration, and files that are a part of it: their paths below the folder, and their texts.
    pub files: Vec<(String, String)>,
    /// The paths of the folders below its folder, as far as they may hold articles, sorted; and of Docusaurus's translations.
    pub folders: Vec<String>,
    /// Other programs below its folder, which those of the configuration may take functions from: their paths, and their texts.
    pub programs: Vec<(String, String)>,
    /// The first program that may choose articles and is not looked at.
    pub unseen: Option<Unseen>,
}

/// A program that may choose articles and is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Its path below the site's folder.
    pub path: String,
    /// Why, as the end of "this program is not looked at, because".
    pub why: String,
}

/// Takes no article where a program of the site that may leave some out is not looked at.
pub(super) fn hold_unseen(site: &Site, config: &mut Config) {
    let Some(Unseen { path, why }) = &site.unseen else { return };
    let message = format!(
        "this program is not looked at, because {why}, and may hold articles back; all are left out; set `input.paths` in feedmill.yaml"
    );
    config.findings.push(Finding {
        rule: Rule::UnreadSetting,
        path: format!("{}{path}", site.folder),
        position: None,
        message,
    });
    search_in(Vec::new(), &mut config.input);
}
