//! The images that the configuration names for feeds, where they lie in the folders of `input.media` -> findings about what readers and
//! directories of podcasts do not show as it is meant. Only the start of a file is read.
//!
//! A logo may have any shape: Atom wants it twice as wide as high (RFC 4287, section 4.2.8), JSON Feed square.

use std::ops::RangeInclusive;
use std::path::Path;

use super::media;
use crate::config::Config;
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::normalise::served_at;

/// How many pixels wide and high Apple wants a cover to be.
const COVER: RangeInclusive<usize> = 1400..=3000;

/// What an image is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Icon,
    Logo,
    Cover,
}

/// Adds the findings to the configuration.
///
/// # Errors
///
/// When the machine cannot say what is there.
pub(super) fn check(root: &Path, config: &mut Config) -> Result<(), Error> {
    let mut findings = Vec::new();
    for (role, key, url) in named(config) {
        for path in served_at(&url, config) {
            let Some(media) = media::open(root, &path)? else { continue };
            let message = fault(role, &key, &path, media.image());
            let finding = |message| Finding { rule: Rule::Value, path, position: None, message };
            findings.extend(message.map(finding));
            break;
        }
    }
    config.findings.extend(findings);
    Ok(())
}

/// The images with the keys that name them.
fn named(config: &Config) -> Vec<(Role, String, String)> {
    let (site, feeds) = (&config.site, &config.feeds);
    let of_site = [(Role::Icon, "site.icon", &site.icon), (Role::Logo, "site.logo", &site.logo)];
    let mut images: Vec<(Role, String, String)> = Vec::new();
    for (role, key, url) in of_site {
        images.extend(url.as_ref().map(|url| (role, key.to_owned(), url.clone())));
    }
    let own = feeds.podcast.as_ref().map(|podcast| ("feeds.podcast.image".to_owned(), &podcast.image));
    let of_extra = feeds.extra.iter().filter_map(|extra| {
        Some((format!("podcast.image of {}", extra.name), &extra.podcast.as_ref()?.image))
    });
    images.extend(own.into_iter().chain(of_extra).map(|(key, url)| (Role::Cover, key, url.clone())));
    images
}

/// What is wrong with an image of this type and size; nothing of one whose name says already that it is seldom shown.
fn fault(
    role: Role,
    key: &str,
    path: &str,
    image: Option<(media::ImageType, usize, usize)>,
) -> Option<String> {
    let is_named_plain =
        [".png", ".jpg", ".jpeg", ".gif"].iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
    let Some((kind, width, height)) = image else {
        return is_named_plain.then(|| format!("cannot be read as an image, and `{key}` names it"));
    };
    let size = format!("{width} by {height} pixels");
    match (role, kind) {
        (_, media::ImageType::Other) if is_named_plain => Some(format!(
            "is no PNG, JPEG or GIF image, whatever its name says, and many feed readers show no other; `{key}` names it"
        )),
        (Role::Cover, media::ImageType::Gif) => {
            Some(format!("is a GIF image; directories of podcasts want JPEG or PNG from `{key}`"))
        }
        (Role::Cover, _) if width != height || !COVER.contains(&width) => Some(format!(
            "is {size}; directories of podcasts want `{key}` square, of {} to {} pixels",
            COVER.start(),
            COVER.end()
        )),
        (Role::Icon, _) if width != height => Some(format!("is {size}; readers show `{key}` as a square")),
        _ => None,
    }
}
