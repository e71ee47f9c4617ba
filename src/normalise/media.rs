//! Which files of the project a record's audio and video are, and what they say of themselves in place of the record: a length
//! that is measured is right, and one that is written down was right once.
//!
//! The file is the one under `file`, below the folder of the record or, where the path begins with `/`, of the project. Without
//! that key it is looked for in the folders of `input.media`, at the path of the URL.

use super::Diagnostics;
use super::references::percent_decoded;
use crate::config::Config;
use crate::finding::{Finding, Rule};
use crate::model::{Position, RawEnclosure, Record, Spanned};
use crate::record::data;
use crate::uri;

/// The paths below the project's folder at which each file of the record may be, in its order; none of one that is elsewhere.
pub fn local_files(record: &Record, config: &Config) -> Vec<Vec<String>> {
    record.enclosures.iter().map(|file| paths(file, record, config)).collect()
}

fn paths(file: &RawEnclosure, record: &Record, config: &Config) -> Vec<String> {
    if let Some(named) = &file.file {
        let text = named.text.trim();
        let path = data::of_item(&record.path).map_or(record.path.as_str(), |(path, _)| path);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let whole = text.strip_prefix('/').map_or_else(|| format!("{folder}/{text}"), str::to_owned);
        return plain_path(&whole).into_iter().collect();
    }
    served_at(&file.url.text, config)
}

/// The paths below the project's folder at which the file with this URL may be, by the folders that the site serves as they are.
pub fn served_at(url: &str, config: &Config) -> Vec<String> {
    let below = |url: &url::Url| {
        let site = &config.site.url;
        let is_of_site = url.origin() == site.origin() && url.query().is_none();
        let path = url.path().strip_prefix(site.path()).filter(|_| is_of_site)?;
        Some(percent_decoded(path))
    };
    let url = uri::absolute_in_site(url, &config.site.url).ok();
    let Some(path) = url.as_ref().and_then(below).filter(|_| !config.input.media.is_empty()) else {
        return Vec::new();
    };
    config.input.media.iter().filter_map(|folder| plain_path(&format!("{folder}/{path}"))).collect()
}

/// The path without parts that say nothing; `None` of one that leads up, or to what is hidden.
fn plain_path(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let is_plain = |part: &&str| !part.starts_with('.') && !part.contains(['\\', '\0']);
    (!parts.is_empty() && parts.iter().all(is_plain)).then(|| parts.join("/"))
}

/// What is known of a file of a record: nothing where it is not there.
pub struct Measured {
    /// Its length in bytes.
    pub length: u64,
    /// How long it plays, in seconds.
    pub duration: Option<u64>,
}

/// Whether somebody has to measure how long the file plays, since the record does not say it.
pub fn lacks_duration(record: &Record, index: usize) -> bool {
    let of_record = record.episode.as_ref().and_then(|episode| episode.duration.as_ref());
    record.enclosures.get(index).is_some_and(|file| file.duration.is_none())
        && (index > 0 || of_record.is_none())
}

/// Puts what is known of a file in the place of what the record says of it, and says where these differ.
pub fn measure(record: &mut Record, index: usize, measured: Option<&Measured>) -> Option<Finding> {
    let path = record.path.clone();
    let file = record.enclosures.get_mut(index)?;
    let finding = |position: Position, message: String| {
        let mut diagnostics = Diagnostics { path: &path, findings: Vec::new() };
        diagnostics.add(Rule::Value, position, message);
        diagnostics.findings.pop()
    };
    let Some(Measured { length, duration }) = measured else {
        let named = file.file.as_ref()?;
        let message = "there is no such file below the project's folder; the record alone says its length";
        return finding(named.position, message.to_owned());
    };
    let spanned = |number: u64| Spanned { text: number.to_string(), position: file.url.position };
    let said = file.length.replace(spanned(*length));
    if let Some(duration) = duration.filter(|_| file.duration.is_none()) {
        file.duration = Some(spanned(duration));
    }
    let said = said.filter(|said| said.text.trim().parse() != Ok(*length))?;
    let message = format!("the file has {length} bytes, and that is its length, whatever this says");
    finding(said.position, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_up_or_to_what_is_hidden() {
        for (path, plain) in [
            ("a/b.mp3", Some("a/b.mp3")),
            ("/a//./b.mp3", Some("a/b.mp3")),
            ("a/../b.mp3", None),
            ("../b.mp3", None),
            (".git/config", None),
            ("a/.b.mp3", None),
            ("a\\b.mp3", None),
            ("", None),
        ] {
            assert_eq!(plain_path(path).as_deref(), plain, "{path}");
        }
    }
}
