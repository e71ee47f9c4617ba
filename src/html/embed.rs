//! Embedded players and pages (`iframe`, `embed`, `object`), turned into the page that a person can open.
//!
//! Nothing is fetched: labels and pictures are only those that the markup itself gives away.

use url::Url;

use super::elements::is_hidden;
use super::pieces::{Piece, Pieces, Tag};
use super::plain::plain_text;
use super::references::decode;
use super::uri::{is_safe, resolve};
use crate::uri::written;

/// The page behind an embedded player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The absolute http or https address of the page.
    pub link: String,
    /// Plain text for the link: the title of the frame, else words such as `Watch on YouTube`.
    pub label: String,
    /// The address of a still picture, where the player's address tells it.
    pub picture: Option<String>,
}

/// The embed that is all the fragment shows: white space, scripts and wrapping `p`, `div`, `center`, `figure`,
/// `section` and `span` elements aside. Its address must be absolute, or begin with `//`.
pub fn sole_embed(fragment: &str) -> Option<Embed> {
    let mut sole = None;
    let mut pieces = Pieces::of(fragment);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Comment | Piece::Declaration(_) => {}
            Piece::Text(text) if decode(text).trim().is_empty() => {}
            Piece::Tag(tag) if is_embed(&tag.name) => {
                let address = address_in(&tag).and_then(|value| resolve_alone(&value));
                skip_fallback(&mut pieces, &tag, address.is_some());
                let embed = address.map(|address| describe(&address, &tag));
                if embed.is_some() && std::mem::replace(&mut sole, embed).is_some() {
                    return None;
                }
            }
            Piece::Tag(tag) if is_hidden(&tag.name) && (tag.is_end || pieces.skip_content(&tag.name)) => {}
            Piece::Tag(tag) if is_wrapper(&tag.name) => {}
            Piece::Tag(_) | Piece::Text(_) => return None,
        }
    }
    sole
}

pub(super) fn is_embed(element: &str) -> bool {
    matches!(element, "embed" | "iframe" | "object")
}

/// What the start tag embeds: its address, decoded, as lazily loading pages write it too.
pub(super) fn address_in(tag: &Tag) -> Option<String> {
    let names: &[&str] = match tag.name.as_str() {
        _ if tag.is_end => &[],
        "object" => &["data"],
        _ => &["src", "data-src", "data-lazy-src"],
    };
    let mut values = names.iter().filter_map(|name| tag.attribute(name)).map(decode);
    values
        .find(|value| !value.trim().is_empty() && value.trim() != "about:blank")
        .map(|value| value.into_owned())
}

/// Leaves out what the element holds for readers that cannot embed. An `object` that embeds nothing shows it.
pub(super) fn skip_fallback(pieces: &mut Pieces, tag: &Tag, is_replaced: bool) {
    if !tag.is_end && (tag.name == "iframe" || tag.name == "object" && is_replaced) {
        pieces.skip_content(&tag.name);
    }
}

/// The page a person can open instead of the embedded one at the address.
pub(super) fn describe(address: &Url, tag: &Tag) -> Embed {
    let video = video_in(address);
    let label = tag.attribute("title").map(plain_text).filter(|title| !title.is_empty());
    let label = label.unwrap_or_else(|| match host_of(address) {
        host if is_youtube(host) => "Watch on YouTube".to_owned(),
        host if is_host_within(host, "vimeo.com") => "Watch on Vimeo".to_owned(),
        host => format!("Open embedded content at {host}"),
    });
    let (link, picture) = video.unwrap_or_else(|| (written(address), None));
    Embed { link, label, picture }
}

/// Whether the page may stay embedded: over https, at one of the hosts or a subdomain of one.
pub(super) fn is_listed(address: &Url, hosts: &[String]) -> bool {
    let host = host_of(address);
    address.scheme() == "https"
        && hosts.iter().any(|listed| is_host_within(host, &listed.trim().to_ascii_lowercase()))
}

/// The page and the picture of a video, where the address is that of a known player.
fn video_in(address: &Url) -> Option<(String, Option<String>)> {
    let mut path = address.path_segments()?;
    let (place, id) = (path.next()?, path.next()?);
    let is_id = |id: &str| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let parameter = |name| address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
    match host_of(address) {
        host if is_youtube(host) && matches!(place, "embed" | "v") => match id {
            "videoseries" => {
                let list = parameter("list").filter(|list| is_id(list))?;
                Some((format!("https://www.youtube.com/playlist?list={list}"), None))
            }
            "live_stream" => None,
            _ if is_id(id) => {
                let picture = format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg");
                Some((format!("https://www.youtube.com/watch?v={id}"), Some(picture)))
            }
            _ => None,
        },
        "player.vimeo.com" if place == "video" && is_id(id) => {
            // Unlisted videos open with this second part alone.
            let unlisted =
                parameter("h").filter(|key| is_id(key)).map(|key| format!("/{key}")).unwrap_or_default();
            Some((format!("https://vimeo.com/{id}{unlisted}"), None))
        }
        _ => None,
    }
}

/// The address of an embed where there is no page that relative addresses could be resolved against.
fn resolve_alone(value: &str) -> Option<Url> {
    let value = value.trim();
    let is_relative =
        !value.starts_with("//") && Url::parse(value) == Err(url::ParseError::RelativeUrlWithoutBase);
    // Any base gives the same result for what is left, but for the scheme of an address that begins with `//`.
    let base = Url::parse("https://host.invalid/").ok().filter(|_| !is_relative)?;
    resolve(value, Some(&base)).filter(is_page)
}

/// Whether a person can open the address.
pub(super) fn is_page(address: &Url) -> bool {
    is_safe("iframe", "src", address)
}

fn is_wrapper(element: &str) -> bool {
    matches!(element, "br" | "center" | "div" | "figure" | "p" | "param" | "section" | "span")
}

fn is_youtube(host: &str) -> bool {
    is_host_within(host, "youtube.com") || is_host_within(host, "youtube-nocookie.com")
}

fn is_host_within(host: &str, domain: &str) -> bool {
    let rest = host.strip_suffix(domain).filter(|_| !domain.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn host_of(address: &Url) -> &str {
    address.host_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(fragment: &str) -> Option<(String, String, Option<String>)> {
        sole_embed(fragment).map(|embed| (embed.link, embed.label, embed.picture))
    }

    #[test]
    fn a_lone_player_becomes_the_page_that_a_person_can_open() {
        for (fragment, link, label) in [
            (
                "<iframe src='https://www.youtube.com/embed/a-B_1?start=3'></iframe>",
                "https://www.youtube.com/watch?v=a-B_1",
                "Watch on YouTube",
            ),
            (
                "<iframe src=//www.youtube-nocookie.com/embed/x1>",
                "https://www.youtube.com/watch?v=x1",
                "Watch on YouTube",
            ),
            ("<embed src=http://youtube.com/v/x1>", "https://www.youtube.com/watch?v=x1", "Watch on YouTube"),
            (
                "<iframe src=https://www.youtube.com/embed/videoseries?list=PL9>",
                "https://www.youtube.com/playlist?list=PL9",
                "Watch on YouTube",
            ),
            (
                "<iframe src=https://www.youtube.com/embed/live_stream?channel=c>",
                "https://www.youtube.com/embed/live_stream?channel=c",
                "Watch on YouTube",
            ),
            (
                "<iframe src=https://player.vimeo.com/video/12?color=red title=' A &amp;amp; B '>",
                "https://vimeo.com/12",
                "A &amp; B",
            ),
            (
                "<iframe src=https://player.vimeo.com/video/12?h=c0de>",
                "https://vimeo.com/12/c0de",
                "Watch on Vimeo",
            ),
            (
                "<iframe src=https://notyoutube.com/embed/x>",
                "https://notyoutube.com/embed/x",
                "Open embedded content at notyoutube.com",
            ),
            (
                "<iframe src data-src='https://example.org/a?b=1&amp;c=2'>",
                "https://example.org/a?b=1&c=2",
                "Open embedded content at example.org",
            ),
            (
                "<object data=https://example.org/a><embed src=https://example.org/b>Text</object>",
                "https://example.org/a",
                "Open embedded content at example.org",
            ),
            (
                "<object><param name=x><embed src=https://example.org/b></object>",
                "https://example.org/b",
                "Open embedded content at example.org",
            ),
        ] {
            let embed = sole_embed(fragment).map(|embed| (embed.link, embed.label));
            assert_eq!(embed, Some((link.to_owned(), label.to_owned())), "{fragment}");
        }
    }

    #[test]
    fn a_player_of_youtube_shows_its_picture() {
        let picture =
            seen("<iframe src=https://www.youtube.com/embed/x1>").and_then(|(_, _, picture)| picture);
        assert_eq!(picture.as_deref(), Some("https://i.ytimg.com/vi/x1/hqdefault.jpg"));
    }

    #[test]
    fn wrappers_and_invisible_things_do_not_count() {
        let frame = "<IFRAME SRC=https://example.org/>x</IFRAME>";
        for fragment in [
            format!("\n <p class=a><center>{frame}</center></p>&nbsp;<br>"),
            format!("<div><figure>{frame}</figure></div><script>var x = '<b>';</script><!-- c -->"),
        ] {
            assert!(sole_embed(&fragment).is_some(), "{fragment}");
        }
    }

    #[test]
    fn more_than_one_embed_or_any_text_is_not_sole() {
        let frame = "<iframe src=https://example.org/></iframe>";
        for fragment in [
            "".to_owned(),
            "<p>Text</p>".to_owned(),
            format!("{frame}{frame}"),
            format!("{frame} Text"),
            format!("{frame}<img src=a.png>"),
            "<iframe src=page.html></iframe>".to_owned(),
            "<iframe src=javascript:alert(1)></iframe>".to_owned(),
            "<iframe srcdoc='<p>'></iframe>".to_owned(),
        ] {
            assert_eq!(sole_embed(&fragment), None, "{fragment}");
        }
    }
}
