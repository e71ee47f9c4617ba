//! A record that is the entry of a feed word for word becomes that entry again: its texts mean themselves, its
//! id and URLs stay as they are, its body is the whole content or summary, and nothing is added. Without this `build` would
//! read markup in titles, make URIs of ids by which subscribers' readers know the articles, and extend the content.
//!
//! HTML is cleaned and URLs are checked as everywhere: a verbatim record is no safer than others.

use std::str::FromStr;

use url::Url;

use super::{
    Dates, Diagnostics, Draft, Identity, Selection, content, episode, excerpt, identity, links, name,
    selection_of,
};
use crate::config::{Config, ContentMode};
use crate::finding::Rule;
use crate::html::{self, Cleaned, Rules};
use crate::model::{
    BodyRole, BodySyntax, Content, Enclosure, Entry, Image, Link, Person, Position, RawEnclosure, RawImage,
    RawLink, RawPerson, Record, Spanned, Text, Verbatim,
};
use crate::text::{strip_forbidden, without_overrides};
use crate::uri;

/// The entry that the record represents; the date of publication is absent where the record itself has none.
pub(super) fn draft(
    record: &Record,
    verbatim: &Verbatim,
    dates: Dates,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Draft {
    let (selection, own) = selected(record, dates, config, diagnostics);
    let draft = selection.into_draft();
    let base = Some(own.as_ref().map_or(&config.site.url, |(_, url)| url));
    // What a conversion has kept of the feed stays.
    let rules =
        Rules { base, embeds: &config.embeds, keep_styling: true, files: crate::html::FileBase::Page };
    let title = marked_up(verbatim.title.as_ref(), &rules, diagnostics)
        .map(|title| Text::html(without_overrides(&title.value)));
    let (summary, contents) = texts(record, verbatim, &rules, config, diagnostics);
    let mut people = |written: &[RawPerson]| -> Vec<Person> {
        written.iter().filter_map(|written| person(written, config, diagnostics)).collect()
    };
    let (authors, contributors) = (people(&record.authors), people(&verbatim.contributors));
    let mut image_of =
        |written: Option<&RawImage>| written.and_then(|written| image(written, config, diagnostics));
    let (image, banner) = (image_of(record.images.first()), image_of(verbatim.banner.as_ref()));
    let enclosures = record.enclosures.iter().filter_map(|written| enclosure(written, config, diagnostics));
    let mut enclosures: Vec<Enclosure> = enclosures.collect();
    let episode = episode::episode(record, &mut enclosures, config, diagnostics);
    let entry = Entry {
        title: title.or_else(|| literal_title(record.title.as_ref()).map(Text::plain)),
        summary,
        contents,
        authors,
        contributors,
        image,
        banner,
        enclosures,
        episode,
        links: all_links(
            own.as_ref().map(|(written, url)| as_written(written, url)),
            verbatim,
            config,
            diagnostics,
        ),
        rights: name(literal(verbatim.rights.as_ref())).map(Text::plain),
        ..draft.entry
    };
    Draft { entry, ..draft }
}

/// What decides in which feeds the article is.
pub(super) fn selection(
    record: &Record,
    dates: Dates,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Selection {
    selected(record, dates, config, diagnostics).0
}

/// The same, and the article's own link, as written and absolute.
fn selected<'r>(
    record: &'r Record,
    mut dates: Dates,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> (Selection, Option<(&'r Spanned, Url)>) {
    let link = links::first_usable(&record.links, config, diagnostics);
    let usable = |id: &Spanned| !identity::is_too_long(&id.text) && !html::is_id_harmful(&id.text);
    let id = record.id.as_ref().filter(|id| usable(id)).and_then(|id| literal(Some(id)));
    let identity = id.map(Identity::own).unwrap_or_else(|| {
        let link = link.as_ref().map(|(_, url)| url);
        identity::identity(record, link, dates.published, config, diagnostics)
    });
    dates.published = record.published.as_ref().and(dates.published);
    (selection_of(record, identity, dates, literal, (config, diagnostics)), link)
}

/// The text as it is, without what no feed may hold; nothing if nothing is left.
fn literal(written: Option<&Spanned>) -> Option<String> {
    written.map(|written| strip_forbidden(&written.text).trim().to_owned()).filter(|text| !text.is_empty())
}

/// As [`literal`], of a text behind which readers show other texts.
fn literal_title(written: Option<&Spanned>) -> Option<String> {
    literal(written).map(html::inert_title)
}

fn marked_up(
    written: Option<&Spanned>,
    rules: &Rules<'_>,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Text> {
    let written = written?;
    let html = content::cleaned(&written.text, written.position, rules, diagnostics);
    Some(Text::html(html.trim())).filter(|text| !text.value.is_empty())
}

/// The summary and the contents: the body is one of them.
fn texts(
    record: &Record,
    verbatim: &Verbatim,
    rules: &Rules<'_>,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> (Option<Text>, Vec<Content>) {
    let body = body(record, rules, diagnostics);
    let own = marked_up(verbatim.summary.as_ref(), rules, diagnostics);
    let own = own.or_else(|| literal_title(record.summary.as_ref()).map(Text::plain));
    match verbatim.body {
        BodyRole::Summary => (body.or(own), Vec::new()),
        BodyRole::Content if config.feeds.content == ContentMode::Excerpt => {
            let beginning = body.map(|body| Text::plain(html::excerpt(&body.value, excerpt::LONGEST)));
            (own.or(beginning).filter(|summary| !summary.value.is_empty()), Vec::new())
        }
        BodyRole::Content => (own, body.map(Content::Text).into_iter().collect()),
    }
}

/// The body, unless it is empty. Templates in it belong to the text: no site generator has written them.
fn body(record: &Record, rules: &Rules<'_>, diagnostics: &mut Diagnostics<'_>) -> Option<Text> {
    let position = Position { line: record.body_line, column: 1 };
    let mut html_of = |cleaned: Cleaned| Text::html(content::html_of(cleaned, position, diagnostics).trim());
    let text = match record.body_syntax {
        BodySyntax::Html => html_of(html::clean(&record.body, rules)),
        BodySyntax::Markdown => html_of(html::clean_markdown(&record.body, rules)),
        BodySyntax::Text => Text::plain(strip_forbidden(&record.body).trim()),
    };
    Some(text).filter(|text| !text.value.is_empty())
}

/// The links: the article's own first, unless the list of them holds it.
fn all_links(
    own: Option<String>,
    verbatim: &Verbatim,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Vec<Link> {
    let mut all: Vec<Link> =
        verbatim.links.iter().filter_map(|written| additional_link(written, config, diagnostics)).collect();
    let is_listed = |own: &String| all.iter().any(|link| link.relation == "alternate" && link.href == *own);
    if let Some(own) = own.filter(|own| !is_listed(own)) {
        all.insert(0, Link::new("alternate", own));
    }
    all
}

fn additional_link(written: &RawLink, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Link> {
    Some(Link {
        relation: literal(written.relation.as_ref()).unwrap_or_else(|| "alternate".to_owned()),
        href: url_of(&written.href, "the URL of a link", config, diagnostics)?,
        media_type: literal(written.media_type.as_ref()),
        language: literal(written.language.as_ref()),
        title: literal_title(written.title.as_ref()),
        length: number(written.length.as_ref(), diagnostics),
    })
}

/// A person; the name may be missing where anything else is known.
fn person(written: &RawPerson, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Person> {
    let mut url = |written: &Option<Spanned>, what| {
        written.as_ref().and_then(|written| url_of(written, what, config, diagnostics))
    };
    let person = Person {
        name: name(literal(written.name.as_ref())).unwrap_or_default(),
        uri: url(&written.uri, "the URL of an author"),
        email: name(literal(written.email.as_ref())),
        avatar: url(&written.avatar, "the URL of an author's image"),
    };
    Some(person).filter(|person| *person != Person::default())
}

fn image(written: &RawImage, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Option<Image> {
    Some(Image {
        url: url_of(&written.url, "the URL of an image", config, diagnostics)?,
        width: number(written.width.as_ref(), diagnostics),
        height: number(written.height.as_ref(), diagnostics),
        ..Image::default()
    })
}

fn enclosure(
    written: &RawEnclosure,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Enclosure> {
    Some(Enclosure {
        url: url_of(&written.url, "the URL of a file", config, diagnostics)?,
        media_type: literal(written.media_type.as_ref()),
        length: number(written.length.as_ref(), diagnostics),
        title: literal_title(written.title.as_ref()),
        duration: links::seconds(written.duration.as_ref(), diagnostics),
    })
}

fn number<N: FromStr>(written: Option<&Spanned>, diagnostics: &mut Diagnostics<'_>) -> Option<N> {
    let written = written?;
    let number = written.text.trim().parse().ok();
    if number.is_none() {
        diagnostics.add(
            Rule::Value,
            written.position,
            "a size or length must be a number; it is left out".to_owned(),
        );
    }
    number
}

fn url_of(
    written: &Spanned,
    what: &str,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<String> {
    links::in_site(written, what, config, diagnostics).map(|url| as_written(written, &url))
}

/// The URL as written where it is valid as written: another spelling would make it another URL to readers
/// that compare URLs as texts.
fn as_written(written: &Spanned, url: &Url) -> String {
    let text = written.text.trim();
    let names_scheme =
        text.split_once("://").is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(url.scheme()));
    if names_scheme && uri::is_uri(text) { text.to_owned() } else { uri::written(url) }
}

#[cfg(test)]
mod tests;
