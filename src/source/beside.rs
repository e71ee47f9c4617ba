//! What files beside a record say of its article, as Nikola has it: the head of a record may be a file `.meta`, and what holds back
//! the article in one language holds it back in all.
//!
//! Such files come before the text of the record, each up to a sign that says what it is; a file that is there and cannot be read
//! leaves no article.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::unread::{bytes_into, bytes_of};
use super::{Root, Unread};
use crate::config::{Config, Layout};
use crate::files::FileStat;
use crate::finding::{Finding, Rule};
use crate::model::Position;
use crate::record::{HEAD_END, OF_OTHER, OF_SITE};

/// Reads a record file with what is beside it. What comes back is what the file system said of it before, where nothing can be beside
/// it.
///
/// # Errors
///
/// When a file cannot be read, is not a regular file, or is larger than the configuration allows.
pub(super) fn read_into(
    root: &Root<'_>,
    path: &str,
    config: &Config,
    bytes: &mut Vec<u8>,
) -> Result<FileStat, Unread> {
    if !config.input.layout.has_companions {
        return bytes_into(root, path, config, bytes);
    }
    *bytes = read_all(root, path, config)?;
    Ok(FileStat::default())
}

fn read_all(root: &Root<'_>, path: &str, config: &Config) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    for (other, is_of_site) in others(path, &config.input.layout) {
        if is_there(root.path, &other) || companion(&other).is_some_and(|head| is_there(root.path, &head)) {
            bytes.extend(with_head(root, &other, config).map_err(|unread| found_at(unread, path, None))?);
            bytes.push(if is_of_site { OF_SITE } else { OF_OTHER });
        }
    }
    bytes.extend(with_head(root, path, config)?);
    Ok(bytes)
}

/// What the file system says of a record file and of all that is beside it.
pub(super) fn stat(root: &Root<'_>, path: &str, layout: &Layout) -> FileStat {
    let own = root.stat(path);
    if !layout.has_companions {
        return own;
    }
    let others = others(path, layout).into_iter().map(|(other, _)| other).collect::<Vec<_>>();
    let heads = others.iter().map(String::as_str).chain([path]).filter_map(companion).collect::<Vec<_>>();
    let beside = others.iter().chain(&heads).filter(|file| is_there(root.path, file));
    beside.fold(own, |all, file| all.with(root.stat(file)))
}

/// The path of the file beside a record that holds its head where it is there.
pub fn companion(path: &str) -> Option<String> {
    let (stem, ending) = path.rsplit_once('.')?;
    (!ending.contains('/')).then(|| format!("{stem}.meta"))
}

/// Whether there is anything at the path, also a link that leads nowhere; where that is not certain, there is.
fn is_there(root: &Path, path: &str) -> bool {
    !fs::symlink_metadata(root.join(path)).is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// The paths that the article has in the other languages of the site, and whether each is that in the site's own.
fn others(path: &str, layout: &Layout) -> Vec<(String, bool)> {
    let [_, others @ ..] = layout.languages.as_slice() else { return Vec::new() };
    let Some((stem, ending)) = path.rsplit_once('.').filter(|(_, ending)| !ending.contains('/')) else {
        return Vec::new();
    };
    let is_language = |(_, mark): &(&str, &str)| others.iter().any(|own| own.tag == *mark);
    let stem = stem.rsplit_once('.').filter(is_language).map_or(stem, |(stem, _)| stem);
    let of_others = others.iter().map(|own| (format!("{stem}.{}.{ending}", own.tag), false));
    let all = [(format!("{stem}.{ending}"), true)].into_iter().chain(of_others);
    all.filter(|(other, _)| other != path).collect()
}

/// The text of a record with the head beside it; of another language there may be but a head.
fn with_head(root: &Root<'_>, path: &str, config: &Config) -> Result<Vec<u8>, Unread> {
    let head = companion(path).filter(|head| is_there(root.path, head));
    let mut bytes = Vec::new();
    if let Some(head) = &head {
        let beside = Some(Position { line: Position::BESIDE.saturating_add(1), column: 1 });
        let of_head = |unread| found_at(unread, path, beside);
        bytes = bytes_of(root, head, config).and_then(|bytes| without_marks(head, bytes)).map_err(of_head)?;
        bytes.push(HEAD_END);
        if !is_there(root.path, path) {
            return Ok(bytes);
        }
    }
    let text = bytes_of(root, path, config).and_then(|bytes| without_marks(path, bytes))?;
    bytes.extend_from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text));
    Ok(bytes)
}

/// The bytes, if none of them is one of the signs behind heads.
fn without_marks(path: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Unread> {
    if !bytes.iter().any(|byte| [HEAD_END, OF_OTHER, OF_SITE].contains(byte)) {
        return Ok(bytes);
    }
    let message = "holds a control character that no article needs; remove it".to_owned();
    Err(Unread::Record(Finding { rule: Rule::Unreadable, path: path.to_owned(), position: None, message }))
}

/// What was found in another file, as found in that at the path.
fn found_at(unread: Unread, path: &str, position: Option<Position>) -> Unread {
    let moved = |finding: Finding| Finding { path: path.to_owned(), position, ..finding };
    match unread {
        Unread::Record(finding) => Unread::Record(moved(finding)),
        Unread::File(finding) => Unread::File(moved(finding)),
        Unread::Machine(error) => Unread::Machine(error),
    }
}
