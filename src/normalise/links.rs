//! The URLs of a record, made absolute: its link, the original it came from, images and files. Only http and https are
//! accepted; anything else is left out with a finding.
//!
//! `/a.png` in front matter is below `site.url`, as Jekyll and Hugo mean it; inside HTML it is what a browser makes of it.

use chrono::{DateTime, Utc};
use url::Url;

use super::{Diagnostics, address, dates, episode, permalink, plain};
use crate::config::{Config, Files};
use crate::finding::Rule;
use crate::model::{Enclosure, Image, Link, RawEnclosure, RawImage, Record, Spanned};
use crate::time;
use crate::uri::{self, Fault};

/// The URL of the article: the first usable one of the record's own, else that of the permalink.
pub(super) fn link(
    record: &Record,
    published: Option<DateTime<Utc>>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Url> {
    if let Some((_, link)) = first_usable(&record.links, config, diagnostics) {
        return Some(link);
    }
    let made = published.and_then(|published| permalink::path(record, published, config));
    let base = address::base(record, config);
    let link = made.and_then(|path| uri::absolute_in_site(&path, base).ok());
    if link.is_none() {
        let message = "the article has no URL; add `link`, or set `input.permalink`";
        diagnostics.add(Rule::Link, record.position, message.to_owned());
    }
    link
}

/// What relative URLs in the content are relative to: the article's own URL, as a folder where the files beside the record belong
/// to it.
pub(super) fn base(record: &Record, link: Option<&Url>, config: &Config) -> Url {
    let mut base = link.unwrap_or_else(|| address::base(record, config)).clone();
    let last = base.path().rsplit('/').next().unwrap_or_default();
    if !last.is_empty() && !last.contains('.') && dates::place_of(record, config).is_bundle {
        base.set_path(&format!("{}/", base.path()));
    }
    base
}

/// What the paths of files in the content are relative to, where a site serves files where they are and not below articles.
pub(super) fn base_of_files(record: &Record, link: Option<&Url>, config: &Config) -> Option<Url> {
    let folder = match &config.input.layout.files {
        Files::Below { folder, .. } => folder,
        Files::Named => return as_folder(link?),
        Files::Beside | Files::ByTemplate | Files::Hidden { .. } => return None,
    };
    let below = record.path.strip_prefix(folder.as_str())?;
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    uri::absolute_in_site(&format!("/{folder}/"), &config.site.url).ok()
}

/// The URL of a page without its ending, as a folder.
fn as_folder(page: &Url) -> Option<Url> {
    let mut folder = page.clone();
    folder.set_path(&format!("{}/", page.path().strip_suffix(".html")?));
    Some(folder)
}

/// Whether the id is an address that a pattern made, so that the record itself has no say in it.
pub(super) fn is_made(record: &Record, link: &Url, id: &str, config: &Config) -> bool {
    let is_own = |own: &Spanned| uri::absolute_in_site(&own.text, &config.site.url).is_ok();
    let names_itself = record.permalink.as_ref().is_some_and(|own| !own.text.contains(':'));
    !names_itself && !record.links.iter().any(is_own) && uri::normalised(link) == id
}

/// The first usable URL, as written and absolute, with a finding for every other before it.
pub(super) fn first_usable<'r>(
    links: &'r [Spanned],
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<(&'r Spanned, Url)> {
    links.iter().find_map(|link| Some((link, in_site(link, "the link", config, diagnostics)?)))
}

/// The URL of the original, where it differs from the link.
pub(super) fn via(
    record: &Record,
    link: Option<&Url>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<String> {
    let written = record.via.as_ref()?;
    let via = if record.links.contains(written) {
        // Its fault, if it has one, is reported with the links.
        uri::written_in_site(&written.text, &config.site.url).ok()?
    } else {
        written_in_site(written, "the URL of the original", config, diagnostics)?
    };
    let is_other = link.is_none_or(|link| uri::normalised(link) != uri::normalised_writing(via.clone()));
    is_other.then_some(via)
}

/// The links of an entry: its own URL, the original's, those of related articles.
pub(super) fn all(link: Option<&Url>, via: Option<String>, related: Vec<Link>) -> Vec<Link> {
    let own = link.map(|link| Link::new("alternate", uri::written(link)));
    let via = via.map(|via| Link::new("via", via));
    own.into_iter().chain(via).chain(related).collect()
}

/// The images of a record with usable URLs; those beside an article that is a folder are below its own URL.
pub(super) fn own_images(
    record: &Record,
    link: Option<&Url>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Image> {
    let is_bundle = || dates::place_of(record, config).is_bundle;
    let is_beside = match config.input.layout.files {
        Files::Beside => config.input.convention.is_some_and(|own| !own.is_jekyll()) && is_bundle(),
        Files::ByTemplate => is_bundle(),
        Files::Named | Files::Below { .. } | Files::Hidden { .. } => false,
    };
    if !is_beside || !record.images.iter().any(is_relative) {
        return images(&record.images, config, diagnostics);
    }
    let base = base(record, link, config);
    let mut written = record.images.clone();
    for image in written.iter_mut().filter(|image| is_relative(image)) {
        if let Ok(url) = base.join(image.url.text.trim()) {
            image.url.text = url.into();
        }
    }
    images(&written, config, diagnostics)
}

/// Whether the URL of an image is a path that does not begin at the root.
fn is_relative(image: &RawImage) -> bool {
    let text = image.url.text.trim();
    !text.is_empty() && !text.starts_with('/') && !text.contains(':')
}

/// Images with a usable URL.
pub(super) fn images(written: &[RawImage], config: &Config, diagnostics: &mut Diagnostics<'_>) -> Vec<Image> {
    let image = |image: &RawImage| {
        let is_hidden = matches!(config.input.layout.files, Files::Hidden { .. } | Files::ByTemplate);
        if is_hidden && is_relative(image) {
            let message = "an image is left out: its file is served under a name that only the build of the site knows; \
                           put it where the site serves it as it is";
            diagnostics.add(Rule::Link, image.url.position, message.to_owned());
            return None;
        }
        let url = written_in_site(&image.url, "the URL of an image", config, diagnostics)?;
        let (width, height) = (pixels(image.width.as_ref()), pixels(image.height.as_ref()));
        Some(Image { url, width, height, description: plain(image.alt.as_ref()), ..Image::default() })
    };
    written.iter().filter_map(image).collect()
}

fn pixels(written: Option<&Spanned>) -> Option<u32> {
    written?.text.trim().trim_end_matches("px").parse().ok().filter(|&pixels| pixels > 0)
}

/// Whether the first file that feeds show of the record is played.
pub(super) fn has_media(record: &Record, config: &Config) -> bool {
    let mut unheard = Diagnostics { path: &record.path, findings: Vec::new() };
    let types = record.enclosures.iter().filter_map(|written| {
        let url = in_site(&written.url, "the URL of a file", config, &mut unheard)?;
        media_type(written, &url)
    });
    let first = types.into_iter().next();
    episode::is_played(first.as_deref())
}

/// The media type of a file: the named one, else that of the ending of its URL.
fn media_type(written: &RawEnclosure, url: &Url) -> Option<String> {
    let named = written.media_type.as_ref().map(|named| named.text.trim().to_ascii_lowercase());
    let of_file = || uri::media_type_of(written.file.as_ref()?.text.trim());
    named.filter(|named| uri::is_media_type(named)).or_else(|| uri::media_type(url)).or_else(of_file)
}

/// Files with a usable URL and a known media type; without one the ending of the URL decides.
pub(super) fn enclosures(
    record: &Record,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Enclosure> {
    let mut enclosures: Vec<Enclosure> = Vec::new();
    for written in &record.enclosures {
        let Some(url) = in_site(&written.url, "the URL of a file", config, diagnostics) else {
            continue;
        };
        let Some(media_type) = media_type(written, &url) else {
            let message =
                "the type of the file is unknown and the file is left out; add `type`, such as audio/mpeg";
            diagnostics.add(Rule::Value, written.url.position, message.to_owned());
            continue;
        };
        let length = written.length.as_ref().and_then(|length| {
            let bytes = length.text.trim().parse().ok();
            if bytes.is_none() {
                let message = match time::duration(&length.text) {
                    None => "the length of a file must be a number of bytes; it is left out",
                    Some(_) => {
                        "the length of a file is its bytes, and this is a playing time; name that `duration`"
                    }
                };
                diagnostics.add(Rule::Value, length.position, message.to_owned());
            }
            bytes
        });
        let url = uri::written(&url);
        if !enclosures.iter().any(|other| other.url == url) {
            let (title, duration) =
                (plain(written.title.as_ref()), seconds(written.duration.as_ref(), diagnostics));
            enclosures.push(Enclosure { url, media_type: Some(media_type), length, title, duration });
        }
    }
    enclosures
}

/// The playing time of a file.
pub(super) fn seconds(written: Option<&Spanned>, diagnostics: &mut Diagnostics<'_>) -> Option<f64> {
    let written = written?;
    let seconds = time::duration(&written.text);
    if seconds.is_none() {
        let message =
            "the duration of a file must be seconds, or be like 1:02:03 or PT1H2M3S; it is left out";
        diagnostics.add(Rule::Value, written.position, message.to_owned());
    }
    seconds
}

/// A URL as static site generators mean it, or a finding that calls it `what`.
pub(super) fn in_site(
    written: &Spanned,
    what: &str,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Url> {
    let url = uri::absolute_in_site(&written.text, &config.site.url);
    usable(url, written, what, diagnostics)
}

/// As [`in_site`], as it is published.
pub(super) fn written_in_site(
    written: &Spanned,
    what: &str,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<String> {
    let url = uri::written_in_site(&written.text, &config.site.url);
    usable(url, written, what, diagnostics)
}

fn usable<U>(
    url: Result<U, Fault>,
    written: &Spanned,
    what: &str,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<U> {
    let report = |fault: Fault| {
        diagnostics.add(Rule::Link, written.position, format!("{what} {fault} and is left out"))
    };
    url.map_err(report).ok()
}
